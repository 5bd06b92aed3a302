/** Sums the reports of all test runs. Prints which tests failed, and as its last line how many passed and how many failed. */
import { globSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** What is read of the file that `jest --json --outputFile` writes. */
interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  /** Test files that did not load, or whose `afterAll` failed: `numFailedTests` does not count them. */
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly TestFile[];
}

interface TestFile {
  /** The path of the file. */
  readonly name: string;
  readonly status: string;
  readonly message: string;
  readonly assertionResults: readonly {
    readonly fullName: string;
    readonly status: string;
    readonly failureMessages: readonly string[] | null;
  }[];
}

interface Failure {
  readonly title: string;
  readonly message: string;
}

/** People see the end of a long output: all failures together take no more lines than this. */
const maxLines = 60;
const maxLinesOfMessage = 12;
const maxLineLength = 200;

function failuresOf({ name, status, message, assertionResults }: TestFile): readonly Failure[] {
  const file = relative(process.cwd(), name);
  const failed = assertionResults.filter((result) => result.status === 'failed');
  if (failed.length === 0 && status === 'failed') return [{ title: `${file}: the file itself`, message }];
  return failed.map(({ fullName, failureMessages }) => ({
    title: `${file}: ${fullName}`,
    message: failureMessages?.[0] ?? '',
  }));
}

/** The beginning of a message up to the stack, without colours and empty lines. */
const beginningOf = (message: string, lines: number): readonly string[] =>
  stripVTControlCharacters(message)
    .split(/\n\s+at /)[0]
    ?.split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, lines)
    .map((line) => `  ${line}`) ?? [];

/** As many failures as there is room for, each with as much of its message as there is room for. */
function describe(failures: readonly Failure[]): readonly string[] {
  const shown = failures.length > maxLines ? maxLines - 1 : failures.length;
  const linesOfMessage = Math.min(maxLinesOfMessage, Math.floor(maxLines / shown) - 1);
  const lines = failures
    .slice(0, shown)
    .flatMap(({ title, message }) => [title, ...beginningOf(message, linesOfMessage)]);
  const left = failures.length - shown;
  return left === 0 ? lines : [...lines, `… and ${left} more`];
}

const reports = globSync(['{apps,packages,tooling}/*/reports/*.json', 'infra/reports/*.json'])
  .sort()
  .map((file): JestReport => JSON.parse(readFileSync(file, 'utf8')));
const sum = (count: (report: JestReport) => number): number =>
  reports.reduce((total, report) => total + count(report), 0);

const passed = sum((report) => report.numPassedTests);
const failed = sum((report) => report.numFailedTests + report.numRuntimeErrorTestSuites);
const failures = reports.flatMap(({ testResults }) => testResults.flatMap(failuresOf));

for (const line of describe(failures)) process.stdout.write(`${line.slice(0, maxLineLength)}\n`);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = passed > 0 && failed === 0 ? 0 : 1;
