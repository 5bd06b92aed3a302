/** Whether every command and every example of every page is run by a test that is there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../packages/published.ts';
import { commandRunners } from './command-runners.ts';
import { exampleRunners } from './example-runners.ts';
import { commandsIn, languagesIn, listPages, readPage } from './pages.ts';
import type { Runner } from './runner.ts';
import { typeCheckedPages } from './type-check.ts';
import { missingWords, type Walk } from './walk.ts';

/** What `infra/proof/guides.test.ts` hands to the real programs: every command of theirs in these pages. */
const guidesTest = 'infra/proof/guides.test.ts';
const isGuide = (page: string): boolean => /^(README|docs\/deploy|docs\/how-to\/[\w-]+)\.md$/.test(page);
const isOfProgram = (command: string): boolean => /^(aws|terraform) /.test(command);

/** The scripts by which `.ci/run` runs the tests of a folder. */
const scriptOf = (test: string): string => {
  if (test.includes('/proof/')) return 'prove';
  return test.includes('/test-browser/') ? 'test:browser' : 'test';
};

const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** The folder of the package that a file belongs to. */
const packageOf = (file: string): string =>
  file.startsWith('infra/') ? 'infra' : file.split('/').slice(0, 2).join('/');

function faultOfTest(test: string, says: string): string | undefined {
  if (!test.endsWith('.test.ts') || !existsSync(join(root, test))) return `There is no test ${test}.`;
  const script = scriptOf(test);
  const { scripts } = JSON.parse(read(`${packageOf(test)}/package.json`)) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  if (!(script in scripts)) return `Nothing runs ${test}: ${packageOf(test)} has no script ${script}.`;
  return read(test).includes(says) ? undefined : `${test} does not say ${JSON.stringify(says)}.`;
}

/** What is wrong with a runner, if something is. */
function faultOf(
  runner: Runner | { readonly types: true },
  page: string,
  walks: readonly Walk[],
): string | undefined {
  if ('test' in runner) return faultOfTest(runner.test, runner.says);
  if ('step' in runner)
    return read('.ci/run').includes(runner.step) ? undefined : `.ci/run does not run ${runner.step}.`;
  if ('walk' in runner) {
    const walk = walks.find((other) => other.page === runner.walk);
    const isStep = walk?.steps.some(({ says }) => says === runner.says);
    return isStep ? undefined : `No walk along ${runner.walk} has the step ${JSON.stringify(runner.says)}.`;
  }
  if ('types' in runner)
    return typeCheckedPages.includes(page) ? undefined : `Nothing compiles the examples of ${page}.`;
  return undefined;
}

const isStepOf = (command: string, walk: Walk | undefined): boolean =>
  walk?.steps.some(({ says }) => commandsIn(`    ${says}\n`).includes(command) || says.includes(command)) ??
  false;

/**
 * Looks for commands and examples that nothing runs, for runners that are not there, and for runners of what no page says.
 *
 * @returns what is wrong, as sentences
 */
export function audit(
  walks: readonly Walk[],
  pages: Readonly<Record<string, string>> = allPages(),
): readonly string[] {
  const faults: string[] = [];
  const needed = new Set<string>();
  for (const [page, text] of Object.entries(pages)) {
    const walk = walks.find((other) => other.page === page);
    const missing = walk && missingWords(walk, text);
    if (missing !== undefined)
      faults.push(`${page} does not say ${JSON.stringify(missing)} where its walk does.`);
    for (const command of commandsIn(text)) {
      if (isStepOf(command, walk)) continue;
      const runner = commandRunners[command];
      needed.add(command);
      if (runner) faults.push(...[faultOf(runner, page, walks) ?? []].flat());
      else if (!(isOfProgram(command) && isGuide(page)))
        faults.push(`${page}: nothing runs the command ${command}`);
    }
    for (const language of languagesIn(text)) {
      const runner = exampleRunners[page]?.[language];
      if (runner) faults.push(...[faultOf(runner, page, walks) ?? []].flat());
      else faults.push(`${page}: nothing runs the examples in ${language}`);
    }
  }
  if (
    !read(guidesTest).includes("commandsWith('aws')") ||
    !read(guidesTest).includes("commandsWith('terraform')")
  )
    faults.push(`${guidesTest} does not run the commands of the guides.`);
  const unneeded = Object.keys(commandRunners).filter((command) => !needed.has(command));
  faults.push(...unneeded.map((command) => `No page needs the runner of ${command}`));
  return [...new Set(faults)];
}

const allPages = (): Readonly<Record<string, string>> =>
  Object.fromEntries(listPages().map((page) => [page, readPage(page)]));
