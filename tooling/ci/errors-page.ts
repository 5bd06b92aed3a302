/** The page docs/reference/errors.md, from the docstrings of the error classes. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Listed {
  readonly code: string;
  readonly className: string;
  /** What the docstring says, in one line. */
  readonly meaning: string;
}

/** A docstring, the class that it describes, and the code of that class. */
const errorClass =
  /\/\*\*((?:(?!\*\/).)*)\*\/\s*export class (\w+)[^{]*\{(?:(?!export class).)*?\bcode = '([\w.]+)'/gs;

function errorsIn(folder: string): readonly Listed[] {
  const files = globSync('src/**/*.ts', { cwd: folder, exclude: (name) => name.endsWith('.test.ts') });
  const found = files.flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(errorClass)].map(
      ([, doc = '', className = '', code = '']) => ({ code, className, meaning: plain(doc) }),
    ),
  );
  return found.sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** A docstring as a cell of a table: without stars, links and line ends. */
const plain = (doc: string): string =>
  doc
    .replaceAll(/\n\s*\* ?/g, ' ')
    .replaceAll(/\{@link ([^}]+)\}/g, '`$1`')
    .replaceAll('|', '\\|')
    .replaceAll(/\s+/g, ' ')
    .trim();

const tableOf = (errors: readonly Listed[]): readonly string[] => [
  '| code | class | what it says |',
  '| --- | --- | --- |',
  ...errors.map(({ code, className, meaning }) => `| \`${code}\` | \`${className}\` | ${meaning} |`),
];

/** @param root the repository */
export function errorsPage(root: string): string {
  return `${[
    '# Errors',
    '',
    'Every error has a `code` that does not change, and a message that says what was wrong and what would be right. This page is written from the docstrings: `npm run reference`.',
    '',
    '- What a client is told: [errors of the protocol](../protocol.md#error).',
    '- What a developer reads of a bot that gave no reply: [when a bot fails](../bots.md#when-a-bot-fails).',
    '- What the local platform cannot do: its message says what to do about it, before anything has started.',
    '',
    '## data-core',
    '',
    'They extend `DataCoreError`. The `name` survives minification, so both `error.name` and `error.code` can be compared.',
    '',
    ...tableOf(errorsIn(join(root, 'packages/data-core'))),
    '',
    '## The services',
    '',
    'They end an invocation, or are answered to a client as `service.busy` or `service.internal`.',
    '',
    ...tableOf(
      ['chat-core', 'chat-handlers', 'telegram-email-bot', 'bot-responder', 'declarations'].flatMap((name) =>
        errorsIn(join(root, 'packages', name)),
      ),
    ),
  ].join('\n')}\n`;
}
