import { digestOf } from '@switchboard/chat-core';
import type { DynamoLock, Lock } from '@switchboard/data-core';

/**
 * Takes a thread's delivery: nobody else sends its messages until the lock is released or its lease runs out. The lock's item stays, and
 * names nobody who may have been erased since.
 *
 * @returns undefined while another has it
 */
export const leaseDelivery = (
  locks: DynamoLock,
  threadId: string,
  leaseMs: number,
): Promise<Lock | undefined> => locks.tryAcquire(`telegram-delivery.${digestOf(threadId)}`, { leaseMs });
