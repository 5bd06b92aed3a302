import { preset } from '@switchboard/jest-preset';

/** The page in Chromium on the whole platform: slow to start, so apart from the tests of every run. */
export default {
  ...preset,
  testMatch: ['<rootDir>/test-browser/**/*.test.ts'],
  testTimeout: 120_000,
  maxWorkers: 1,
};
