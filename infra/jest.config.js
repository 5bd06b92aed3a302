import { preset, withDynamoDb } from '@switchboard/jest-preset';

export default {
  ...preset,
  ...withDynamoDb,
  moduleNameMapper: {
    ...preset.moduleNameMapper,
    '/stack-trace$': '<rootDir>/test/no-stack-trace.cjs',
  },
};
