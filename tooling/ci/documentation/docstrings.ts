/** The examples in the docstrings of data-core, which the reference shows. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../packages/published.ts';

const folder = 'packages/data-core/src';

/** What the examples take for granted. */
const declarations = `
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Bot } from 'grammy';
import { session } from 'grammy';
import { makeIdempotent } from '@aws-lambda-powertools/idempotency';
import {
  type BotConfigStorage, type BotTokenStorage, type ChatLogStorage, type CompoundKey, DataCoreError, type DoOnceManager,
  dynamoAssign, type DynamoLock, dynamoTableName, exportUserData, KeyValueTable, type LimitedAttempt,
  type PartitionedKeyValueTable, type StateStorage, transactWrite, type UserConversations,
} from '@switchboard/data-core';
import { ChatState } from '@switchboard/data-core/adapters/chat';
import { grammyStorage } from '@switchboard/data-core/adapters/grammy';
import { KeysPersistenceLayer } from '@switchboard/data-core/adapters/powertools-idempotency';
import { expiryConditions } from '../packages/data-core/src/shared/time/expiry.ts';
import { compositeKey } from '../packages/data-core/src/shared/keys/composite-key.ts';
import { namespaced } from '../packages/data-core/src/shared/keys/namespaced.ts';
import { senderKey } from '../packages/data-core/src/shared/keys/sender-key.ts';
declare const bot: Bot<any>;
declare const chatLog: ChatLogStorage;
declare const client: DynamoDBDocumentClient;
declare const configs: BotConfigStorage;
declare const conversations: UserConversations;
declare const doOnce: DoOnceManager;
declare const error: unknown;
declare const handler: (event: { id: string }) => Promise<{ placed: string }>;
declare const key: CompoundKey<string, string>;
declare const limiter: LimitedAttempt;
declare const locks: DynamoLock;
declare const now: number;
declare const others: Parameters<typeof transactWrite>[1];
declare const passwordIsRight: () => Promise<boolean>;
declare const report: string;
declare const slack: object;
declare const request: Parameters<typeof exportUserData>[0];
declare const sendWelcomeMail: (userId: string) => Promise<{ mailId: string }>;
declare const states: StateStorage;
declare const table: PartitionedKeyValueTable;
declare const tableName: string;
declare const thread: { createdAt: number };
declare const timestamp: number;
declare const tokens: BotTokenStorage;
class Chat { constructor(_options: object) {} }
class User { id = ''; name = ''; }
`;

/** The examples of a file, without the stars of the comment. */
function examplesOf(file: string): readonly string[] {
  const text = readFileSync(join(root, folder, file), 'utf8');
  return [...text.matchAll(/^ *\* @example([\s\S]*?)(?=^ *\* @|^ *\*\/)/gm)].map(([, example = '']) =>
    example.replaceAll(/^ *\* ?/gm, '').trim(),
  );
}

/** All examples as one program, each in a function of its own, below the name of its file. */
export function docstringProgram(): string {
  const examples = globSync('**/*.ts', { cwd: join(root, folder) })
    .sort()
    .flatMap((file) => examplesOf(file).map((example) => `// ${file}\n${example}`));
  const functions = examples.map(
    (example, index) => `export async function example${index}() {\n${example}\n}`,
  );
  return [declarations, ...functions].join('\n');
}
