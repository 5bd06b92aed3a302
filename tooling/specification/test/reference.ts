import type { Implementation } from '../src/explorer/implementation.ts';
import { handedBack, step } from '../src/step.ts';
import { isOverridden, type Thread, unusedThread, waitsFor } from '../src/thread.ts';
import { viewOf } from '../src/view.ts';

/** The specification's thread, with what its writers need who have read it at different times. */
export interface ReferenceHead {
  readonly version: number;
  readonly createdAt: number;
  /** When the operator's time runs out. */
  readonly leaseUntil: number;
  readonly thread: Thread;
}

const leaseMs = 30 * 60_000;

function threadAt(head: ReferenceHead | null, now: number): Thread {
  if (head === null) return unusedThread;
  const { thread, leaseUntil } = head;
  const { owner } = thread;
  return owner.type === 'operator' ? { ...thread, owner: { ...owner, lapsed: leaseUntil <= now } } : thread;
}

/** The specification as an implementation: what it is to decide from a head that others may have written since. */
export const reference: Implementation<ReferenceHead> = {
  decide(read, action, basis, now) {
    const isSameLife = read !== null && read.createdAt === basis?.createdAt;
    const life = 'life' in action ? action.life : action.type === 'reply' ? action.seen.life : 1;
    const outcome = step({ ...threadAt(read, now), life: isSameLife ? life : -1 }, action);
    if (outcome.type === 'refused') return outcome;
    if (outcome.type === 'repeated') return { type: 'refused' };
    const { thread } = outcome;
    const isRenewed =
      (action.type === 'write' && action.author.kind === 'operator') ||
      action.type === 'claim' ||
      action.type === 'transfer';
    return {
      type: 'next',
      head: {
        version: (read?.version ?? 0) + 1,
        createdAt: read?.createdAt ?? now,
        leaseUntil: isRenewed ? now + leaseMs : (read?.leaseUntil ?? 0),
        thread: { ...thread, life: 1 },
      },
    };
  },
  owesReply: (read, isOverriddenNow, now) =>
    waitsFor(handedBack(threadAt(read, now))) === 'bot' &&
    !isOverriddenNow &&
    read !== null &&
    !isOverridden(read.thread),
  isAsRead: (read, stored) => read?.version === stored?.version && read?.createdAt === stored?.createdAt,
  view: (head) => (head === null ? null : viewOf(head.thread)),
};
