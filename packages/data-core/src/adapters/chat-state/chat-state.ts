import { randomUUID } from 'node:crypto';
import { GetCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Lock, QueueEntry, StateAdapter } from 'chat';
import type { StoreOptions, StoreTable } from '../../shared/client/store.ts';
import { readStore } from '../../shared/client/store.ts';
import { conditionHeld } from '../../shared/errors/condition-failed.ts';
import { deleteItem, putItem, updateItem } from '../../shared/transaction/single-write.ts';
import {
  requireKnown,
  requireMs,
  requireRecord,
  requireText,
  requireWhole,
} from '../../shared/validation/options.ts';
import {
  lifetime,
  living,
  packValue,
  type StateKey,
  type StateKind,
  stateKey,
  unpackValue,
} from './state-items.ts';
import { appendToList, readList, shiftList } from './state-list.ts';

export interface ChatStateOptions extends StoreOptions {
  /** Keeps one bot apart from another in the same table. @default 'chat' */
  readonly prefix?: string;
  /** Names the holder of a lock. @default crypto.randomUUID */
  readonly newId?: () => string;
}

/**
 * The state of a bot of the Chat SDK (package `chat`, version 4) in the table `partitioned_keys`: subscriptions, locks, values, lists
 * and queues, each operation one request, each atomic. Nothing has to be connected.
 *
 * @example new Chat({ userName: 'bot', adapters: { slack }, state: new ChatState({ tableName }) });
 */
export class ChatState implements StateAdapter {
  readonly #table: StoreTable;
  readonly #prefix: string;
  readonly #now: () => number;
  readonly #newId: () => string;

  constructor(options: ChatStateOptions) {
    const { now, ...table } = readStore('ChatState', options, ['newId', 'prefix']);
    const { prefix = 'chat' } = options;
    requireText('prefix', prefix, 64);
    this.#table = table;
    this.#prefix = prefix;
    this.#now = now;
    this.#newId = options.newId ?? randomUUID;
  }

  async connect(): Promise<void> {}

  async disconnect(): Promise<void> {}

  async subscribe(threadId: string): Promise<void> {
    await this.#put({ Item: this.#key('subscription', threadId) });
  }

  async unsubscribe(threadId: string): Promise<void> {
    await this.#remove(this.#key('subscription', threadId));
  }

  async isSubscribed(threadId: string): Promise<boolean> {
    return (await this.#read(this.#key('subscription', threadId))) !== undefined;
  }

  async acquireLock(threadId: string, ttlMs: number): Promise<Lock | null> {
    requireMs('ttlMs', ttlMs);
    const nowMs = this.#now();
    const lock = { threadId, token: this.#newId(), expiresAt: nowMs + ttlMs };
    const held = await this.#put({
      Item: { ...this.#key('lock', threadId), holder: lock.token, ...lifetime(ttlMs, nowMs) },
      // If the response to our own attempt was lost, the lock is ours already.
      ConditionExpression: 'attribute_not_exists(partitionKey) OR untilMs <= :nowMs OR holder = :holder',
      ExpressionAttributeValues: { ':nowMs': nowMs, ':holder': lock.token },
    });
    return held ? lock : null;
  }

  async extendLock(lock: Lock, ttlMs: number): Promise<boolean> {
    requireLock(lock);
    requireMs('ttlMs', ttlMs);
    const { threadId, token } = lock;
    const nowMs = this.#now();
    const { untilMs, expiresAt } = lifetime(ttlMs, nowMs);
    const extend = {
      TableName: this.#table.tableName,
      Key: this.#key('lock', threadId),
      UpdateExpression: 'SET untilMs = :untilMs, expiresAt = :expiresAt',
      ConditionExpression: 'holder = :holder AND untilMs > :nowMs',
      ExpressionAttributeValues: {
        ':untilMs': untilMs,
        ':expiresAt': expiresAt,
        ':holder': token,
        ':nowMs': nowMs,
      },
    };
    return conditionHeld(updateItem(this.#table.client, extend));
  }

  async releaseLock(lock: Lock): Promise<void> {
    requireLock(lock);
    const { threadId, token } = lock;
    await this.#remove(this.#key('lock', threadId), token);
  }

  async forceReleaseLock(threadId: string): Promise<void> {
    await this.#remove(this.#key('lock', threadId));
  }

  async get<Value = unknown>(key: string): Promise<Value | null> {
    const item = await this.#read(this.#key('value', key));
    return item ? unpackValue<Value>(item.packed) : null;
  }

  async set<Value = unknown>(key: string, value: Value, ttlMs?: number): Promise<void> {
    await this.#put({ Item: this.#valueItem(key, value, ttlMs) });
  }

  async setIfNotExists(key: string, value: unknown, ttlMs?: number): Promise<boolean> {
    return this.#put({
      Item: this.#valueItem(key, value, ttlMs),
      ConditionExpression: 'attribute_not_exists(partitionKey) OR untilMs <= :nowMs',
      ExpressionAttributeValues: { ':nowMs': this.#now() },
    });
  }

  /** Removes a value, and the list of the same key: for the Chat SDK they share one space of keys. */
  async delete(key: string): Promise<void> {
    await Promise.all([this.#remove(this.#key('value', key)), this.#remove(this.#key('list', key))]);
  }

  async appendToList(
    key: string,
    value: unknown,
    options: { maxLength?: number; ttlMs?: number } = {},
  ): Promise<void> {
    requireKnown('appendToList', options, ['maxLength', 'ttlMs']);
    const { maxLength, ttlMs } = options;
    requireTtl(ttlMs);
    if (maxLength !== undefined) requireWhole('maxLength', maxLength);
    await appendToList({
      table: this.#table,
      key: this.#key('list', key),
      value,
      nowMs: this.#now(),
      maxLength,
      ttlMs,
    });
  }

  async getList<Value = unknown>(key: string): Promise<Value[]> {
    const packed = await readList(this.#table, this.#key('list', key), this.#now());
    return packed.map((value) => unpackValue<Value>(value));
  }

  async enqueue(threadId: string, entry: QueueEntry, maxSize: number): Promise<number> {
    requireWhole('maxSize', maxSize);
    const key = this.#key('queue', threadId);
    return appendToList({
      table: this.#table,
      key,
      value: entry,
      nowMs: this.#now(),
      maxLength: maxSize,
      ttlMs: undefined,
    });
  }

  async dequeue(threadId: string): Promise<QueueEntry | null> {
    const packed = await shiftList(this.#table, this.#key('queue', threadId));
    return packed === undefined ? null : unpackValue<QueueEntry>(packed);
  }

  async queueDepth(threadId: string): Promise<number> {
    return (await readList(this.#table, this.#key('queue', threadId), this.#now())).length;
  }

  #key(kind: StateKind, id: string): StateKey {
    requireText(kind === 'value' || kind === 'list' ? 'key' : 'threadId', id, 1000);
    return stateKey(this.#prefix, kind, id);
  }

  #valueItem(key: string, value: unknown, ttlMs: number | undefined): Record<string, unknown> {
    requireTtl(ttlMs);
    return { ...this.#key('value', key), packed: packValue(value), ...lifetime(ttlMs, this.#now()) };
  }

  async #read(key: StateKey): Promise<Record<string, unknown> | undefined> {
    const { client, tableName } = this.#table;
    const { Item } = await client.send(
      new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }),
    );
    return living(Item, this.#now());
  }

  #put(put: Omit<PutCommandInput, 'TableName'>): Promise<boolean> {
    const { client, tableName } = this.#table;
    return conditionHeld(putItem(client, { TableName: tableName, ...put }));
  }

  #remove(key: StateKey, holder?: string): Promise<boolean> {
    const { client, tableName } = this.#table;
    const condition = holder !== undefined && {
      ConditionExpression: 'holder = :holder',
      ExpressionAttributeValues: { ':holder': holder },
    };
    return conditionHeld(deleteItem(client, { TableName: tableName, Key: key, ...condition }));
  }
}

function requireLock(lock: unknown): void {
  requireRecord('lock', lock);
  requireText('lock.threadId', lock.threadId);
  requireText('lock.token', lock.token);
}

/** The Chat SDK passes what it was given; nothing, null and 0 mean for ever. */
function requireTtl(ttlMs: unknown): void {
  if (ttlMs) requireMs('ttlMs', ttlMs);
}
