import { randomUUID } from 'node:crypto';
import { DeleteCommand, type DeleteCommandInput, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { createDocumentClient } from '../client/document-client.ts';
import type { StoreOptions } from '../client/store-options.ts';
import type { StoreTable } from '../client/store-table.ts';
import { conditionHeld, isConditionFailed } from '../errors/condition-failed.ts';
import { readSender, type Sender } from '../sender/sender-key.ts';
import { requireKnown, requireText, requireWhole } from '../validation/options.ts';
import { StateDamagedError, StateLockedError, StateLockLostError } from './errors.ts';
import { readLockArguments } from './state-arguments.ts';
import { isLocked, type LockedState, lockOf, readHead, type StateItem } from './state-item.ts';
import { listStates, type StateCondition, type StatePage } from './state-listing.ts';
import { extendInput, lockInput, unlockInput } from './state-lock.ts';
import { isState, readAttributes, readState } from './state-reader.ts';
import { type StateWrites, stateWrites, type TransactWriteItem, takeBackBody } from './state-writes.ts';

export interface StateStorageOptions extends StoreOptions {
  /** Names each attempt to lock. @default crypto.randomUUID */
  readonly newId?: () => string;
}

/**
 * The state of each sender's conversation, with a lock that the holder's lease and a rising fence protect.
 *
 * @example
 * const item = await states.getOrCreateAndLock('anna', { step: 1 }, 30_000);
 * await states.saveState({ ...item, state: { step: 2 } });
 */
export class StateStorage {
  readonly #table: StoreTable;
  readonly #now: () => number;
  readonly #newId: () => string;

  constructor(tableName = 'states', options: StateStorageOptions = {}) {
    requireText('tableName', tableName);
    requireKnown('options', options, ['client', 'now', 'newId']);
    this.#table = { tableName, client: options.client ?? createDocumentClient() };
    this.#now = options.now ?? Date.now;
    this.#newId = options.newId ?? randomUUID;
  }

  /**
   * Takes the state for `timeoutMs` milliseconds (default 300). A sender without a state gets `defaultState`, which is not stored
   * before {@link saveState}. Costs 1 request, 2 where the state is larger than 2 KB.
   *
   * @throws {StateLockedError} with `code` 11000 while someone else holds it
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
    const args = readLockArguments(senderId, rest);
    const stored = await this.#lock(args.sender, args.timeoutMs);
    const attributes = await this.#readLocked(args.sender, stored);
    const state = isState(attributes.state) ? attributes.state : args.defaultState;
    return { ...attributes, ...args.sender, state, ...lockOf(stored) };
  }

  /**
   * Saves the item's attributes and unlocks it: a lock is for one save. An item that was not locked is locked first.
   *
   * @returns the item itself, untouched
   * @throws {StateLockLostError} if someone else took it since, or it was released: nothing of it is in use
   * @throws {StateTooLargeError} if it fits into no item, even compressed
   */
  async saveState<Item extends StateItem<object>>(item: Item): Promise<Item> {
    const sender = readSender(item.senderId, item.pageId);
    const locked = isLocked(item) ? item : { ...item, ...lockOf(await this.#lock(sender, saveTimeoutMs)) };
    const writes = stateWrites(this.#table.tableName, locked, this.#newId());
    if (!(await this.#write(writes))) throw new StateLockLostError(locked);
    return item;
  }

  /**
   * The same as {@link saveState} for a transaction of the caller's own, which is cancelled if someone else took the state since.
   *
   * @returns 1 to 3 members of `TransactItems`
   */
  saveStateWrites(item: LockedState<object>): TransactWriteItem[] {
    const { body, head, leftovers } = stateWrites(this.#table.tableName, item, this.#newId());
    return [
      ...(body ? [{ Put: body }] : []),
      { Put: head },
      ...leftovers.map((leftover) => ({ Delete: leftover })),
    ];
  }

  /**
   * Lets the lease end `timeoutMs` milliseconds from now.
   *
   * @returns when it ends, in epoch milliseconds
   * @throws {StateLockLostError} if someone else took it since, or it was released
   */
  async extendLock(item: LockedState<object>, timeoutMs: number): Promise<number> {
    requireWhole('timeoutMs', timeoutMs);
    const until = this.#now() + timeoutMs;
    const { client, tableName } = this.#table;
    const extended = client.send(new UpdateCommand(extendInput(tableName, item, item.fence, until)));
    if (await conditionHeld(extended)) return until;
    throw new StateLockLostError(item);
  }

  /**
   * Releases the lock without saving.
   *
   * @returns false if it was no longer held: someone else may have it, and keeps it
   */
  async unlock(item: LockedState<object>): Promise<boolean> {
    return this.#unlock(item, item.fence);
  }

  /** The state as it was last saved, without taking it; null if none was ever saved. */
  async getState(senderId: string, pageId?: string | null): Promise<StateItem | null> {
    return readState(this.#table, readSender(senderId, pageId));
  }

  /**
   * Lists states in no order, for an operator's overview. It reads the table page by page, unless the condition names a page and senders.
   *
   * @param limit how many at most, 1 to 1000
   * @param lastKey what the call before returned
   */
  async getStates(
    condition: StateCondition = {},
    limit = 20,
    lastKey: string | null = null,
  ): Promise<StatePage> {
    requireWhole('limit', limit, { maximum: 1000 });
    return listStates(this.#table, condition, limit, lastKey);
  }

  async #lock(sender: Sender, timeoutMs: number): Promise<Record<string, unknown>> {
    const { tableName, client } = this.#table;
    const input = lockInput({ tableName, sender, timeoutMs, nowMs: this.#now(), holder: this.#newId() });
    try {
      const { Attributes } = await client.send(new UpdateCommand(input));
      return Attributes ?? {};
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
      const lockedUntil = error.Item?.lockedUntil?.N;
      throw new StateLockedError(sender, lockedUntil === undefined ? undefined : Number(lockedUntil), {
        cause: error,
      });
    }
  }

  /** What the lock's item of a state that was just locked says; if its body cannot be read, nobody needs to wait for the lease. */
  async #readLocked(sender: Sender, stored: Record<string, unknown>): Promise<Record<string, unknown>> {
    try {
      const attributes = await readAttributes(this.#table, sender, stored);
      if (attributes) return attributes;
      throw new StateDamagedError(sender);
    } catch (error) {
      await this.#unlock(sender, readHead(stored).fence).catch(() => undefined);
      throw error;
    }
  }

  #unlock(sender: Sender, fence: number): Promise<boolean> {
    const { client, tableName } = this.#table;
    return conditionHeld(client.send(new UpdateCommand(unlockInput(tableName, sender, fence))));
  }

  /** @returns false if the lock was lost: then nothing of it is in use */
  async #write(writes: StateWrites): Promise<boolean> {
    const { client } = this.#table;
    const remove = (input: DeleteCommandInput) => conditionHeld(client.send(new DeleteCommand(input)));
    if (writes.body && !(await conditionHeld(client.send(new PutCommand(writes.body))))) return false;
    const held = await conditionHeld(client.send(new PutCommand(writes.head)));
    // A successor's body, which bears a higher fence, stays.
    await Promise.all((held ? writes.leftovers : takeBackBody(writes)).map(remove));
    return held;
  }
}

/** Long enough to save what was not locked before. */
const saveTimeoutMs = 10_000;
