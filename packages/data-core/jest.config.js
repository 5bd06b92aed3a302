import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { preset, withDynamoDb } from '@switchboard/jest-preset';

const rootModules = dirname(dirname(createRequire(import.meta.url).resolve('wingbot/package.json')));

/** The Chat SDK and what it parses Markdown with are ES modules only. */
const chatModules = [
  'chat',
  '@workflow',
  'bail',
  'ccount',
  'character-entities',
  'decode-named-character-reference',
  'devlop',
  'escape-string-regexp',
  'is-plain-obj',
  'longest-streak',
  'markdown-table',
  'mdast-[^/]+',
  'micromark[^/]*',
  'remark-[^/]+',
  'remend',
  'trough',
  'unified',
  'unist-[^/]+',
  'vfile[^/]*',
  'zwitch',
];

export default {
  ...preset,
  ...withDynamoDb,
  transformIgnorePatterns: [`/node_modules/(?!(${chatModules.join('|')})/)`],
  // They have no entry for `require`, which jest asks for.
  moduleNameMapper: {
    ...preset.moduleNameMapper,
    '^(chat|remend|@workflow/serde)$': join(rootModules, '$1/dist/index.js'),
  },
};
