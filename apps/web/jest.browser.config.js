import { preset } from '@switchboard/jest-preset';

/** The page in Chromium on the whole platform: slow to start, so apart from the tests of every run. */
export default {
  ...preset,
  testEnvironment: '<rootDir>/test-browser/environment.ts',
  testMatch: ['<rootDir>/test-browser/**/*.test.ts'],
  // A test has many steps. What it waits for in vain ends it earlier, and says what that was.
  testTimeout: 900_000,
  maxWorkers: 1,
};
