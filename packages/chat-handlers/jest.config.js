import { preset, withDynamoDb } from '@switchboard/jest-preset';

/** Many requests to a real engine, on machines that are busy with other suites as well. */
const testTimeout = 30_000;

export default { ...preset, ...withDynamoDb, testTimeout };
