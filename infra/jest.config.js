import { preset, withDynamoDb } from '@switchboard/jest-preset';

export default {
  ...preset,
  ...withDynamoDb,
  // Packages that cdktf needs declare these names as their own.
  sandboxInjectedGlobals: [],
  moduleNameMapper: {
    ...preset.moduleNameMapper,
    '/stack-trace$': '<rootDir>/test/no-stack-trace.cjs',
  },
};
