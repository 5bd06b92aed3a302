import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '../../shared/batch/batch-get.ts';
import { BatchIncompleteError } from '../../shared/batch/batch-incomplete-error.ts';
import { type BatchOptions, readBatchOptions } from '../../shared/batch/batch-options.ts';
import { batchWrite } from '../../shared/batch/batch-write.ts';
import type { StoreOptions } from '../../shared/client/store.ts';
import { readStore } from '../../shared/client/store.ts';
import { fromJsonText, requireItemSize, toJsonText } from '../../shared/encoding/json-text.ts';
import { isConditionFailed } from '../../shared/errors/condition-failed.ts';
import { namespacePrefix } from '../../shared/keys/namespaced.ts';
import { sleep } from '../../shared/time/backoff.ts';
import { alive, expiry, expiryConditions } from '../../shared/time/expiry.ts';
import { deleteItem, putItem } from '../../shared/transaction/single-write.ts';
import {
  requireEntries,
  requireFlag,
  requireKnown,
  requireList,
  requireMs,
  requirePageSize,
  requireText,
} from '../../shared/validation/options.ts';
import { type Fenced, fencedWrite } from '../lock/fence.ts';
import { KeyHoldsCounterError } from './errors.ts';
import { bareMark, type KeyItem, requireNamespace, storedKey } from './key-items.ts';
import { type PagePointer, requirePointer, scanPage } from './list-keys.ts';

export interface KeyValueTableOptions extends StoreOptions {
  /** Separates this store's keys from others in the table; '' for no separation. @default 'global' */
  readonly namespace?: string;
  /** How batches are sent, see {@link BatchOptions}. */
  readonly batch?: BatchOptions;
}

export interface SetOptions extends Fenced {
  /** How long the value lives, in seconds, at least 1. @default for ever */
  readonly ttlSeconds?: number;
}

export interface ListOptions {
  /** Where the page begins: the `pagePointer` of the one before. @default the beginning */
  readonly pageItem?: PagePointer | undefined;
  /** The most items of a page, 1 to 2 147 483 647. @default 1000 */
  readonly limit?: number;
  /** Only keys with this text in them. @default all */
  readonly keyContains?: string | undefined;
}

export interface KeyValueList<Value> {
  /** The ids, without their namespace, and the values. */
  readonly items: [string, Value][];
  /** Where the next page begins; `undefined` after the last one. */
  readonly pagePointer: PagePointer | undefined;
}

/**
 * Values by id, as JSON. To list the values of an owner, use PartitionedKeyValueTable: listing here reads the whole
 * table.
 *
 * @example
 * const seen = new KeyValueTable({ namespace: 'events', tableName });
 * await seen.set('e1', { at: 1 }, { ttlSeconds: 3600 });
 */
export class KeyValueTable {
  readonly tableName: string;
  readonly namespace: string;
  readonly #client: DynamoDBDocumentClient;
  readonly #now: () => number;
  readonly #batch: BatchOptions;

  constructor(options: KeyValueTableOptions) {
    const store = readStore('KeyValueTable', options, ['namespace', 'batch']);
    const { namespace = 'global' } = options;
    requireNamespace(namespace);
    this.namespace = namespace;
    this.tableName = store.tableName;
    this.#client = store.client;
    this.#now = store.now;
    this.#batch = readBatchOptions(options.batch ?? {});
  }

  /** One request, half a read unit for each 4 KB. @returns `undefined` for a miss */
  async get<Value>(
    id: string,
    options: { readonly consistentRead?: boolean } = {},
  ): Promise<Value | undefined> {
    requireKnown('get', options, ['consistentRead']);
    requireFlag('consistentRead', options.consistentRead);
    const Key = { key: this.#key(id) };
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.tableName, Key, ConsistentRead: options.consistentRead ?? false }),
    );
    return this.#value<Value>(Item);
  }

  /**
   * Reads any number of ids, a hundred in a request. An id may come more than once.
   *
   * @returns the values in the order of the ids, `undefined` for each miss
   * @throws {BatchIncompleteError} if DynamoDB was too busy for some of them
   */
  async getBatch<Value>(ids: readonly string[]): Promise<(Value | undefined)[]> {
    requireList('ids', ids);
    const keys = ids.map((id) => ({ key: this.#key(id) }));
    const { items, unprocessed } = await batchGet(this.#client, this.tableName, keys, this.#batch);
    if (unprocessed.length > 0) throw new BatchIncompleteError(this.tableName, unprocessed);
    return items.map((item) => this.#value<Value>(item));
  }

  /**
   * One request, one write unit for each KB.
   *
   * @throws {KeyHoldsCounterError} rather than destroy a counter
   * @throws {LockLostError} if `fence` is given and the lock is not held any more
   */
  async set(id: string, value: unknown, options: SetOptions = {}): Promise<void> {
    requireKnown('set', options, ['ttlSeconds', 'fence']);
    const counter = expiryConditions(this.#now());
    const put = {
      TableName: this.tableName,
      Item: this.#item(id, value, options.ttlSeconds),
      ConditionExpression: `attribute_not_exists(#count) OR ${counter.expired}`,
      ExpressionAttributeNames: { '#count': 'count', ...counter.names },
      ExpressionAttributeValues: counter.values,
    };
    if (options.fence) {
      if (await fencedWrite(this.#client, options.fence, [{ Put: put }])) return;
      throw new KeyHoldsCounterError(put.Item.key);
    }
    try {
      await putItem(this.#client, put);
    } catch (cause) {
      if (isConditionFailed(cause)) throw new KeyHoldsCounterError(put.Item.key, { cause });
      throw cause;
    }
  }

  /**
   * Writes any number of values, 25 in a request; of several for one id the last counts. DynamoDB knows no conditions here, so
   * unlike {@link set} it would overwrite a counter of the same namespace and id.
   *
   * @throws {BatchIncompleteError} if DynamoDB was too busy for some of them
   */
  async setBatch(
    entries: readonly { readonly id: string; readonly value: unknown }[],
    options: Pick<SetOptions, 'ttlSeconds'> = {},
  ): Promise<void> {
    requireKnown('setBatch', options, ['ttlSeconds']);
    requireEntries(entries);
    const puts = entries.map(({ id, value }) => ({ put: { ...this.#item(id, value, options.ttlSeconds) } }));
    const left = await batchWrite(this.#client, this.tableName, ['key'], puts, this.#batch);
    if (left.length > 0) throw new BatchIncompleteError(this.tableName, left);
  }

  /** One request. Deleting a missing value is no error. @throws {LockLostError} see {@link set} */
  async delete(id: string, options: Fenced = {}): Promise<void> {
    requireKnown('delete', options, ['fence']);
    const remove = { TableName: this.tableName, Key: { key: this.#key(id) } };
    if (options.fence) await fencedWrite(this.#client, options.fence, [{ Delete: remove }]);
    else await deleteItem(this.#client, remove);
  }

  /**
   * One page of this namespace's own values, in no order. It scans: every megabyte of the table is a request, of
   * whatever namespace. Use it for background work only.
   */
  async listAll<Value>(options: ListOptions = {}): Promise<KeyValueList<Value>> {
    requireKnown('listAll', options, ['pageItem', 'limit', 'keyContains']);
    const { pageItem, limit = 1000, keyContains } = options;
    requirePageSize('limit', limit);
    if (keyContains) requireText('keyContains', keyContains);
    if (pageItem !== undefined) requirePointer(pageItem);
    const { tableName, namespace } = this;
    const request = { tableName, namespace, keyContains, limit, pageItem, nowMs: this.#now() };
    const page = await scanPage(this.#client, request);
    const start = namespacePrefix(namespace).length;
    return {
      items: page.items.map(({ key, data = 'null' }) => [key.slice(start), fromJsonText(data) as Value]),
      pagePointer: page.pagePointer,
    };
  }

  /**
   * All values of this namespace, page by page as they are consumed; see {@link listAll}.
   *
   * @param perPage the most items that are read at once, 1 to 2 147 483 647
   */
  async *streamAll<Value>(
    perPage: number,
    options: {
      readonly keyContains?: string;
      /** The least time between two pages, in milliseconds, to spare the table. @default 0 */
      readonly minimumDelayMs?: number;
      /** What common-aws calls `minimumDelayMs`. */
      readonly minimumDelayBetween?: number;
    } = {},
  ): AsyncGenerator<[string, Value]> {
    requirePageSize('perPage', perPage);
    requireKnown('streamAll', options, ['keyContains', 'minimumDelayMs', 'minimumDelayBetween']);
    const { keyContains, minimumDelayBetween = 0, minimumDelayMs: delayMs = minimumDelayBetween } = options;
    requireMs(options.minimumDelayMs === undefined ? 'minimumDelayBetween' : 'minimumDelayMs', delayMs, 0);
    let pageItem: PagePointer | undefined;
    do {
      const earliest = sleep(delayMs);
      const page = await this.listAll<Value>({ pageItem, limit: perPage, keyContains });
      yield* page.items;
      pageItem = page.pagePointer;
      if (pageItem && delayMs > 0) await earliest;
    } while (pageItem);
  }

  #key(id: string): string {
    return storedKey(this.namespace, id);
  }

  #item(id: string, value: unknown, ttlSeconds: number | undefined): KeyItem {
    const data = toJsonText('value', value);
    const item = {
      key: this.#key(id),
      data,
      ...expiry(ttlSeconds, this.#now()),
      ...bareMark(this.namespace),
    };
    requireItemSize('value', item);
    return item;
  }

  #value<Value>(item: KeyItem | Record<string, unknown> | undefined): Value | undefined {
    const data = alive(item, this.#now())?.data;
    return typeof data === 'string' ? (fromJsonText(data) as Value) : undefined;
  }
}
