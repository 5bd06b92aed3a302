import { randomUUID } from 'node:crypto';
import type { DeleteCommandInput, PutCommandInput } from '@aws-sdk/lib-dynamodb';
import type { DynamoDbService } from '../../shared/client/document-client.ts';
import {
  optionsByPosition,
  readStore,
  type StoreOptions,
  type StoreTable,
} from '../../shared/client/store.ts';
import {
  type ConditionFailed,
  conditionHeld,
  isConditionFailed,
} from '../../shared/errors/condition-failed.ts';
import { refusedItem } from '../../shared/errors/refused-item.ts';
import { readSender, type Sender } from '../../shared/keys/sender-key.ts';
import type { Patience } from '../../shared/time/backoff.ts';
import { deleteItem, putItem, updateItem } from '../../shared/transaction/single-write.ts';
import type { TransactWriteItem } from '../../shared/transaction/transact-write.ts';
import { InvalidOptionError } from '../../shared/validation/invalid-option-error.ts';
import {
  requireKnown,
  requireMs,
  requireNumber,
  requireObject,
  requireRecord,
  requireWhole,
} from '../../shared/validation/options.ts';
import { StateConflictError, StateDamagedError, StateLockedError, StateLockLostError } from './errors.ts';
import { readLockArguments } from './state-arguments.ts';
import {
  isLocked,
  isRead,
  type Life,
  type LockedState,
  lockOf,
  type ReadState,
  readHead,
  type StateItem,
} from './state-item.ts';
import { listStates, type StateCondition, type StatePage } from './state-listing.ts';
import {
  deleteInput,
  extendInput,
  type LockRequest,
  lockInput,
  replaceExpiredInput,
  unlockInput,
} from './state-lock.ts';
import { isPresent, isState, lifetimeOf, readAttributes, readState, versionOf } from './state-reader.ts';
import { isSameVersion } from './state-version.ts';
import { type StateWrites, stateWrites, takeBackBody } from './state-writes.ts';

export interface StateStorageOptions extends StoreOptions, Patience {
  /** Names each attempt to lock, and each save. @default crypto.randomUUID */
  readonly newId?: () => string;
}

export interface LockStateRequest<State extends object = Record<string, unknown>> {
  readonly senderId: string;
  /** @default none */
  readonly pageId?: string | null | undefined;
  /** How long the state is held unless it is saved, released or extended, in milliseconds. */
  readonly leaseMs: number;
  /** The state of a sender without one. It is not stored before a save. @default {} */
  readonly defaultState?: State | undefined;
  /** A state of another life counts as absent. @default every life */
  readonly life?: Life | undefined;
  /** When an item that the lock creates may be deleted, in epoch seconds; other items keep their end until a save. @default never */
  readonly expiresAt?: number | undefined;
}

/**
 * The state of each sender's conversation, with a lock that the holder's lease and a rising fence protect.
 *
 * @example
 * const item = await states.lockState({ senderId: 'anna', leaseMs: 30_000 });
 * await states.saveState({ ...item, state: { step: 2 } });
 */
export class StateStorage {
  readonly #table: StoreTable;
  readonly #now: () => number;
  readonly #newId: () => string;
  readonly #patience: Patience;

  constructor(options: StateStorageOptions);
  /** As in wingbot-dynamodb. @param tableName @default 'states' */
  constructor(tableName?: string, dynamoDbService?: DynamoDbService | null);
  constructor(tableName: string, options: Omit<StateStorageOptions, 'tableName'>);
  constructor(
    first?: StateStorageOptions | string,
    second?: DynamoDbService | Omit<StateStorageOptions, 'tableName'> | null,
  ) {
    const options = optionsByPosition('StateStorage', 'states', first, second);
    const { now, ...table } = readStore('StateStorage', options, ['newId', 'random', 'sleep']);
    this.#table = table;
    this.#now = now;
    this.#newId = options.newId ?? randomUUID;
    this.#patience = options;
  }

  /**
   * Takes the state. Costs 1 request, 2 where the state is larger than 2 KB.
   *
   * @throws {StateLockedError} with `code` 11000 while someone else holds it
   */
  async lockState<State extends object = Record<string, unknown>>(
    request: LockStateRequest<State>,
  ): Promise<LockedState<State>>;
  async lockState(request: LockStateRequest<object>): Promise<LockedState<object>> {
    const known = ['senderId', 'pageId', 'leaseMs', 'defaultState', 'life', 'expiresAt'];
    requireKnown('lockState', request, known);
    const { leaseMs, defaultState = {}, life, expiresAt } = request;
    const sender = readSender(request.senderId, request.pageId);
    requireMs('leaseMs', leaseMs);
    if (expiresAt !== undefined) requireWhole('expiresAt', expiresAt);
    if (!isState(defaultState)) throw new InvalidOptionError('defaultState', defaultState, 'an object');
    const stored = await this.#lock({ sender, leaseMs, expiresAt });
    const isOurs = isPresent(stored, this.#now(), life);
    const attributes = isOurs ? await this.#readLocked(sender, stored) : {};
    const state = isState(attributes.state) ? attributes.state : defaultState;
    return {
      ...attributes,
      ...sender,
      state,
      ...lifetimeOf(isOurs ? stored : {}, life),
      ...lockOf(stored),
    };
  }

  /**
   * As wingbot calls it: {@link lockState} by position. `timeoutMs` is the lease.
   *
   * @param timeoutMs @default 300
   */
  async getOrCreateAndLock<State extends object = Record<string, unknown>>(
    senderId: string,
    defaultState?: State,
    timeoutMs?: number,
  ): Promise<LockedState<State>>;
  /** As wingbot 3 calls it. */
  async getOrCreateAndLock<State extends object = Record<string, unknown>>(
    senderId: string,
    pageId: string | null | undefined,
    defaultState?: State,
    timeoutMs?: number,
  ): Promise<LockedState<State>>;
  async getOrCreateAndLock(senderId: string, ...rest: unknown[]): Promise<LockedState<object>> {
    const { sender, defaultState, timeoutMs } = readLockArguments(senderId, rest);
    return this.lockState({ ...sender, defaultState, leaseMs: timeoutMs });
  }

  /**
   * Saves the item's attributes and unlocks it: a lock is for one save. An item that was read is saved if nobody saved or took it since, and one
   * that was neither locked nor read is locked first.
   *
   * @returns the item itself, untouched
   * @throws {StateLockLostError} if someone else took it since, or it was released: nothing of it is in use
   * @throws {StateConflictError} if it was read, and someone saved or took it since
   * @throws {UnstorableValueError} for what cannot be stored, before anything is written; the lock is released, since wingbot would keep it
   */
  async saveState<Item extends StateItem<object>>(item: Item): Promise<Item> {
    requireObject('saveState', item);
    if (isLocked(item)) requireLocked(item);
    await this.#save(isLocked(item) ? item : { ...item, ...(await this.#lockForSave(item)) });
    return item;
  }

  /**
   * The same as {@link saveState} for a transaction of the caller's own, which is cancelled if someone else took or saved the state since. An
   * item that was read needs no lock; one that was locked is released by the transaction, and still held if it fails.
   *
   * @returns 1 to 3 members of `TransactItems`
   * @throws {UnstorableValueError} for what cannot be stored; nothing was sent, and a lock is still held
   */
  saveStateWrites(item: LockedState<object> | ReadState<object>): TransactWriteItem[] {
    requireRecord('item', item);
    if (isLocked(item)) requireLocked(item);
    const { body, head, leftovers } = this.#writesOf(item);
    return [
      ...(body ? [{ Put: body }] : []),
      { Put: head },
      ...leftovers.map((leftover) => ({ Delete: leftover })),
    ];
  }

  /**
   * Lets the lease end `leaseMs` milliseconds from now.
   *
   * @returns when it ends, in epoch milliseconds
   * @throws {StateLockLostError} if someone else took it since, or it was released
   */
  async extendLock(item: LockedState<object>, leaseMs: number): Promise<number> {
    requireLocked(item);
    requireMs('leaseMs', leaseMs);
    const until = this.#now() + leaseMs;
    if (await this.#update(extendInput(this.#table.tableName, item, item.fence, until))) return until;
    throw new StateLockLostError(item);
  }

  /**
   * Releases the lock without saving.
   *
   * @returns false if it was no longer held: someone else may have it, and keeps it
   */
  async unlock(item: LockedState<object>): Promise<boolean> {
    requireLocked(item);
    return this.#unlock(item, item.fence);
  }

  /**
   * Deletes a state whose lock is held, and the lock with it: nothing is left that names its sender.
   *
   * @returns false if the lock was no longer held: someone else may have it, and keeps the state
   */
  async deleteState(item: LockedState<object>): Promise<boolean> {
    requireLocked(item);
    return this.#remove(deleteInput(this.#table.tableName, item, item.fence));
  }

  /** The state as it was last saved, without taking it; null if none was ever saved, or its time is over. As wingbot calls it. */
  async getState(senderId: string, pageId?: string | null): Promise<StateItem | null> {
    const { isSaved, item } = await readState(this.#table, readSender(senderId, pageId), this.#now());
    const { stateVersion: _, ...state } = item;
    return isSaved ? state : null;
  }

  /**
   * Reads a state to save it without a lock: its `stateVersion` lets {@link saveState} and {@link saveStateWrites} see that nobody saved or took it
   * since. A sender without a state has the state `{}`. Costs 1 request, 2 where the state is larger than 2 KB.
   *
   * @example
   * const item = await states.readState('anna', { life: thread.createdAt });
   * await transactWrite(client, [...others, ...states.saveStateWrites({ ...item, state: { step: 2 } })]);
   */
  async readState(
    senderId: string,
    options: { readonly pageId?: string | null | undefined; readonly life?: Life | undefined } = {},
  ): Promise<ReadState> {
    requireKnown('readState', options, ['pageId', 'life']);
    const sender = readSender(senderId, options.pageId);
    return (await readState(this.#table, sender, this.#now(), options.life)).item;
  }

  /**
   * Lists states for an operator's overview, as wingbot does: those who said something last come first. It looks at the whole table for each
   * page, unless the condition names a page and senders.
   *
   * @param limit how many at most, 1 to 1000; null for 1000
   * @param lastKey what the call before returned
   */
  async getStates(
    condition: StateCondition | null = {},
    limit: number | null = 20,
    lastKey: string | null = null,
  ): Promise<StatePage> {
    return listStates(this.#table, condition ?? {}, limit, lastKey, this.#now());
  }

  async #lock(
    request: Pick<LockRequest, 'sender' | 'leaseMs' | 'expiresAt' | 'version'>,
  ): Promise<Record<string, unknown>> {
    const { tableName, client } = this.#table;
    const claim = { ...request, tableName, nowMs: this.#now(), holder: this.#newId() };
    try {
      const { Attributes } = await updateItem(client, lockInput(claim), this.#patience);
      return Attributes ?? {};
    } catch (error) {
      return this.#takeExpired(claim, refusedItem(error), error);
    }
  }

  /** The item that refused the lock may be an expired state, which counts as absent. */
  async #takeExpired(
    claim: LockRequest,
    refusing: Record<string, unknown>,
    cause: unknown,
  ): Promise<Record<string, unknown>> {
    const { sender, nowMs, version } = claim;
    const found = versionOf(refusing, nowMs);
    const { lockedUntil } = readHead(refusing);
    if (version && !isSameVersion(found, version)) throw new StateConflictError(sender, { cause });
    if (!found.expired || lockedUntil > nowMs) throw new StateLockedError(sender, lockedUntil, { cause });
    const put = replaceExpiredInput(claim, found);
    if (await this.#put(put)) throw new StateLockedError(sender, undefined, { cause });
    return { ...put.Item };
  }

  /** Locks a state that is saved without a lock: if it is still as it was read, or in any case if it was not read. */
  async #lockForSave(
    item: StateItem<object>,
  ): Promise<Pick<LockedState, 'fence' | 'lockedUntil' | 'bodySlot'>> {
    const sender = readSender(item.senderId, item.pageId);
    const version = isRead(item) ? item.stateVersion : undefined;
    return lockOf(await this.#lock({ sender, leaseMs: saveLeaseMs, version }));
  }

  /** The attributes of a state that was just locked; if they cannot be read, nobody needs to wait for the lease. */
  async #readLocked(sender: Sender, stored: Record<string, unknown>): Promise<Record<string, unknown>> {
    const { fence } = readHead(stored);
    const attributes = await readAttributes(this.#table, sender, stored).catch(async (error: unknown) => {
      await this.#releaseInVain(sender, fence);
      throw error;
    });
    if (attributes) return attributes;
    // A body is replaced under the eyes of its holder only when the lease ran out meanwhile and somebody else saved.
    throw (await this.#unlock(sender, fence))
      ? new StateDamagedError(sender)
      : new StateLockedError(sender, undefined);
  }

  #unlock(sender: Sender, fence: number): Promise<boolean> {
    return this.#update(unlockInput(this.#table.tableName, sender, fence));
  }

  /** Releases a lock after a failure, which is what its caller must hear of. If it cannot be released, the lease runs out. */
  async #releaseInVain(sender: Sender, fence: number): Promise<void> {
    await this.#unlock(sender, fence).catch(() => undefined);
  }

  #writesOf(item: LockedState<object> | ReadState<object>): StateWrites {
    return stateWrites({ tableName: this.#table.tableName, saveId: this.#newId(), nowMs: this.#now() }, item);
  }

  async #save(locked: LockedState<object>): Promise<void> {
    let writes: StateWrites;
    try {
      writes = this.#writesOf(locked);
    } catch (error) {
      await this.#releaseInVain(readSender(locked.senderId, locked.pageId), locked.fence);
      throw error;
    }
    const refusal = await this.#write(writes);
    if (refusal) throw new StateLockLostError(locked, { cause: refusal });
  }

  /** @returns why nothing of it is in use, if the lock was lost */
  async #write(writes: StateWrites): Promise<Error | undefined> {
    const refusedBody = writes.body && (await this.#put(writes.body));
    if (refusedBody) return refusedBody;
    const refusedHead = await this.#put(writes.head);
    // An earlier attempt was applied, its answer lost, and somebody took the state since: what they took is what was saved.
    const refusal = refusedHead?.Item?.savedBy?.S === writes.saveId ? undefined : refusedHead;
    // A leftover that a successor has put in use, and so bears a higher fence, stays.
    await Promise.all(
      (refusal ? takeBackBody(writes) : writes.leftovers).map((input) => this.#remove(input)),
    );
    return refusal;
  }

  /** @returns the refusal, if the condition does not hold */
  async #put(put: PutCommandInput): Promise<ConditionFailed | undefined> {
    try {
      await putItem(this.#table.client, put, this.#patience);
      return undefined;
    } catch (error) {
      if (isConditionFailed(error)) return error;
      throw error;
    }
  }

  #update(input: ReturnType<typeof unlockInput>): Promise<boolean> {
    return conditionHeld(updateItem(this.#table.client, input, this.#patience));
  }

  #remove(input: DeleteCommandInput): Promise<boolean> {
    return conditionHeld(deleteItem(this.#table.client, input, this.#patience));
  }
}

/** @throws {InvalidOptionError} unless it names its sender and the fence of a lock */
function requireLocked(item: LockedState<object>): void {
  requireRecord('item', item);
  readSender(item.senderId, item.pageId);
  requireNumber('item.fence', item.fence);
}

/** Long enough to save what was not locked before, in milliseconds. */
const saveLeaseMs = 10_000;
