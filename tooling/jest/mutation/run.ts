/**
 * Measures a package's tests by changes of its code, part by part as `stryker.config.js` of the working directory names them. Each
 * part has a report of its own: an interrupted run loses one part at most, and what neither the code nor a test has changed
 * since is not measured again.
 *
 *     npm run test:mutation --workspace packages/data-core
 *     npm run test:mutation --workspace packages/data-core -- lock once --force     # two parts, all anew
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

interface Report {
  readonly files: Record<string, { readonly mutants: readonly { readonly status: string }[] }>;
}

const isOption = (text: string): boolean => text.startsWith('-');
const words = process.argv.slice(2).filter((text) => !isOption(text));
const options = process.argv.slice(2).filter(isOption);
const reports = 'reports/mutation';
const stryker = fileURLToPath(new URL('./stryker.ts', import.meta.url));

const { default: config } = await import(pathToFileURL(resolve('stryker.config.js')).href);
const all: readonly string[] = config.inProcess.parts;
const parts = words.length === 0 ? all : words;
const unknown = parts.filter((part) => !all.includes(part));
if (unknown.length > 0) throw new Error(`There is no part ${unknown.join(', ')}, only ${all.join(', ')}.`);

mkdirSync(reports, { recursive: true });
const rows: string[] = [];
let isGood = true;
for (const part of parts) {
  const file = `${reports}/${part}.json`;
  const { status } = spawnSync(
    process.execPath,
    [stryker, '--incremental', '--incrementalFile', file, ...options],
    {
      stdio: 'inherit',
      // biome-ignore lint/style/noProcessEnv: how the configuration learns of the part
      env: { ...process.env, PART: part },
    },
  );
  isGood &&= status === 0;
  rows.push(...rowsOf(file));
}
process.stdout.write(
  ['', '| file | changes | noticed | of that timed out |', '|---|---|---|---|', ...rows, ''].join('\n'),
);
process.exitCode = isGood ? 0 : 1;

/** A row for each file of a report; what is left out on purpose does not count. */
function rowsOf(file: string): readonly string[] {
  if (!existsSync(file)) return [];
  const report: Report = JSON.parse(readFileSync(file, 'utf8'));
  return Object.entries(report.files).flatMap(([name, { mutants }]) => {
    const count = (...states: readonly string[]) =>
      mutants.filter(({ status }) => states.includes(status)).length;
    const all = count('Killed', 'Timeout', 'Survived', 'NoCoverage', 'RuntimeError');
    const noticed = count('Killed', 'Timeout');
    return all === 0
      ? []
      : [`| \`${name}\` | ${all} | ${Math.floor((noticed / all) * 100)} % | ${count('Timeout')} |`];
  });
}
