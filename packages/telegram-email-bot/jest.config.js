import { preset, withDynamoDb } from '@switchboard/jest-preset';

export default {
  ...preset,
  ...withDynamoDb,
  // The same library: its build for bundles is an ES module, and jest runs CommonJS.
  moduleNameMapper: { ...preset.moduleNameMapper, '^grammy/web$': 'grammy' },
};
