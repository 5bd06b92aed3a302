import { leaseUntil } from './lease.ts';
import { isOwnedBy, ownerAt, withOperator, withoutOperator } from './ownership.ts';
import type { Owner, Participant, ThreadHead } from './thread-head.ts';

export type OwnerRefusal =
  | { readonly outcome: 'noThread' }
  /** Another operator holds the thread. */
  | { readonly outcome: 'owned'; readonly owner: Owner }
  /** The thread cannot be released by someone who does not hold it. */
  | { readonly outcome: 'notOwned'; readonly owner: Owner };

/**
 * The head once the operator has taken the thread over, in the place of one whose lease has run out. Every claim raises
 * the epoch, a renewal as well.
 */
export function decideClaim(
  head: ThreadHead | null,
  { userId, leaseMs }: { readonly userId: string; readonly leaseMs?: number },
  now: number,
): ThreadHead | OwnerRefusal {
  if (head === null) return { outcome: 'noThread' };
  const owner = ownerAt(head, now);
  if (owner.type === 'operator' && owner.userId !== userId) return { outcome: 'owned', owner };
  return {
    ...head,
    owner: { type: 'operator', userId, leaseUntil: leaseUntil(now, leaseMs) },
    ownerEpoch: head.ownerEpoch + 1,
    participants: withOperator(withoutFormerOwner(head), userId),
  };
}

/** The head once the operator has given the thread back to the bot. */
export function decideRelease(
  head: ThreadHead | null,
  userId: string,
  now: number,
): ThreadHead | OwnerRefusal {
  if (head === null) return { outcome: 'noThread' };
  const owner = ownerAt(head, now);
  // A thread that waits in the queue may be given back to the bot by any operator.
  if (owner.type !== 'queue' && !isOwnedBy(head, userId, now)) return { outcome: 'notOwned', owner };
  return {
    ...head,
    owner: { type: 'bot' },
    ownerEpoch: head.ownerEpoch + 1,
    participants: withoutOperator(head.participants, userId),
  };
}

const withoutFormerOwner = ({ owner, participants }: ThreadHead): readonly Participant[] =>
  owner.type === 'operator' ? withoutOperator(participants, owner.userId) : participants;
