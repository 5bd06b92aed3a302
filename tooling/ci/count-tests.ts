import { globSync, readFileSync } from 'node:fs';

/** What is read of the file that `jest --json --outputFile` writes. */
interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  /** Test files that did not even load: none of their tests is counted in `numFailedTests`. */
  readonly numRuntimeErrorTestSuites: number;
}

const reports = globSync(['{apps,packages,tooling}/*/reports/*.json', 'infra/reports/*.json']).map(
  (file): JestReport => JSON.parse(readFileSync(file, 'utf8')),
);
const sum = (count: (report: JestReport) => number): number =>
  reports.reduce((total, report) => total + count(report), 0);

const passed = sum((report) => report.numPassedTests);
const failed = sum((report) => report.numFailedTests + report.numRuntimeErrorTestSuites);

process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = passed > 0 && failed === 0 ? 0 : 1;
