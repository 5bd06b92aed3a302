import { type DynamoDBDocumentClient, GetCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '../../shared/batch/batch-get.ts';
import { BatchIncompleteError } from '../../shared/batch/batch-incomplete-error.ts';
import { type BatchOptions, readBatchOptions } from '../../shared/batch/batch-options.ts';
import type { StoreOptions } from '../../shared/client/store.ts';
import { readStore } from '../../shared/client/store.ts';
import { isConditionFailed } from '../../shared/errors/condition-failed.ts';
import { refusedItem } from '../../shared/errors/refused-item.ts';
import { alive, isExpired } from '../../shared/time/expiry.ts';
import { deleteItem, updateItem } from '../../shared/transaction/single-write.ts';
import { requireKnown, requireList, requireSeconds, requireText } from '../../shared/validation/options.ts';
import { KeyHoldsValueError } from '../keys/errors.ts';
import { requireNamespace, storedKey } from '../keys/key-items.ts';
import { type Fence, type Fenced, fencedWrite } from '../lock/fence.ts';
import { tokenWindow, wasCounted } from './counted-tokens.ts';
import {
  addInput,
  addOnceInput,
  type CounterChange,
  isExact,
  requireBy,
  restartInput,
} from './counter-requests.ts';
import { CounterRangeError } from './errors.ts';

export interface KeyValueCounterOptions extends StoreOptions {
  /** Separates this store's keys from others in the table; '' for no separation. */
  readonly namespace: string;
  /** How batches are sent, see {@link BatchOptions}. */
  readonly batch?: BatchOptions;
}

export interface IncrementOptions extends Fenced {
  /**
   * Names this increment: one that is repeated with the same token within 10 minutes counts once. The tokens lie in the counter's
   * item, so take it for counters that change some times a second at most. @default none: every call counts
   */
  readonly token?: string;
  /** How long the counter lives, in seconds; a counter that already has an end keeps it. @default for ever */
  readonly ttlSeconds?: number;
}

export interface KeyCount<Id extends string = string> {
  readonly id: Id;
  /** `undefined` if there is no such counter. */
  readonly count: number | undefined;
}

type Updated =
  | { readonly count: number; readonly refusedBy?: never }
  | { readonly count?: never; readonly refusedBy: Record<string, unknown> };

/** Numbers that many callers can change at once. No change is lost. */
export class KeyValueCounter {
  readonly tableName: string;
  readonly namespace: string;
  readonly #client: DynamoDBDocumentClient;
  readonly #now: () => number;
  readonly #batch: BatchOptions;

  constructor(options: KeyValueCounterOptions) {
    const store = readStore('KeyValueCounter', options, ['namespace', 'batch']);
    const { namespace } = options;
    requireNamespace(namespace);
    this.namespace = namespace;
    this.tableName = store.tableName;
    this.#client = store.client;
    this.#now = store.now;
    this.#batch = readBatchOptions(options.batch ?? {});
  }

  /**
   * Adds `by`, in one request of one write unit.
   *
   * @returns the new count; with a token that was counted before, the count as it is
   * @throws {KeyHoldsValueError} if a value lies under the key
   * @throws {CounterRangeError} if the count would not be exact any more
   * @throws {LockLostError} if `fence` is given and the lock is not held any more
   */
  async incr(id: string, by = 1, options: IncrementOptions = {}): Promise<number> {
    requireKnown('incr', options, ['token', 'ttlSeconds', 'fence']);
    requireBy(by);
    const { token, ttlSeconds, fence } = options;
    if (ttlSeconds !== undefined) requireSeconds('ttlSeconds', ttlSeconds);
    if (token !== undefined) requireText('token', token, 256);
    const key = storedKey(this.namespace, id);
    const change = { tableName: this.tableName, key, by, ttlSeconds, fence, nowMs: this.#now() };
    return token === undefined ? this.#add(change) : this.#addOnce(change, token);
  }

  /** As {@link incr} with `-by`. */
  async decr(id: string, by = 1, options: IncrementOptions = {}): Promise<number> {
    requireBy(by);
    return this.incr(id, -by, options);
  }

  /**
   * Reads any number of counters, a hundred in a request, in the order asked.
   *
   * @throws {BatchIncompleteError} if DynamoDB was too busy for some of them
   */
  async get<Id extends string>(ids: readonly Id[]): Promise<KeyCount<Id>[]> {
    requireList('ids', ids);
    const keys = ids.map((id) => ({ key: storedKey(this.namespace, id) }));
    const { items, unprocessed } = await batchGet(this.#client, this.tableName, keys, this.#batch);
    if (unprocessed.length > 0) throw new BatchIncompleteError(this.tableName, unprocessed);
    return ids.map((id, index) => {
      const count = alive(items[index], this.#now())?.count;
      // The document client reads a number that is not exact as a bigint.
      const isCount = typeof count === 'number' || typeof count === 'bigint';
      return { id, count: isCount ? Number(count) : undefined };
    });
  }

  /** Forgets the counter: the next increment begins at 0. A value under the key stays. */
  async delete(id: string, options: Fenced = {}): Promise<void> {
    requireKnown('delete', options, ['fence']);
    const remove = {
      TableName: this.tableName,
      Key: { key: storedKey(this.namespace, id) },
      ConditionExpression: 'attribute_not_exists(#data)',
      ExpressionAttributeNames: { '#data': 'data' },
    };
    if (options.fence) {
      await fencedWrite(this.#client, options.fence, [{ Delete: remove }]);
      return;
    }
    try {
      await deleteItem(this.#client, remove);
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
    }
  }

  async #add(change: CounterChange): Promise<number> {
    const added = await this.#update(addInput(change), change.fence);
    return added.count ?? this.#restart(change, added.refusedBy);
  }

  async #addOnce(change: CounterChange, token: string): Promise<number> {
    const window = tokenWindow(change.nowMs);
    for (const rotate of [false, true]) {
      const added = await this.#update(addOnceInput({ ...change, token, window, rotate }), change.fence);
      if (added.count !== undefined) return added.count;
      const item = added.refusedBy;
      if (isExpired(item, change.nowMs) || item.data !== undefined) {
        return this.#restart({ ...change, token, window }, item);
      }
      if (wasCounted(item, token)) return Number(item.count);
      requireExact(change, item);
    }
    // Another caller has begun the new window between our two requests.
    return this.#addOnce(change, token);
  }

  /** An expired counter is gone, though its item may still be there. */
  async #restart(change: CounterChange, item: Record<string, unknown>): Promise<number> {
    if (isExpired(item, change.nowMs)) {
      const { count } = await this.#update(restartInput(change), change.fence);
      if (count !== undefined) return count;
    } else if (item.data !== undefined) throw new KeyHoldsValueError(change.key);
    else requireExact(change, item);
    // Another caller was first, and the counter lives again.
    return change.token === undefined ? this.#add(change) : this.#addOnce(change, change.token);
  }

  async #update(input: UpdateCommandInput, fence: Fence | undefined): Promise<Updated> {
    if (fence) return this.#updateFenced(input, fence);
    try {
      const { Attributes } = await updateItem(this.#client, input);
      return { count: Number(Attributes?.count) };
    } catch (error) {
      return { refusedBy: refusedItem(error) };
    }
  }

  /** A transaction gives nothing back, so that the count is read after it. */
  async #updateFenced(input: UpdateCommandInput, fence: Fence): Promise<Updated> {
    const { ReturnValues: _, ReturnValuesOnConditionCheckFailure: __, ...update } = input;
    const Update = { ...update, UpdateExpression: String(update.UpdateExpression) };
    const written = await fencedWrite(this.#client, fence, [{ Update }]);
    const read = { TableName: this.tableName, Key: { ...input.Key }, ConsistentRead: true };
    const { Item = {} } = await this.#client.send(new GetCommand(read));
    return written ? { count: Number(Item.count) } : { refusedBy: Item };
  }
}

/** @throws {CounterRangeError} */
function requireExact({ key, by }: CounterChange, { count }: Record<string, unknown>): void {
  if (count !== undefined && !isExact(Number(count), by)) throw new CounterRangeError(key, Number(count), by);
}
