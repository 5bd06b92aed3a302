import { randomUUID } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { StoreOptions } from '../../shared/client/store.ts';
import { readStore } from '../../shared/client/store.ts';
import { isConditionFailed } from '../../shared/errors/condition-failed.ts';
import { backoffMs, sleep as defaultSleep, type Patience } from '../../shared/time/backoff.ts';
import { updateItem } from '../../shared/transaction/single-write.ts';
import {
  requireFunction,
  requireKnown,
  requireMs,
  requireObject,
  requireSeconds,
  requireText,
} from '../../shared/validation/options.ts';
import { AcquiredLock, type Lock } from './acquired-lock.ts';
import { LockHeldError } from './errors.ts';
import { acquireInput } from './lock-requests.ts';

export interface DynamoLockOptions extends StoreOptions, Patience {
  /** Names one acquisition. @default randomUUID */
  readonly newId?: () => string;
}

export interface AcquireOptions {
  /** How long the lock is held unless it is extended or released, in milliseconds. */
  readonly leaseMs: number;
  /** Extends the lease by itself while this process lives, until it is released. @default false */
  readonly heartbeat?: boolean;
}

export interface WaitOptions extends AcquireOptions {
  /** How long to wait for a lock that is held, in milliseconds. @default 10_000 */
  readonly waitMs?: number;
}

export interface WithLockOptions extends Omit<WaitOptions, 'leaseMs'> {
  /** How long the lock stays held if this process dies, in milliseconds. @default 10_000 */
  readonly leaseMs?: number;
}

const retryWait = { baseMs: 25, capMs: 1000 };

/**
 * Locks by name. The clock of the caller decides whether a lease has run out, so a clock that is ahead may take a lock early. Write
 * what must not be overwritten with the lock's fence.
 *
 * @example
 * await using lock = await locks.acquire('report', { leaseMs: 30_000 });
 * await table.set(key, report, { fence: lock.fence });
 */
export class DynamoLock {
  readonly tableName: string;
  readonly #client: DynamoDBDocumentClient;
  readonly #now: () => number;
  readonly #newId: () => string;
  readonly #patience: Required<Patience>;

  constructor(options: DynamoLockOptions) {
    const store = readStore('DynamoLock', options, ['newId', 'random', 'sleep']);
    this.tableName = store.tableName;
    this.#client = store.client;
    this.#now = store.now;
    this.#newId = options.newId ?? randomUUID;
    this.#patience = { random: options.random ?? Math.random, sleep: options.sleep ?? defaultSleep };
  }

  /**
   * Takes the lock `key` if it is free or its lease has run out: one request, one write unit, also when it is held.
   *
   * @returns the lock, or `undefined` while someone else holds it
   * @throws {InvalidOptionError}
   */
  async tryAcquire(key: string, options: AcquireOptions): Promise<Lock | undefined>;
  /**
   * As common-aws calls it.
   *
   * @param timeoutSeconds the lease, in seconds
   */
  async tryAcquire(key: string, timeoutSeconds: number): Promise<Lock | undefined>;
  async tryAcquire(key: string, second: AcquireOptions | number): Promise<Lock | undefined> {
    requireText('key', key);
    if (typeof second !== 'number') return this.#tryAcquire(key, readAcquireOptions('tryAcquire', second));
    requireSeconds('timeoutSeconds', second);
    return this.#tryAcquire(key, { leaseMs: second * 1000, heartbeat: false });
  }

  /**
   * Takes the lock, and waits for it while someone else holds it: with growing, jittered pauses of at most a second.
   *
   * @throws {LockHeldError} after `waitMs`
   */
  async acquire(key: string, options: WaitOptions): Promise<Lock> {
    requireText('key', key);
    const settings = readAcquireOptions('acquire', options, ['waitMs']);
    const { waitMs = 10_000 } = options;
    requireMs('waitMs', waitMs, 0);
    const started = this.#now();
    for (let attempt = 1; ; attempt += 1) {
      const lock = await this.#tryAcquire(key, settings);
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
   * @throws {LockHeldError} if it could not be had; `work` was not run
   */
  async withLock<Result>(
    key: string,
    work: (lock: Lock) => Promise<Result>,
    options: WithLockOptions = {},
  ): Promise<Result> {
    requireFunction('work', work);
    requireObject('withLock', options);
    const lock = await this.acquire(key, { leaseMs: 10_000, heartbeat: true, ...options });
    try {
      return await work(lock);
    } finally {
      await lock.release();
    }
  }

  async #tryAcquire(
    key: string,
    { leaseMs, heartbeat }: Required<AcquireOptions>,
  ): Promise<Lock | undefined> {
    const nowMs = this.#now();
    const request = { tableName: this.tableName, key, holder: this.#newId(), nowMs, leaseMs };
    try {
      const { Attributes } = await updateItem(this.#client, acquireInput(request), this.#patience);
      return new AcquiredLock({
        client: this.#client,
        held: { ...request, fence: Number(Attributes?.fence) },
        leaseMs,
        untilMs: nowMs + leaseMs,
        heartbeat,
        now: this.#now,
        patience: this.#patience,
      });
    } catch (error) {
      if (isConditionFailed(error)) return undefined;
      throw error;
    }
  }
}

/** @param others the names of further options, which are read elsewhere */
function readAcquireOptions(
  owner: string,
  options: AcquireOptions,
  others: readonly string[] = [],
): Required<AcquireOptions> {
  requireKnown(owner, options, ['leaseMs', 'heartbeat', ...others]);
  requireMs('leaseMs', options.leaseMs);
  return { leaseMs: options.leaseMs, heartbeat: options.heartbeat ?? false };
}
