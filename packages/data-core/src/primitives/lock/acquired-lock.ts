import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { isConditionFailed } from '../../shared/errors/condition-failed.ts';
import { Lease } from '../../shared/lease/lease.ts';
import type { Patience } from '../../shared/time/backoff.ts';
import { updateItem } from '../../shared/transaction/single-write.ts';
import { requireMs } from '../../shared/validation/options.ts';
import { LockLostError } from './errors.ts';
import type { Fence } from './fence.ts';
import { extendInput, type HeldLock, releaseInput } from './lock-requests.ts';

/** A lock that was taken. `await using` releases it at the end of the block. */
export interface Lock extends AsyncDisposable {
  readonly type: 'lock';
  readonly key: string;
  /** Pass it to every write that the lock guards. Pass its `number` to other systems that check it. */
  readonly fence: Fence;
  /** Aborts when the lease has run out on this machine's clock, or someone else was seen to hold the lock. */
  readonly signal: AbortSignal;
  /** When the lease ends, in epoch milliseconds. */
  readonly expiresAtMs: number;
  /**
   * Makes the lease end `leaseMs` milliseconds from now.
   *
   * @throws {LockLostError} if someone else has the lock
   */
  extend(leaseMs: number): Promise<void>;
  /** Frees the lock. @returns false if it had been lost; the lock of another holder is never freed */
  release(): Promise<boolean>;
}

export interface AcquiredLockOptions {
  readonly client: DynamoDBDocumentClient;
  readonly held: HeldLock;
  readonly leaseMs: number;
  readonly untilMs: number;
  readonly heartbeat: boolean;
  readonly now: () => number;
  readonly patience: Required<Patience>;
}

export class AcquiredLock implements Lock {
  readonly type = 'lock';
  readonly #client: DynamoDBDocumentClient;
  readonly #held: HeldLock;
  readonly #lease: Lease;
  readonly #now: () => number;
  readonly #patience: Patience;

  constructor({ client, held, leaseMs, untilMs, heartbeat, now, patience }: AcquiredLockOptions) {
    this.#client = client;
    this.#held = held;
    this.#now = now;
    this.#patience = patience;
    const renew = heartbeat && { renew: (until: number) => this.#extendTo(until) };
    this.#lease = new Lease({ leaseMs, untilMs, now, sleep: patience.sleep, ...renew });
  }

  get key(): string {
    return this.#held.key;
  }

  get fence(): Fence {
    const { tableName, key, fence } = this.#held;
    return { tableName, key, number: fence };
  }

  get signal(): AbortSignal {
    return this.#lease.signal;
  }

  get expiresAtMs(): number {
    return this.#lease.untilMs;
  }

  async extend(leaseMs: number): Promise<void> {
    requireMs('leaseMs', leaseMs);
    const untilMs = this.#now() + leaseMs;
    if (await this.#extendTo(untilMs)) return this.#lease.extendedTo(untilMs);
    const lost = new LockLostError(this.key, this.#held.fence);
    this.#lease.lose(lost);
    throw lost;
  }

  async release(): Promise<boolean> {
    this.#lease.stop();
    try {
      await updateItem(this.#client, releaseInput(this.#held), this.#patience);
      return true;
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
      // Released before, or by a request whose answer was lost: the fence is ours still, and nobody holds it.
      return error.Item?.fence?.N === String(this.#held.fence) && error.Item.lockedBy === undefined;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }

  async #extendTo(untilMs: number): Promise<boolean> {
    try {
      await updateItem(this.#client, extendInput(this.#held, untilMs), this.#patience);
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  }
}
