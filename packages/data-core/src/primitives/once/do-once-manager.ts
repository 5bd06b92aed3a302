import { randomUUID } from 'node:crypto';
import { GetCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { requireItemSize, toJsonText } from '../../shared/encoding/json-text.ts';
import { conditionHeld } from '../../shared/errors/condition-failed.ts';
import { refusedItem } from '../../shared/errors/refused-item.ts';
import { Lease } from '../../shared/lease/lease.ts';
import { backoffMs, sleep as defaultSleep, type Patience } from '../../shared/time/backoff.ts';
import { alive } from '../../shared/time/expiry.ts';
import { deleteItem, updateItem } from '../../shared/transaction/single-write.ts';
import { InvalidOptionError } from '../../shared/validation/invalid-option-error.ts';
import {
  maxSortKeyBytes,
  requireFunction,
  requireFunctions,
  requireKnown,
  requireMs,
  requireSeconds,
  requireTable,
  requireText,
} from '../../shared/validation/options.ts';
import { type CompoundKey, storedKeyOf } from '../partitioned/compound-key.ts';
import type { PartitionedKeyValueTable } from '../partitioned/partitioned-key-value-table.ts';
import { type DoOnceRecord, readRecord } from './do-once-record.ts';
import { abandonInput, beginInput, finishInput, keepInput, type Run } from './do-once-requests.ts';
import { DoOnceInProgressError, DoOnceLeaseLostError } from './errors.ts';

export interface DoOnceManagerOptions extends Patience {
  /** Names one run. @default randomUUID */
  readonly newId?: () => string;
}

export interface DoOnceOptions {
  /** How long after a crash of this process the action may be begun again, in milliseconds; a living one keeps it. @default 30_000 */
  readonly leaseMs?: number;
  /**
   * What a call gets while another one runs the action: `wait` waits for its result, `throw` throws
   * {@link DoOnceInProgressError} at once, `skip` returns `didAction: false` without a result. @default 'wait'
   */
  readonly whenRunning?: 'wait' | 'throw' | 'skip';
  /** How long `wait` waits, in milliseconds. @default 30_000 */
  readonly waitMs?: number;
  /** How long it stays done at least, in seconds; it is forgotten less than a second later. @default for ever */
  readonly ttlSeconds?: number;
}

/** The record that something was done, as `haveAlreadyDone` returns it. */
export interface DoOnceResult {
  readonly done: true;
  /** In epoch milliseconds. */
  readonly at?: number;
}

/** `at` is when it was done, in epoch milliseconds. */
export type DoOnceResponse<Result> = {
  /** Why later calls do not get what the action returned: it cannot be stored. The action is done all the same. */
  readonly responseNotStored?: string;
} & (
  | { readonly didAction: true; readonly actionResponse: Result; readonly at: number }
  | { readonly didAction: false; readonly actionResponse?: Result; readonly at?: number }
);

const pollWait = { baseMs: 50, capMs: 1000 };
const waitings = ['wait', 'throw', 'skip'];

/**
 * Runs an action once per user and key, under any concurrency, and gives its result to all later calls.
 *
 * @example await doOnce.doOnce('user-1', 'welcome-mail', () => sendWelcomeMail('user-1'))
 */
export class DoOnceManager {
  readonly #table: PartitionedKeyValueTable;
  readonly #newId: () => string;
  readonly #patience: Required<Patience>;

  constructor(table: PartitionedKeyValueTable, options: DoOnceManagerOptions = {}) {
    requireKnown('DoOnceManager', options, ['newId', 'random', 'sleep']);
    requireTable(table);
    requireFunctions(options);
    this.#table = table;
    this.#newId = options.newId ?? randomUUID;
    this.#patience = { random: options.random ?? Math.random, sleep: options.sleep ?? defaultSleep };
  }

  /**
   * Runs `action` unless it was done before: two requests, two write units; one each when it was done. An action that throws
   * is not done, and its error is passed on. One that returns is done, whether or not what it returned can be stored for later calls.
   *
   * @param action is given a signal that aborts when this process has stood still for longer than the lease
   * @throws {DoOnceInProgressError} if someone else is doing it, see `whenRunning`
   * @throws {DoOnceLeaseLostError} if someone else has begun again meanwhile
   */
  async doOnce<Result>(
    userId: string,
    key: string,
    action: (signal: AbortSignal) => Promise<Result>,
    options: DoOnceOptions = {},
  ): Promise<DoOnceResponse<Result>> {
    const { leaseMs, waitMs, whenRunning, ttlSeconds } = readOptions(options);
    requireFunction('action', action);
    const run: Run = { tableName: this.#table.tableName, key: itemKey(userId, key), holder: this.#newId() };
    const started = this.#table.now();
    for (let attempt = 1; ; attempt += 1) {
      const found = await this.#begin(run, leaseMs);
      if (found === undefined) return this.#run({ run, userId, key, leaseMs, ttlSeconds }, action);
      if (found.state === 'done') return replay<Result>(found);
      if (whenRunning === 'skip') return { didAction: false };
      const leftMs = started + waitMs - this.#table.now();
      if (whenRunning === 'throw' || leftMs <= 0) throw new DoOnceInProgressError(userId, key);
      const { sleep, random } = this.#patience;
      await sleep(Math.min(backoffMs(attempt, pollWait, random), leftMs));
    }
  }

  /** Whether it was done, and when; `undefined` if not. One request, half a read unit. */
  async haveAlreadyDone(userId: string, key: string): Promise<DoOnceResult | undefined> {
    const Key = { ...itemKey(userId, key) };
    const { Item } = await this.#table.client.send(new GetCommand({ TableName: this.#table.tableName, Key }));
    const record = readRecord(alive(Item, this.#table.now()) ?? {});
    if (record.state !== 'done') return undefined;
    return { done: true, ...(record.at !== undefined && { at: record.at }) };
  }

  /** Marks it as done without doing it. @returns when it was done: now, or before */
  async markDone(userId: string, key: string): Promise<number> {
    const done = await this.doOnce(userId, key, async () => undefined);
    return done.at ?? this.#table.now();
  }

  /** Forgets that it was done. */
  async clearKey(userId: string, key: string): Promise<void> {
    await this.#table.delete(compoundKey(userId, key));
  }

  /** @returns nothing if the action is now ours; otherwise what is there */
  async #begin(run: Run, leaseMs: number): Promise<DoOnceRecord | undefined> {
    const nowMs = this.#table.now();
    try {
      await updateItem(this.#table.client, beginInput(run, nowMs, nowMs + leaseMs), this.#patience);
      return undefined;
    } catch (error) {
      return readRecord(alive(refusedItem(error), nowMs) ?? {});
    }
  }

  async #run<Result>(
    {
      run,
      userId,
      key,
      leaseMs,
      ttlSeconds,
    }: {
      run: Run;
      userId: string;
      key: string;
      leaseMs: number;
      ttlSeconds: number | undefined;
    },
    action: (signal: AbortSignal) => Promise<Result>,
  ): Promise<DoOnceResponse<Result>> {
    const { now } = this.#table;
    const lease = new Lease({
      leaseMs,
      untilMs: now() + leaseMs,
      now,
      sleep: this.#patience.sleep,
      renew: (untilMs) => this.#update(keepInput(run, untilMs)),
    });
    try {
      const value = await this.#act(run, () => action(lease.signal));
      const { result, notStored } = resultOf(run, value);
      // If this fails, nobody knows whether it was stored: the lease is left to run out.
      const finish = { at: now(), result, notStored, ttlSeconds };
      if (!(await this.#update(finishInput(run, finish)))) throw new DoOnceLeaseLostError(userId, key);
      return { didAction: true, actionResponse: value, at: finish.at, ...notStoredBecause(notStored) };
    } finally {
      lease.stop();
    }
  }

  /** Runs the action; if it fails, it may be begun again at once. */
  async #act<Result>(run: Run, action: () => Promise<Result>): Promise<Result> {
    try {
      return await action();
    } catch (error) {
      // The action's own error is what the caller must hear of. If this fails, the lease runs out.
      await conditionHeld(deleteItem(this.#table.client, abandonInput(run), this.#patience)).catch(
        () => false,
      );
      throw error;
    }
  }

  /** @returns whether the run still was ours */
  #update(input: UpdateCommandInput): Promise<boolean> {
    return conditionHeld(updateItem(this.#table.client, input, this.#patience));
  }
}

function readOptions(options: DoOnceOptions) {
  requireKnown('doOnce', options, ['leaseMs', 'whenRunning', 'waitMs', 'ttlSeconds']);
  const { leaseMs = 30_000, whenRunning = 'wait', waitMs = 30_000, ttlSeconds } = options;
  requireMs('leaseMs', leaseMs);
  requireMs('waitMs', waitMs, 0);
  if (ttlSeconds !== undefined) requireSeconds('ttlSeconds', ttlSeconds);
  if (!waitings.includes(whenRunning)) {
    throw new InvalidOptionError('whenRunning', whenRunning, `one of ${waitings.join(', ')}`);
  }
  return { leaseMs, whenRunning, waitMs, ttlSeconds };
}

const maxKeyBytes = maxSortKeyBytes - 'users.do_once.'.length;

/** Where the original keeps it. */
function compoundKey(userId: string, key: string): CompoundKey {
  requireText('userId', userId);
  requireText('key', key, maxKeyBytes);
  return { partition: userId, namespace: 'users', sort: `do_once.${key}` };
}

const itemKey = (userId: string, key: string) => storedKeyOf(compoundKey(userId, key));

/** What is kept of a result for later calls, or why it cannot be kept. */
function resultOf(run: Run, response: unknown): { result?: string; notStored?: string } {
  if (response === undefined) return {};
  try {
    const result = toJsonText('actionResponse', response);
    requireItemSize('actionResponse', { ...run.key, result });
    return { result };
  } catch (error) {
    // The action is done, whatever its result throws when it is read.
    return { notStored: String(error instanceof Error ? error.message : error).slice(0, 1000) };
  }
}

function replay<Result>({
  at,
  result,
  notStored,
}: Extract<DoOnceRecord, { state: 'done' }>): DoOnceResponse<Result> {
  return {
    didAction: false,
    ...(result !== undefined && { actionResponse: result as Result }),
    ...(at !== undefined && { at }),
    ...notStoredBecause(notStored),
  };
}

const notStoredBecause = (reason: string | undefined) =>
  reason === undefined ? {} : { responseNotStored: reason };
