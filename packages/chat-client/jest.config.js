import { preset } from '@switchboard/jest-preset';

/** Packages of npm that ship only ES modules: jest runs CommonJS, so swc turns them into that. */
const esModulesOnly = ['ai', '@ai-sdk/[^/]+', '@workflow/serde', 'eventsource-parser', 'zod/v4'];

export default {
  ...preset,
  transformIgnorePatterns: [`/node_modules/(?!(${esModulesOnly.join('|')})/)`],
};
