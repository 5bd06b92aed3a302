/**
 * Tries every property of every package with 300 times its cases, with new seeds that it prints. The cases beyond the usual ones are
 * tried for a minute at most.
 *
 *     npm run test:properties
 *     PROPERTY_TIMES=1000 PROPERTY_SECONDS=600 npm run test:properties -- packages/protocol
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';

interface Tried {
  readonly testPath: string;
  readonly test: string;
  readonly wanted: number;
  readonly runs: number;
  readonly failed: boolean;
  /** Of the usual cases, and of the others. */
  readonly seeds: readonly number[];
}

// biome-ignore lint/style/noProcessEnv: the composition root
const env = process.env;
const wanted = process.argv.slice(2);
const report = join(mkdtempSync(join(tmpdir(), 'properties-')), 'report.jsonl');
const usesProperties = /from 'fast-check'|checkModel\(/;

const files = globSync([
  '{apps,packages,tooling}/*/{src,test}/**/*.test.{ts,tsx}',
  'infra/{src,test}/**/*.test.ts',
])
  .filter((file) => wanted.length === 0 || wanted.some((folder) => file.startsWith(folder)))
  .filter((file) => usesProperties.test(readFileSync(file, 'utf8')));
const folderOf = (file: string): string =>
  file
    .split(sep)
    .slice(0, file.startsWith('infra') ? 1 : 2)
    .join(sep);

let isGood = true;
for (const [folder, ofFolder = []] of Object.entries(Object.groupBy(files, folderOf))) {
  const { status } = spawnSync(
    'npx',
    ['jest', '-w', '1', ...ofFolder.map((file) => file.slice(folder.length + 1))],
    {
      cwd: folder,
      env: { PROPERTY_TIMES: '300', PROPERTY_SECONDS: '60', ...env, PROPERTY_REPORT: report },
      stdio: 'inherit',
    },
  );
  isGood &&= status === 0;
}

const lines = existsSync(report) ? readFileSync(report, 'utf8').trim().split('\n') : [];
const tried = lines.map((line): Tried => JSON.parse(line));
for (const { test, runs, seeds } of tried)
  process.stdout.write(`${runs} cases from the seeds ${seeds.join(' and ')}: ${test}\n`);
const short = tried.filter(({ runs, wanted, failed }) => !failed && runs < wanted);
for (const { test, runs, wanted } of short)
  process.stdout.write(`time was up after ${runs} of ${wanted} cases: ${test}\n`);
for (const { test } of tried.filter(({ failed }) => failed)) process.stdout.write(`FAILED: ${test}\n`);
process.stdout.write(
  `${tried.length} properties, ${tried.reduce((total, { runs }) => total + runs, 0)} cases\n`,
);
process.exitCode = isGood ? 0 : 1;
