const { createEmptyTestResult } = require('@jest/test-result');
const { default: circus } = require('jest-circus/runner');

/** The runs in which a test has failed, by the configuration that jest makes for each. */
const failedRuns = new WeakSet();

/** What jest takes for a file whose tests are all skipped; it takes a file without tests for a failure. */
const skipped = () => ({
  ...createEmptyTestResult(),
  numPendingTests: 1,
  testResults: [{ ancestorTitles: [], failureMessages: [], fullName: '', status: 'pending', title: '' }],
});

/**
 * Runs a test file unless one of the same run has failed before: one failure is all that Stryker asks for. Jest has `bail` for
 * that, but not for those who call it from a program. Stryker asks for a file whose name begins as this one's does.
 */
module.exports = async (globalConfig, ...rest) => {
  if (failedRuns.has(globalConfig)) return skipped();
  const result = await circus(globalConfig, ...rest);
  if (result.numFailingTests > 0 || result.testExecError) failedRuns.add(globalConfig);
  return result;
};
