import { randomUUID } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDocumentClient } from '../../shared/client/document-client.ts';
import type { StoreOptions } from '../../shared/client/store-options.ts';
import { isConditionFailed } from '../../shared/errors/condition-failed.ts';
import { assertTableNameValid, dynamoTableName } from '../../shared/table/table-name.ts';
import { backoffMs, sleep as defaultSleep, type Patience } from '../../shared/time/backoff.ts';
import { updateItem } from '../../shared/transaction/single-write.ts';
import { requireKnown, requireText, requireWhole } from '../../shared/validation/options.ts';
import { AcquiredLock, type Lock } from './acquired-lock.ts';
import { LockHeldError } from './errors.ts';
import { acquireInput } from './lock-requests.ts';

export interface DynamoLockOptions extends StoreOptions, Patience {
  /** @default 'switchboard.dev.locks' */
  readonly tableName?: string;
  /** Names one acquisition. @default randomUUID */
  readonly newId?: () => string;
}

export interface AcquireOptions {
  /** Extends the lease by itself while this process lives, until it is released. @default false */
  readonly heartbeat?: boolean;
}

export interface WaitOptions extends AcquireOptions {
  /** How long to wait for a lock that is held, in milliseconds. @default 10_000 */
  readonly waitMs?: number;
}

const retryWait = { baseMs: 25, capMs: 1000 };

/**
 * Locks by name. A lease is judged by the clocks of those who ask, so a clock that is ahead may take a lock early: what must not
 * be overwritten is written with the lock's fence.
 *
 * @example
 * await using lock = await locks.acquire('report', 30);
 * await table.set(key, report, { fence: lock.fence });
 */
export class DynamoLock {
  readonly tableName: string;
  readonly #client: DynamoDBDocumentClient;
  readonly #now: () => number;
  readonly #newId: () => string;
  readonly #patience: Required<Patience>;

  constructor(options: DynamoLockOptions = {}) {
    requireKnown('DynamoLock', options, ['client', 'tableName', 'now', 'newId', 'random', 'sleep']);
    this.tableName = options.tableName ?? dynamoTableName('locks');
    assertTableNameValid(this.tableName);
    this.#client = options.client ?? createDocumentClient();
    this.#now = options.now ?? Date.now;
    this.#newId = options.newId ?? randomUUID;
    this.#patience = { random: options.random ?? Math.random, sleep: options.sleep ?? defaultSleep };
  }

  /**
   * Takes the lock `key` if it is free or its lease has run out: one request, one write unit, also when it is held.
   *
   * @param timeoutSeconds how long the lease holds unless it is extended or released, in seconds
   * @returns the lock, or `undefined` while someone else holds it
   * @throws {InvalidOptionError}
   */
  async tryAcquire(
    key: string,
    timeoutSeconds: number,
    options: AcquireOptions = {},
  ): Promise<Lock | undefined> {
    requireText('key', key);
    requireWhole('timeoutSeconds', timeoutSeconds);
    requireKnown('tryAcquire', options, ['heartbeat']);
    const leaseMs = timeoutSeconds * 1000;
    const nowMs = this.#now();
    const request = { tableName: this.tableName, key, holder: this.#newId(), nowMs, leaseMs };
    try {
      const { Attributes } = await updateItem(this.#client, acquireInput(request), this.#patience);
      return new AcquiredLock({
        client: this.#client,
        held: { ...request, fence: Number(Attributes?.fence) },
        leaseMs,
        untilMs: nowMs + leaseMs,
        heartbeat: options.heartbeat ?? false,
        now: this.#now,
        patience: this.#patience,
      });
    } catch (error) {
      if (isConditionFailed(error)) return undefined;
      throw error;
    }
  }

  /**
   * Takes the lock, and waits for it while someone else holds it: with growing, jittered pauses of at most a second.
   *
   * @throws {LockHeldError} after `waitMs`
   */
  async acquire(key: string, timeoutSeconds: number, options: WaitOptions = {}): Promise<Lock> {
    requireKnown('acquire', options, ['heartbeat', 'waitMs']);
    const { waitMs = 10_000, ...acquireOptions } = options;
    requireWhole('waitMs', waitMs, { minimum: 0 });
    const started = this.#now();
    for (let attempt = 1; ; attempt += 1) {
      const lock = await this.tryAcquire(key, timeoutSeconds, acquireOptions);
      if (lock) return lock;
      const waitedMs = this.#now() - started;
      if (waitedMs >= waitMs) throw new LockHeldError(key, waitedMs);
      const { sleep, random } = this.#patience;
      await sleep(Math.min(backoffMs(attempt, retryWait, random), waitMs - waitedMs));
    }
  }

  /**
   * Runs `work` while holding the lock, which is renewed for as long as that takes and released after.
   *
   * @param timeoutSeconds how long the lock stays held if this process dies. @default 10
   * @throws {LockHeldError} if it could not be had; `work` was not run
   */
  async withLock<Result>(
    key: string,
    work: (lock: Lock) => Promise<Result>,
    { timeoutSeconds = 10, ...options }: WaitOptions & { readonly timeoutSeconds?: number } = {},
  ): Promise<Result> {
    const lock = await this.acquire(key, timeoutSeconds, { heartbeat: true, ...options });
    try {
      return await work(lock);
    } finally {
      await lock.release();
    }
  }
}
