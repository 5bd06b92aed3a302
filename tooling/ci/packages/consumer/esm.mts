/** Somebody else's program, as an ES module: it uses each package as it was installed. */
import { ChatClient, type ChatSnapshot } from '@switchboard/chat-client';
import { OperatorDesk } from '@switchboard/chat-client/operator';
import { createDocumentClient, createTable, DynamoLock, KeyValueTable } from '@switchboard/data-core';
import { grammyStorage } from '@switchboard/data-core/adapters/grammy';
import type { TableDefinition } from '@switchboard/data-core/table';
import { keysTable, locksTable } from '@switchboard/data-core/tables';
import { type ClientFrame, limits, parseClientFrame, parseServerFrame } from '@switchboard/protocol';
import { operatorFrameSchemas } from '@switchboard/protocol/operator';

const frame: ClientFrame = { action: 'ping' };
const parsed = parseClientFrame(JSON.stringify(frame));
if (!parsed.ok || parsed.frame.action !== 'ping') throw new Error('A ping is not understood.');
if (parseServerFrame('{"event":"of tomorrow"}') !== undefined) throw new Error('An unknown event is known.');
if (!('thread.claim' in operatorFrameSchemas) || limits.textLength < 1)
  throw new Error('Schemas are missing.');

const chat = new ChatClient({
  url: 'ws://127.0.0.1:1',
  threadId: 'ann',
  credential: async () => ({ token: 'none', userId: 'ann' }),
});
const snapshot: ChatSnapshot = chat.getSnapshot();
if (snapshot.messages.length !== 0 || typeof OperatorDesk !== 'function') throw new Error('No client.');

// biome-ignore lint/style/noProcessEnv: how the check tells where its DynamoDB is
const endpoint = process.env.DYNAMODB_ENDPOINT ?? '';
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const client = createDocumentClient({ endpoint, region: 'eu-central-1', credentials });
const tables: readonly TableDefinition[] = [keysTable, locksTable];
const suffix = process.pid;
for (const table of tables) await createTable(client, table, `${table.name}.${suffix}`);

const values = new KeyValueTable({ tableName: `${keysTable.name}.${suffix}`, client });
await values.set('answer', 42);
if ((await values.get<number>('answer')) !== 42) throw new Error('A value is lost.');
const sessions = grammyStorage<{ count: number }>(
  new KeyValueTable({ tableName: `${keysTable.name}.${suffix}`, client }),
);
await sessions.write('7', { count: 1 });
const locks = new DynamoLock({ tableName: `${locksTable.name}.${suffix}`, client });
const lock = await locks.tryAcquire('job', 10);
if (lock === undefined || (await locks.tryAcquire('job', 10)) !== undefined)
  throw new Error('Two hold one lock.');
await lock.release();
