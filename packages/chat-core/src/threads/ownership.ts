import type { Owner, Participant, ThreadHead } from './thread-head.ts';
import { isQuestionOver } from './waiting.ts';

/** How long a thread stays an operator's after a claim or a message, unless the caller says otherwise, milliseconds. */
export const operatorLeaseMs = 30 * 60_000;

const bot: Owner = { type: 'bot' };
const queue: Owner = { type: 'queue' };

/** The fields that decide who owns a thread. */
type Owned = Pick<ThreadHead, 'owner' | 'queuedSince'>;

/**
 * Who owns the thread at this moment: an operator whose lease has run out does not. A customer who still waits for a person goes on waiting
 * for any of them.
 */
export function ownerAt({ owner, queuedSince }: Owned, now: number): Owner {
  if (owner.type !== 'operator' || owner.leaseUntil > now) return owner;
  return queuedSince === undefined ? bot : queue;
}

/** Whether the operator holds the thread at this moment. */
export function isOwnedBy(head: Owned, userId: string, now: number): boolean {
  const owner = ownerAt(head, now);
  return owner.type === 'operator' && owner.userId === userId;
}

/**
 * Whether a bot may write in the thread: no human owns it, and no human has taken one of its customers over. This is
 * the only place that decides it; the transaction that commits a bot's message checks both once more.
 *
 * @param overridden whether `isHumanOverride` is set for any of the thread's customers
 */
export const botMayWrite = (head: Owned, overridden: boolean, now: number): boolean =>
  ownerAt(head, now).type === 'bot' && !overridden;

/**
 * Whether the bot owes the thread an answer: it may write there, and a message of a user has not been answered, or its question has
 * ended. A thread whose bot has failed too often is owed one by people.
 */
export const owesReply = (head: ThreadHead | null, overridden: boolean, now: number): head is ThreadHead =>
  head !== null &&
  botMayWrite(head, overridden, now) &&
  head.waiting !== undefined &&
  head.waiting.kind !== 'failed' &&
  (head.lastUserSeq > head.answeredSeq || isQuestionOver(head, now));

export const isParticipant = ({ participants }: Pick<ThreadHead, 'participants'>, userId: string): boolean =>
  participants.some((participant) => participant.userId === userId);

/** The customers of a thread: a bot is silent while a human has taken any of them over. */
export const customersOf = ({ participants }: Pick<ThreadHead, 'participants'>): readonly string[] =>
  participants.filter(({ role }) => role === 'customer').map(({ userId }) => userId);

/** Up to which message (`seq`) a user has read: what a customer wrote last, the customer has read. */
export function readThrough(
  head: Pick<ThreadHead, 'participants' | 'lastUserSeq' | 'readPositions'>,
  userId: string,
): number {
  const own = customersOf(head).includes(userId) ? head.lastUserSeq : 0;
  return Math.max(own, head.readPositions[userId] ?? 0);
}

/** Everyone whose devices a thread's messages go to. */
export const userIdsOf = ({ participants }: Pick<ThreadHead, 'participants'>): readonly string[] =>
  participants.map(({ userId }) => userId);

/** The participants with this operator and no other. A customer stays, whatever the id. */
export const withOperator = (
  participants: readonly Participant[],
  userId: string,
): readonly Participant[] => {
  const customers = withoutOperators(participants);
  return customers.some((participant) => participant.userId === userId)
    ? customers
    : [...customers, { userId, role: 'operator' }];
};

export const withoutOperators = (participants: readonly Participant[]): readonly Participant[] =>
  participants.filter(({ role }) => role === 'customer');

/** How many messages a user has not read. */
export const unreadBy = (head: ThreadHead, userId: string | undefined): number =>
  userId === undefined ? head.seq : Math.max(head.seq - readThrough(head, userId), 0);
