import { isParticipant, type ThreadHead } from '@switchboard/chat-core';
import { type Refusal, refuse } from '../frames/answer.ts';
import type { Identity } from '../identity.ts';

export const foreignThread: Refusal = refuse(
  'thread.forbidden',
  'This thread belongs to others: use the id of a thread that you take part in, or a new one',
);

export const noThread: Refusal = refuse(
  'thread.notFound',
  'There is no such thread: its first message makes it',
);

/** Customers see the threads that they take part in, operators see any. */
export const maySee = (head: ThreadHead, { userId, role }: Identity): boolean =>
  role === 'operator' || isParticipant(head, userId);
