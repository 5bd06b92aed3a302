import type { AppendRequest, ThreadHead } from '../src/index.ts';

type Change = Partial<AppendRequest>;

/** A message of Ann, who opens the thread with her first one. */
export const byAnn = (threadId: string, change: Change = {}): AppendRequest => ({
  threadId,
  author: { type: 'user', userId: 'ann' },
  text: 'hello',
  ...change,
});

/** A bot's message, which answers nothing unless it says so. */
export const byBot = (threadId: string, change: Change = {}): AppendRequest => ({
  threadId,
  author: { type: 'bot', name: 'rules' },
  text: 'Hi!',
  ...change,
});

/** A message of the operator Olga. */
export const byOlga = (threadId: string, change: Change = {}): AppendRequest => ({
  threadId,
  author: { type: 'operator', userId: 'olga' },
  text: 'How can I help?',
  ...change,
});

/** The reply of a bot's turn to everything that is open in the thread as the bot has read it. */
export const replyTo = (read: ThreadHead, change: Change = {}): AppendRequest =>
  byBot(read.threadId, {
    head: read,
    answersThrough: read.lastUserSeq,
    turn: { ownerEpoch: read.ownerEpoch, answeredUntil: read.answeredSeq },
    ...change,
  });
