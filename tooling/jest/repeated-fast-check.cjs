/**
 * fast-check, but each property is tried with many times its cases, as if its test had been run that often, or until its time is up.
 * Jest puts this in the place of fast-check where `PROPERTY_TIMES` is set.
 */
const { appendFileSync } = require('node:fs');

const { file, times, seconds, report } = globalThis.repeatedProperties;
const original = require(file);

/** The number of cases of a property that does not say one. */
const defaultRuns = 100;

function tell(details, wanted) {
  const { currentTestName: test, testPath } = globalThis.expect.getState();
  const line = { testPath, test, wanted, runs: details.numRuns, failed: details.failed };
  appendFileSync(report, `${JSON.stringify(line)}\n`);
  if (details.failed) {
    throw new Error(original.defaultReportMessage(details), { cause: details.errorInstance });
  }
}

function assert(property, parameters = {}) {
  const wanted = (parameters.numRuns ?? defaultRuns) * times;
  const details = original.check(property, {
    ...parameters,
    numRuns: wanted,
    interruptAfterTimeLimit: seconds * 1000,
    markInterruptAsFailure: false,
  });
  return details instanceof Promise ? details.then((found) => tell(found, wanted)) : tell(details, wanted);
}

module.exports = { ...original, __esModule: true, assert, default: { ...original.default, assert } };
