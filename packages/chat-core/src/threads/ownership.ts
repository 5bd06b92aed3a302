import type { Owner, Participant, ThreadHead } from './thread-head.ts';

const bot: Owner = { type: 'bot' };

/** Who owns the thread at this moment: an operator whose lease has run out does not. */
export const ownerAt = ({ owner }: Pick<ThreadHead, 'owner'>, now: number): Owner =>
  owner.type === 'operator' && owner.leaseUntil <= now ? bot : owner;

/** Whether the operator holds the thread at this moment. */
export function isOwnedBy(head: Pick<ThreadHead, 'owner'>, userId: string, now: number): boolean {
  const owner = ownerAt(head, now);
  return owner.type === 'operator' && owner.userId === userId;
}

export const isParticipant = ({ participants }: Pick<ThreadHead, 'participants'>, userId: string): boolean =>
  participants.some((participant) => participant.userId === userId);

/** The customers of a thread: a bot is silent while a human has taken any of them over. */
export const customersOf = ({ participants }: Pick<ThreadHead, 'participants'>): readonly string[] =>
  participants.filter(({ role }) => role === 'customer').map(({ userId }) => userId);

/** Everyone whose devices a thread's messages go to. */
export const userIdsOf = ({ participants }: Pick<ThreadHead, 'participants'>): readonly string[] =>
  participants.map(({ userId }) => userId);

/** The participants with an operator among them. */
export const withOperator = (participants: readonly Participant[], userId: string): readonly Participant[] =>
  participants.some((participant) => participant.userId === userId)
    ? participants
    : [...participants, { userId, role: 'operator' }];

/** The participants without an operator: a customer stays, whatever the id. */
export const withoutOperator = (
  participants: readonly Participant[],
  userId: string,
): readonly Participant[] =>
  participants.filter((participant) => participant.userId !== userId || participant.role === 'customer');
