import type { DynamoLock, Lock } from '@switchboard/data-core';
import { leaseDelivery } from '../outbound/delivery-lease.ts';

/** A message of one of the threads is being sent at the moment: they are to be held again soon. */
export class DeliveryUnderWayError extends Error {
  override readonly name = 'DeliveryUnderWayError';
  readonly code = 'account.deliveryUnderWay';
}

/**
 * Holds the deliveries of threads that are erased: none is under way, and none begins before they are released. A delivery that comes after
 * that finds no thread. So nothing of these threads is sent after the receipt, and nothing is stored about their customers.
 */
export class HeldDeliveries {
  readonly #locks: DynamoLock;
  readonly #leaseMs: number;
  readonly #held = new Map<string, Lock>();

  /** @param leaseMs how long they are held if nobody releases them */
  constructor(locks: DynamoLock, leaseMs: number) {
    this.#locks = locks;
    this.#leaseMs = leaseMs;
  }

  /** Holds those that are not held yet. One request for each. @throws {DeliveryUnderWayError} */
  async hold(threadIds: readonly string[]): Promise<void> {
    for (const threadId of threadIds) {
      if (this.#held.has(threadId)) continue;
      const lock = await leaseDelivery(this.#locks, threadId, this.#leaseMs);
      if (lock === undefined) throw new DeliveryUnderWayError('A message of the chat is being sent.');
      this.#held.set(threadId, lock);
    }
  }

  async release(): Promise<void> {
    for (const lock of this.#held.values()) await lock.release();
  }
}
