/**
 * Measures a package's tests by changes of its code: run in the package's folder, where `stryker.config.js` is. Each entry of
 * `mutate` is a run of its own with a report of its own, so that an interrupted run loses one entry at most, and what neither
 * the code nor a test has changed since is not measured again.
 *
 *     npm run test:mutation --workspace packages/data-core
 *     npm run test:mutation --workspace packages/data-core -- lock --force     # entries that contain a word, all anew
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Report {
  readonly files: Record<string, { readonly mutants: readonly { readonly status: string }[] }>;
}

const isOption = (text: string): boolean => text.startsWith('-');
const words = process.argv.slice(2).filter((text) => !isOption(text));
const options = process.argv.slice(2).filter(isOption);
const reports = 'reports/mutation';

const { default: config } = await import(pathToFileURL(resolve('stryker.config.js')).href);
const entries: readonly string[] = config.mutate.filter(
  (glob: string) => !glob.startsWith('!') && (words.length === 0 || words.some((word) => glob.includes(word))),
);

mkdirSync(reports, { recursive: true });
const rows: string[] = [];
let isGood = true;
for (const entry of entries) {
  const file = `${reports}/${entry.replaceAll(/[^\w-]+/g, '_')}.json`;
  const { status } = spawnSync(
    'stryker',
    ['run', '--incremental', '--incrementalFile', file, ...options],
    // biome-ignore lint/style/noProcessEnv: how the configuration learns of the entry
    { stdio: 'inherit', env: { ...process.env, ENTRY: entry } },
  );
  isGood &&= status === 0;
  rows.push(...rowsOf(file));
}
process.stdout.write(['', '| file | changes | noticed | of that timed out |', '|---|---|---|---|', ...rows, ''].join('\n'));
process.exitCode = isGood ? 0 : 1;

/** A row for each file of a report; what is left out on purpose does not count. */
function rowsOf(file: string): readonly string[] {
  if (!existsSync(file)) return [];
  const report: Report = JSON.parse(readFileSync(file, 'utf8'));
  return Object.entries(report.files).flatMap(([name, { mutants }]) => {
    const count = (...states: readonly string[]) => mutants.filter(({ status }) => states.includes(status)).length;
    const all = count('Killed', 'Timeout', 'Survived', 'NoCoverage', 'RuntimeError');
    const noticed = count('Killed', 'Timeout');
    return all === 0
      ? []
      : [`| \`${name}\` | ${all} | ${Math.floor((noticed / all) * 100)} % | ${count('Timeout')} |`];
  });
}
