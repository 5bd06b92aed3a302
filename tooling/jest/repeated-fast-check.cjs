/**
 * fast-check, but each property is tried with many times its cases, as if its test had been run that often, or until its time is up.
 * Jest puts this in the place of fast-check where `PROPERTY_TIMES` is set.
 */
const { appendFileSync } = require('node:fs');

const { file, times, seconds, report } = globalThis.repeatedProperties;
const original = require(file);

/** The number of cases of a property that does not say one. */
const defaultRuns = 100;

function failOn(details) {
  if (details.failed)
    throw new Error(original.defaultReportMessage(details), { cause: details.errorInstance });
}

/** Writes down how many cases were tried, and from which seeds. */
function tell(wanted, tried) {
  const { currentTestName: test, testPath } = globalThis.expect.getState();
  const runs = tried.reduce((total, { numRuns }) => total + numRuns, 0);
  const failed = tried.some((details) => details.failed);
  const line = { testPath, test, wanted, runs, failed, seeds: tried.map(({ seed }) => seed) };
  appendFileSync(report, `${JSON.stringify(line)}\n`);
  tried.forEach(failOn);
}

/** Running out of time within a case is not a failure. */
const unlessCutOff = (details) =>
  details.interrupted && details.counterexample === null ? { ...details, failed: false } : details;

/** The usual cases always run to their end, because a test may look at them. The others have new seeds, and stop when the time is up. */
function assert(property, parameters = {}) {
  const { numRuns: usual = defaultRuns, seed: _, path: __, examples: ___, ...others } = parameters;
  const wanted = usual * times;
  const again = {
    ...others,
    numRuns: wanted - usual,
    interruptAfterTimeLimit: seconds * 1000,
    markInterruptAsFailure: false,
  };
  const first = original.check(property, parameters);
  if (!(first instanceof Promise)) {
    const tried = first.failed ? [first] : [first, unlessCutOff(original.check(property, again))];
    return tell(wanted, tried);
  }
  return first.then(async (details) => {
    const tried = details.failed ? [details] : [details, unlessCutOff(await original.check(property, again))];
    tell(wanted, tried);
  });
}

module.exports = { ...original, __esModule: true, assert, default: { ...original.default, assert } };
