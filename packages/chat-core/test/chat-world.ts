import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import {
  createDocumentClient,
  createTable,
  type DocumentClientOptions,
  type TableDefinition,
} from '@switchboard/data-core';
import { partitionedKeysTable } from '@switchboard/data-core/tables';
import { attachMeter, type Meter } from '@switchboard/jest-preset/measure-cost';
import { engineOptions, leanClient } from '@switchboard/jest-preset/test-client';
import type { ChatContext, ChatTableNames } from '../src/index.ts';
import { connectionsTable, messagesTable, threadsTable } from '../src/tables.ts';

/** A chat of its own on the real engine, with a clock that a test can turn. */
export interface ChatWorld {
  readonly context: ChatContext;
  readonly client: DynamoDBDocumentClient;
  readonly tables: ChatTableNames;
  readonly meter: Meter;
  /** Moves the clock. */
  readonly advance: (milliseconds: number) => void;
  /** The same chat seen by another process, with a client of its own that a test may spoil. The SDK tries again at once there. */
  readonly another: () => ChatContext;
}

const connect = (options: DocumentClientOptions = {}): DynamoDBDocumentClient =>
  leanClient(createDocumentClient({ ...engineOptions(), ...options }));

/** As often as by default, without the pauses. Each client needs its own: it counts how many retries it has left. */
const atOnce = () => new ConfiguredRetryStrategy(3, 0);

export interface ChatWorldOptions {
  /**
   * The clock stands still at this time, epoch milliseconds, until a test turns it. @default it goes, from the real
   * time on
   */
  readonly stillAt?: number;
}

export async function createChatWorld({ stillAt }: ChatWorldOptions = {}): Promise<ChatWorld> {
  const prefix = `test.${randomUUID().slice(0, 8)}`;
  const nameOf = (table: TableDefinition) => `${prefix}.${table.name}`;
  const tables: ChatTableNames = {
    threads: nameOf(threadsTable),
    messages: nameOf(messagesTable),
    connections: nameOf(connectionsTable),
    partitionedKeys: nameOf(partitionedKeysTable),
  };
  const client = connect();
  for (const table of [threadsTable, messagesTable, connectionsTable, partitionedKeysTable]) {
    await createTable(client, table, nameOf(table));
  }
  let offset = 0;
  const contextOf = (ownClient: DynamoDBDocumentClient): ChatContext => ({
    client: ownClient,
    tables,
    now: () => (stillAt ?? Date.now()) + offset,
    newId: randomUUID,
    random: Math.random,
    pause: (milliseconds) => setTimeout(milliseconds),
  });
  return {
    context: contextOf(client),
    client,
    tables,
    meter: attachMeter(client),
    advance: (milliseconds) => {
      offset += milliseconds;
    },
    another: () => contextOf(connect({ retryStrategy: atOnce() })),
  };
}
