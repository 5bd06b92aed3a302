import { randomUUID } from 'node:crypto';
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '../../shared/batch/batch-get.ts';
import { BatchIncompleteError } from '../../shared/batch/batch-incomplete-error.ts';
import { type BatchOptions, readBatchOptions } from '../../shared/batch/batch-options.ts';
import { batchWrite, writesPerRequest } from '../../shared/batch/batch-write.ts';
import { inMultiples } from '../../shared/batch/in-multiples.ts';
import type { StoreOptions } from '../../shared/client/store.ts';
import { readStore } from '../../shared/client/store.ts';
import { requireItemSize, toJsonText } from '../../shared/encoding/json-text.ts';
import { isConditionFailed } from '../../shared/errors/condition-failed.ts';
import { sleep as defaultSleep, type Patience } from '../../shared/time/backoff.ts';
import { alive, expiry, expiryConditions } from '../../shared/time/expiry.ts';
import { deleteItem, putItem } from '../../shared/transaction/single-write.ts';
import {
  requireEntries,
  requireFlag,
  requireFunction,
  requireKnown,
  requireList,
  requireText,
  requireWhole,
} from '../../shared/validation/options.ts';
import { type Fenced, fencedWrite } from '../lock/fence.ts';
import { type CompoundKey, storedKeyOf } from './compound-key.ts';
import { JsonSet, type JsonSetOptions } from './json-set.ts';
import { partitionPages } from './partition-pages.ts';
import { type Equality, elementsOf, type PartitionedItem, storedValue, toMembers } from './set-items.ts';

export interface PartitionedKeyValueTableOptions extends StoreOptions, Patience {
  /** How batches are sent, see {@link BatchOptions}. */
  readonly batch?: BatchOptions;
  /** How often a set is read and written when others change it meanwhile, before SetContentionError. @default 16 */
  readonly maxSetAttempts?: number;
  /** Names one write of a set; no two may be the same. @default randomUUID */
  readonly newId?: () => string;
}

export interface PartitionedSetOptions extends Fenced {
  /** How long the value lives, in seconds, at least 1. @default for ever */
  readonly ttlSeconds?: number;
}

const keyNames = ['partitionKey', 'sortKey'];

/**
 * Values and sets, as JSON, in the partition of their owner: all that one owner has can be listed with one query.
 *
 * @example
 * const theme: CompoundKey<string, string> = { partition: 'user-1', namespace: 'settings', sort: 'theme' };
 * await table.set(theme, 'dark');
 */
export class PartitionedKeyValueTable {
  readonly tableName: string;
  readonly client: DynamoDBDocumentClient;
  readonly now: () => number;
  readonly #batch: BatchOptions;
  readonly #set: JsonSetOptions;

  constructor(options: PartitionedKeyValueTableOptions) {
    const own = ['batch', 'maxSetAttempts', 'newId', 'random', 'sleep'];
    const { tableName, client, now } = readStore('PartitionedKeyValueTable', options, own);
    const { maxSetAttempts: maxAttempts = 16 } = options;
    requireWhole('maxSetAttempts', maxAttempts);
    this.tableName = tableName;
    this.client = client;
    this.now = now;
    this.#batch = readBatchOptions(options.batch ?? {});
    this.#set = {
      client: this.client,
      tableName,
      now: this.now,
      newId: options.newId ?? randomUUID,
      random: options.random ?? Math.random,
      sleep: options.sleep ?? defaultSleep,
      maxAttempts,
    };
  }

  /** One request, half a read unit for each 4 KB. A set comes as the list of its elements. @returns `undefined` for a miss */
  async get<Data>(
    key: CompoundKey<string, Data>,
    options: { readonly consistentRead?: boolean } = {},
  ): Promise<Data | undefined> {
    requireKnown('get', options, ['consistentRead']);
    requireFlag('consistentRead', options.consistentRead);
    return storedValue(await this.#read(key, options.consistentRead)) as Data | undefined;
  }

  /**
   * Any number of keys, a hundred in a request, in the order asked, `undefined` for each miss.
   *
   * @throws {BatchIncompleteError} if DynamoDB was too busy for some of them
   */
  async getBatch<Data>(keys: readonly CompoundKey<string, Data>[]): Promise<(Data | undefined)[]> {
    requireList('keys', keys);
    const stored = keys.map((key) => ({ ...storedKeyOf(key) }));
    const { items, unprocessed } = await batchGet(this.client, this.tableName, stored, this.#batch);
    if (unprocessed.length > 0) throw new BatchIncompleteError(this.tableName, unprocessed);
    return items.map((item) => storedValue(alive(item, this.now())) as Data | undefined);
  }

  /** Whether there is something under the key. One request, half a read unit for each 4 KB. */
  async exists(key: CompoundKey): Promise<boolean> {
    return (await this.#read(key)) !== undefined;
  }

  /** One request, one write unit for each KB. @throws {LockLostError} if `fence` is given and the lock is not held any more */
  async set<Data>(
    key: CompoundKey<string, Data>,
    data: Data,
    options: PartitionedSetOptions = {},
  ): Promise<void> {
    requireKnown('set', options, ['ttlSeconds', 'fence']);
    const put = { TableName: this.tableName, Item: this.#item(key, data, options.ttlSeconds) };
    if (options.fence) await fencedWrite(this.client, options.fence, [{ Put: put }], this.#set);
    else await putItem(this.client, put, this.#set);
  }

  /**
   * Any number of values, 25 in a request; of several for one key the last counts.
   *
   * @throws {BatchIncompleteError} if DynamoDB was too busy for some of them
   */
  async setBatch<Data>(
    entries: readonly { readonly key: CompoundKey<string, Data>; readonly data: Data }[],
    options: Pick<PartitionedSetOptions, 'ttlSeconds'> = {},
  ): Promise<void> {
    requireKnown('setBatch', options, ['ttlSeconds']);
    requireEntries(entries);
    const puts = entries.map(({ key, data }) => ({ put: { ...this.#item(key, data, options.ttlSeconds) } }));
    const left = await batchWrite(this.client, this.tableName, keyNames, puts, this.#batch);
    if (left.length > 0) throw new BatchIncompleteError(this.tableName, left);
  }

  /** Sets the value if there is none, or the one there has expired. One request. @returns whether it was set */
  async setIfNotExists<Data>(
    key: CompoundKey<string, Data>,
    data: Data,
    options: PartitionedSetOptions = {},
  ): Promise<boolean> {
    requireKnown('setIfNotExists', options, ['ttlSeconds', 'fence']);
    const { expired, names, values } = expiryConditions(this.now());
    const put = {
      TableName: this.tableName,
      Item: this.#item(key, data, options.ttlSeconds),
      ConditionExpression: `attribute_not_exists(partitionKey) OR ${expired}`,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
    };
    if (options.fence) return fencedWrite(this.client, options.fence, [{ Put: put }], this.#set);
    try {
      await putItem(this.client, put, this.#set);
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  }

  /** One request. Deleting a missing value is no error. */
  async delete(key: CompoundKey, options: Fenced = {}): Promise<void> {
    requireKnown('delete', options, ['fence']);
    const remove = { TableName: this.tableName, Key: { ...storedKeyOf(key) } };
    if (options.fence) await fencedWrite(this.client, options.fence, [{ Delete: remove }], this.#set);
    else await deleteItem(this.client, remove, this.#set);
  }

  /**
   * Deletes a whole partition: a request for each megabyte of it, and one for every 25 items, whichever page they came on.
   *
   * @returns how many items were deleted
   * @throws {BatchIncompleteError} if DynamoDB was too busy for some of them
   */
  async clear(partition: string): Promise<number> {
    requireText('partition', partition);
    let deleted = 0;
    for await (const page of inMultiples(this.#pages(partition, true), writesPerRequest)) {
      const removes = page.map(({ partitionKey, sortKey }) => ({ delete: { partitionKey, sortKey } }));
      const left = await batchWrite(this.client, this.tableName, keyNames, removes, this.#batch);
      if (left.length > 0) throw new BatchIncompleteError(this.tableName, left);
      deleted += page.length;
    }
    return deleted;
  }

  /** What lies in a partition, a page of at most 1 MB at a time: the stored sort keys, and the values as JSON. */
  async *listAll(partition: string): AsyncGenerator<{ key: string; value: string }[]> {
    requireText('partition', partition);
    for await (const page of this.#pages(partition)) {
      yield page.map((item) => ({
        key: item.sortKey,
        value: item.data ?? toJsonText('value', storedValue(item) ?? null),
      }));
    }
  }

  /**
   * Adds elements to a set. One request of one write unit for each KB; with an `equality` of your own two, and again two for
   * each time that others change the set meanwhile.
   *
   * @param equality when two elements are the same. @default the same JSON, in whatever order the names are
   * @returns false if all of them were there
   * @throws {SetContentionError} with an `equality`, when others do not stop changing the set
   */
  async addToSet<Element>(
    key: CompoundKey<string, Element[]>,
    elements: Element | Element[],
    equality?: Equality<Element>,
    options: Fenced = {},
  ): Promise<boolean> {
    const set = this.#setOf('addToSet', key, options);
    if (equality !== undefined) requireFunction('equality', equality);
    if (!equality) return set.add(elements);
    const added = asList(elements);
    return set.change((read = []) => {
      const all = read as Element[];
      const missing: Element[] = [];
      for (const element of added) {
        const isThere = [...all, ...missing].some((old) => equality(element, old));
        if (!isThere) missing.push(element);
      }
      return missing.length === 0 ? undefined : [...all, ...missing];
    });
  }

  /** Removes elements from a set; costs as {@link addToSet}. @returns false only if there is no such set */
  async removeFromSet<Element>(
    key: CompoundKey<string, Element[]>,
    elements: Element | Element[],
    equality?: Equality<Element>,
    options: Fenced = {},
  ): Promise<boolean> {
    const set = this.#setOf('removeFromSet', key, options);
    if (equality !== undefined) requireFunction('equality', equality);
    if (!equality) return set.remove(elements);
    const removed = asList(elements);
    return set.change((read) =>
      (read as Element[] | undefined)?.filter((old) => !removed.some((element) => equality(old, element))),
    );
  }

  /** Removes what the predicate picks: one read and one write. @returns false only if there is no such set */
  async removeFromSetByKey<Element>(
    key: CompoundKey<string, Element[]>,
    toRemove: (element: Element) => boolean,
    options: Fenced = {},
  ): Promise<boolean> {
    requireFunction('toRemove', toRemove);
    return this.#setOf('removeFromSetByKey', key, options).change((read) =>
      (read as Element[] | undefined)?.filter((element) => !toRemove(element)),
    );
  }

  /** Whether the set has the element. One request, half a read unit for each 4 KB. */
  async existsInSet<Element>(
    key: CompoundKey<string, Element[]>,
    element: Element,
    equality?: Equality<Element>,
  ): Promise<boolean> {
    if (equality !== undefined) requireFunction('equality', equality);
    const [member = ''] = toMembers([element]);
    const elements = elementsOf((await this.#read(key)) ?? {}) as Element[] | undefined;
    if (equality) return elements?.some((old) => equality(old, element)) ?? false;
    return elements !== undefined && toMembers(elements).includes(member);
  }

  /**
   * Puts the element in the place of those that the predicate picks; one read and one write.
   *
   * @param isItemToUpdate @default those that are equal to it
   * @returns false if there is no such set
   */
  async updateInSet<Element>(
    key: CompoundKey<string, Element[]>,
    element: Element,
    isItemToUpdate?: (element: Element) => boolean,
    options: Fenced = {},
  ): Promise<boolean> {
    if (isItemToUpdate !== undefined) requireFunction('isItemToUpdate', isItemToUpdate);
    const [member] = toMembers([element]);
    const replaced = isItemToUpdate ?? ((old: Element) => toMembers([old])[0] === member);
    return this.#setOf('updateInSet', key, options).change((read) => {
      const others = (read as Element[] | undefined)?.filter((old) => !replaced(old));
      return others && [...others, element];
    });
  }

  #setOf(owner: string, key: CompoundKey, options: Fenced): JsonSet {
    requireKnown(owner, options, ['fence']);
    return new JsonSet(this.#set, storedKeyOf(key), options.fence);
  }

  #pages(partition: string, keysOnly = false): AsyncGenerator<PartitionedItem[]> {
    return partitionPages(this.client, this.tableName, partition, { nowMs: this.now(), keysOnly });
  }

  async #read(key: CompoundKey, consistentRead = false): Promise<Partial<PartitionedItem> | undefined> {
    const { Item } = await this.client.send(
      new GetCommand({
        TableName: this.tableName,
        Key: { ...storedKeyOf(key) },
        ConsistentRead: consistentRead,
      }),
    );
    return alive(Item, this.now());
  }

  #item(key: CompoundKey, data: unknown, ttlSeconds: number | undefined): PartitionedItem {
    const item = {
      ...storedKeyOf(key),
      data: toJsonText('data', data),
      ...expiry(ttlSeconds, this.now()),
    };
    requireItemSize('data', item);
    return item;
  }
}

const asList = <Element>(elements: Element | Element[]): Element[] =>
  Array.isArray(elements) ? elements : [elements];
