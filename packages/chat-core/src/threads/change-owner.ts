import { operatorLeaseMs, ownerAt, withOperator, withoutOperators } from './ownership.ts';
import type { Owner, ThreadHead } from './thread-head.ts';
import { waitingAfter } from './waiting.ts';

/** Why an operator may not change a thread's owner. */
export type OwnerRefusal =
  | { readonly outcome: 'noThread' }
  /** Another operator holds the thread. */
  | { readonly outcome: 'owned'; readonly owner: Owner }
  /** The thread cannot be given away by someone who does not hold it, nor put into the queue twice. */
  | { readonly outcome: 'notOwned'; readonly owner: Owner };

/** What an operator does with a thread. */
export type OwnerChange =
  /** Takes it over, or renews the lease. */
  | { readonly type: 'claim'; readonly leaseMs?: number }
  /** Gives it back to the bot. */
  | { readonly type: 'release' }
  /** Puts it back into the queue. */
  | { readonly type: 'requeue' }
  /** Gives it to another operator. */
  | { readonly type: 'transfer'; readonly to: string; readonly leaseMs?: number }
  /** Ends the conversation. */
  | { readonly type: 'close' };

/**
 * The head as it counts at this moment: an operator whose lease has run out has given the thread back to the bot, or to the queue if the
 * customer still waits for a person.
 */
export function currentHead(head: ThreadHead, now: number): ThreadHead {
  const owner = ownerAt(head, now);
  return owner.type === head.owner.type ? head : changedTo(head, owner, now);
}

/**
 * The head for a writer who decides nothing about the owner: with its next write, a thread goes back to the bot. What belongs to the queue
 * stays with the operator whose lease has run out: the sweeper puts it there, and it alerts people before, so that none gets there unseen.
 */
export function headToWrite(head: ThreadHead, now: number): ThreadHead {
  const current = currentHead(head, now);
  return current.owner.type === 'queue' ? head : current;
}

/** The head once the operator has done that. */
export function decideOwner(
  read: ThreadHead | null,
  userId: string,
  change: OwnerChange,
  now: number,
): ThreadHead | OwnerRefusal {
  if (read === null) return { outcome: 'noThread' };
  const head = currentHead(read, now);
  const { owner } = head;
  if (owner.type === 'operator' && owner.userId !== userId) {
    return { outcome: change.type === 'claim' ? 'owned' : 'notOwned', owner };
  }
  // Any operator may decide about a thread in the queue; one that the bot has must be claimed first.
  if (owner.type === 'bot' && change.type !== 'claim' && change.type !== 'close')
    return { outcome: 'notOwned', owner };
  // It waits for people already, who have been told, or will be by whoever repeats this.
  if (read.owner.type === 'queue' && change.type === 'requeue') return { outcome: 'notOwned', owner };
  switch (change.type) {
    case 'claim':
      return changedTo(head, operator(userId, now, change.leaseMs), now);
    case 'release':
      return changedTo(head, { type: 'bot' }, now);
    case 'requeue':
      return owner.type === 'queue' ? head : changedTo(head, { type: 'queue' }, now);
    case 'transfer':
      return changedTo(head, operator(change.to, now, change.leaseMs), now);
    case 'close':
      return {
        ...changedTo({ ...withoutQuestion(head), answeredSeq: head.lastUserSeq }, { type: 'bot' }, now),
        closedAt: now,
      };
  }
}

/** A conversation that has ended asks nothing any more. */
const withoutQuestion = ({ question: _, ...head }: ThreadHead): ThreadHead => head;

const operator = (userId: string, now: number, leaseMs = operatorLeaseMs): Owner => ({
  type: 'operator',
  userId,
  leaseUntil: now + leaseMs,
});

/** Every change of owner raises the epoch, renewals included. The new owner owes the answers that are open. */
function changedTo(head: ThreadHead, owner: Owner, now: number): ThreadHead {
  const { waiting: _, closedAt: __, queuedSince: ___, ...kept } = head;
  const since = awaitedSince(head);
  const after: ThreadHead = {
    ...kept,
    owner,
    // The customer has been promised a person, and keeps the place in the queue until one has written.
    ...(owner.type === 'operator' && since !== undefined ? { queuedSince: since } : {}),
    ownerEpoch: head.ownerEpoch + 1,
    participants:
      owner.type === 'operator'
        ? withOperator(head.participants, owner.userId)
        : withoutOperators(head.participants),
  };
  const waiting = waitingAfter(head, after, now);
  if (waiting === undefined) return after;
  const isKept = owner.type !== 'bot' && since !== undefined;
  return { ...after, waiting: isKept ? { ...waiting, since: Math.min(waiting.since, since) } : waiting };
}

/** Since when the customer has waited for a person; `undefined` for one who does not. */
function awaitedSince({ waiting, queuedSince }: ThreadHead): number | undefined {
  return waiting?.kind === 'queue' || waiting?.kind === 'failed' ? waiting.since : queuedSince;
}
