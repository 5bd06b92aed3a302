import { randomUUID } from 'node:crypto';
import { DeleteCommand, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { requireItemSize, toJsonText } from '../../shared/encoding/json-text.ts';
import { isConditionFailed } from '../../shared/errors/condition-failed.ts';
import { refusedItem } from '../../shared/errors/refused-item.ts';
import { Lease } from '../../shared/lease/lease.ts';
import { backoffMs, sleep as defaultSleep, type Patience, type Sleep } from '../../shared/time/backoff.ts';
import { alive } from '../../shared/time/expiry.ts';
import { InvalidOptionError } from '../../shared/validation/invalid-option-error.ts';
import { maxSortKeyBytes, requireKnown, requireText, requireWhole } from '../../shared/validation/options.ts';
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
  /** How long it stays done, in seconds. @default for ever */
  readonly ttlSeconds?: number;
}

/** `at` is when it was done, in epoch milliseconds. */
export type DoOnceResponse<Result> =
  | { readonly didAction: true; readonly actionResponse: Result; readonly at: number }
  | { readonly didAction: false; readonly actionResponse?: Result; readonly at?: number };

const pollWait = { baseMs: 50, capMs: 1000 };
const waitings = ['wait', 'throw', 'skip'];

/**
 * Runs an action once per user and key, whoever else tries at the same time, and gives everyone its result after.
 *
 * @example await doOnce.doOnce('user-1', 'welcome-mail', () => sendWelcomeMail('user-1'))
 */
export class DoOnceManager {
  readonly #table: PartitionedKeyValueTable;
  readonly #newId: () => string;
  readonly #random: () => number;
  readonly #sleep: Sleep;

  constructor(table: PartitionedKeyValueTable, options: DoOnceManagerOptions = {}) {
    requireKnown('DoOnceManager', options, ['newId', 'random', 'sleep']);
    this.#table = table;
    this.#newId = options.newId ?? randomUUID;
    this.#random = options.random ?? Math.random;
    this.#sleep = options.sleep ?? defaultSleep;
  }

  /**
   * Runs `action` unless it was done before: two requests, two write units; one each when it was done. An action that throws
   * is not done, and its error is passed on.
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
    const run: Run = { tableName: this.#table.tableName, key: itemKey(userId, key), holder: this.#newId() };
    const started = this.#table.now();
    for (let attempt = 1; ; attempt += 1) {
      const found = await this.#begin(run, leaseMs);
      if (found === undefined) return this.#run({ run, userId, key, leaseMs, ttlSeconds }, action);
      if (found.state === 'done') return replay<Result>(found);
      if (whenRunning === 'skip') return { didAction: false };
      const leftMs = started + waitMs - this.#table.now();
      if (whenRunning === 'throw' || leftMs <= 0) throw new DoOnceInProgressError(userId, key);
      await this.#sleep(Math.min(backoffMs(attempt, pollWait, this.#random), leftMs));
    }
  }

  /** Whether it was done, and when; `undefined` if not. One request, half a read unit. */
  async haveAlreadyDone(
    userId: string,
    key: string,
  ): Promise<{ readonly done: true; readonly at?: number } | undefined> {
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
      await this.#table.client.send(new UpdateCommand(beginInput(run, nowMs, nowMs + leaseMs)));
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
      sleep: this.#sleep,
      renew: (untilMs) => this.#ifOurs(new UpdateCommand(keepInput(run, untilMs))),
    });
    try {
      const response = await this.#act(run, () => action(lease.signal));
      // If this fails, nobody knows whether it was stored: the lease is left to run out.
      const finish = { at: now(), result: response.text, ttlSeconds };
      const stored = await this.#ifOurs(new UpdateCommand(finishInput(run, finish)));
      if (!stored) throw new DoOnceLeaseLostError(userId, key);
      return { didAction: true, actionResponse: response.value, at: finish.at };
    } finally {
      lease.stop();
    }
  }

  /** Runs the action; if it fails, or what it returns cannot be stored, it may be begun again at once. */
  async #act<Result>(
    run: Run,
    action: () => Promise<Result>,
  ): Promise<{ value: Result; text: string | undefined }> {
    try {
      const value = await action();
      return { value, text: resultText(run, value) };
    } catch (error) {
      await this.#ifOurs(new DeleteCommand(abandonInput(run)));
      throw error;
    }
  }

  /** @returns whether the run still was ours */
  async #ifOurs(command: UpdateCommand | DeleteCommand): Promise<boolean> {
    try {
      if (command instanceof UpdateCommand) await this.#table.client.send(command);
      else await this.#table.client.send(command);
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  }
}

function readOptions(options: DoOnceOptions) {
  requireKnown('doOnce', options, ['leaseMs', 'whenRunning', 'waitMs', 'ttlSeconds']);
  const { leaseMs = 30_000, whenRunning = 'wait', waitMs = 30_000, ttlSeconds } = options;
  requireWhole('leaseMs', leaseMs);
  requireWhole('waitMs', waitMs, { minimum: 0 });
  if (ttlSeconds !== undefined) requireWhole('ttlSeconds', ttlSeconds);
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

function resultText(run: Run, response: unknown): string | undefined {
  if (response === undefined) return undefined;
  const result = toJsonText('actionResponse', response);
  requireItemSize('actionResponse', { ...run.key, result });
  return result;
}

function replay<Result>({ at, result }: Extract<DoOnceRecord, { state: 'done' }>): DoOnceResponse<Result> {
  return {
    didAction: false,
    ...(result !== undefined && { actionResponse: result as Result }),
    ...(at !== undefined && { at }),
  };
}
