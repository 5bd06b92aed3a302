import { randomBytes, randomUUID } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDocumentClient, createTable, type TableDefinition } from '@switchboard/data-core';
import { keysTable, partitionedKeysTable, userConversationsTable } from '@switchboard/data-core/tables';
import { engineOptions, leanClient } from '@switchboard/jest-preset/test-client';
import type { StoreContext, TelegramTableNames } from '../src/context/store-context.ts';
import { emailProcessingStateTable } from '../src/notices/email-processing-state.table.ts';
import { telegramUsersTable } from '../src/users/telegram-users.table.ts';

/** The stores on the real engine, with a clock that a test can turn. */
export interface TelegramWorld {
  readonly context: StoreContext;
  readonly client: DynamoDBDocumentClient;
  readonly tables: TelegramTableNames & { readonly keys: string; readonly userConversations: string };
  readonly randomBytes: (count: number) => Uint8Array;
  /** Moves the clock. */
  readonly advance: (milliseconds: number) => void;
}

/** Longer than any test: what a call does must not depend on how busy the machine is. The engine and the simulator always answer. */
export const unhurriedMs = 24 * 3_600_000;

const connect = (): DynamoDBDocumentClient =>
  leanClient(
    createDocumentClient({
      ...engineOptions(),
      requestTimeoutMs: unhurriedMs,
      connectionTimeoutMs: unhurriedMs,
    }),
  );

export async function createTelegramWorld(): Promise<TelegramWorld> {
  const prefix = `test.${randomUUID().slice(0, 8)}`;
  const client = connect();
  const nameOf = async (table: TableDefinition) => {
    const name = `${prefix}.${table.name}`;
    await createTable(client, table, name);
    return name;
  };
  const [telegramUsers, emailProcessingState, partitionedKeys, keys, userConversations] = await Promise.all([
    nameOf(telegramUsersTable),
    nameOf(emailProcessingStateTable),
    nameOf(partitionedKeysTable),
    nameOf(keysTable),
    nameOf(userConversationsTable),
  ]);
  const tables = { telegramUsers, emailProcessingState, partitionedKeys, keys, userConversations };
  let now = Date.parse('2026-11-21T10:00:00Z');
  return {
    client,
    tables,
    context: { client, tables, now: () => now },
    randomBytes,
    advance: (milliseconds) => {
      now += milliseconds;
    },
  };
}
