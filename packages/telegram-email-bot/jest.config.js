import { preset, withDynamoDb } from '@switchboard/jest-preset';

/** Packages of npm that ship only ES modules: jest runs CommonJS, so swc turns them into that. */
const esModulesOnly = ['ai', '@ai-sdk/[^/]+', '@workflow/serde', 'eventsource-parser', 'zod/v4'];

export default {
  ...preset,
  ...withDynamoDb,
  transformIgnorePatterns: [`/node_modules/(?!(${esModulesOnly.join('|')})/)`],
  // The same library: its build for bundles is an ES module, and jest runs CommonJS.
  moduleNameMapper: { ...preset.moduleNameMapper, '^grammy/web$': 'grammy' },
};
