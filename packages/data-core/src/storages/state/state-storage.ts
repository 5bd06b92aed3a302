import { randomUUID } from 'node:crypto';
import {
  DeleteCommand,
  type DeleteCommandInput,
  PutCommand,
  type PutCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { createDocumentClient } from '../../shared/client/document-client.ts';
import type { StoreOptions } from '../../shared/client/store-options.ts';
import type { StoreTable } from '../../shared/client/store-table.ts';
import {
  type ConditionFailed,
  conditionHeld,
  isConditionFailed,
} from '../../shared/errors/condition-failed.ts';
import { readSender, type Sender } from '../../shared/keys/sender-key.ts';
import type { TransactWriteItem } from '../../shared/transaction/transact-write.ts';
import { requireKnown, requireText, requireWhole } from '../../shared/validation/options.ts';
import { StateDamagedError, StateLockedError, StateLockLostError } from './errors.ts';
import { readLockArguments } from './state-arguments.ts';
import { isLocked, type LockedState, lockOf, readHead, type StateItem } from './state-item.ts';
import { listStates, type StateCondition, type StatePage } from './state-listing.ts';
import { extendInput, lockInput, unlockInput } from './state-lock.ts';
import { isState, readAttributes, readState } from './state-reader.ts';
import { type StateWrites, stateWrites, takeBackBody } from './state-writes.ts';

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
    if (isLocked(item)) {
      await this.#save(item);
      return item;
    }
    const sender = readSender(item.senderId, item.pageId);
    const locked = { ...item, ...lockOf(await this.#lock(sender, saveTimeoutMs)) };
    try {
      await this.#save(locked);
      return item;
    } catch (error) {
      await this.#unlock(sender, locked.fence).catch(() => undefined);
      throw error;
    }
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
    const input = lockInput({
      tableName,
      sender,
      leaseMs: timeoutMs,
      nowMs: this.#now(),
      holder: this.#newId(),
    });
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

  /** The attributes of a state that was just locked; if they cannot be read, nobody needs to wait for the lease. */
  async #readLocked(sender: Sender, stored: Record<string, unknown>): Promise<Record<string, unknown>> {
    const { fence } = readHead(stored);
    const attributes = await readAttributes(this.#table, sender, stored).catch(async (error: unknown) => {
      await this.#unlock(sender, fence).catch(() => undefined);
      throw error;
    });
    if (attributes) return attributes;
    // A body is replaced under the eyes of its holder only when the lease ran out meanwhile and somebody else saved.
    throw (await this.#unlock(sender, fence))
      ? new StateDamagedError(sender)
      : new StateLockedError(sender, undefined);
  }

  #unlock(sender: Sender, fence: number): Promise<boolean> {
    const { client, tableName } = this.#table;
    return conditionHeld(client.send(new UpdateCommand(unlockInput(tableName, sender, fence))));
  }

  async #save(locked: LockedState<object>): Promise<void> {
    const writes = stateWrites(this.#table.tableName, locked, this.#newId());
    const refusal = await this.#write(writes);
    if (refusal) throw new StateLockLostError(locked, { cause: refusal });
  }

  /** @returns why nothing of it is in use, if the lock was lost */
  async #write(writes: StateWrites): Promise<Error | undefined> {
    const refusedBody = writes.body && (await this.#refusal(writes.body));
    if (refusedBody) return refusedBody;
    const refusedHead = await this.#refusal(writes.head);
    // An earlier attempt was applied, its answer lost, and somebody took the state since: what they took is what was saved.
    const refusal = refusedHead?.Item?.savedBy?.S === writes.saveId ? undefined : refusedHead;
    // A leftover that a successor has put in use, and so bears a higher fence, stays.
    await Promise.all(
      (refusal ? takeBackBody(writes) : writes.leftovers).map((input) => this.#remove(input)),
    );
    return refusal;
  }

  async #refusal(put: PutCommandInput): Promise<ConditionFailed | undefined> {
    try {
      await this.#table.client.send(new PutCommand(put));
      return undefined;
    } catch (error) {
      if (isConditionFailed(error)) return error;
      throw error;
    }
  }

  #remove(input: DeleteCommandInput): Promise<boolean> {
    return conditionHeld(this.#table.client.send(new DeleteCommand(input)));
  }
}

/** Long enough to save what was not locked before. */
const saveTimeoutMs = 10_000;
