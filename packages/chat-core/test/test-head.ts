import type { ThreadHead } from '../src/index.ts';

/** A head of the thread `t1`, the bot's, in which Ann has said nothing yet. */
export const testHead = (change: Partial<ThreadHead> = {}): ThreadHead => ({
  threadId: 't1',
  channel: 'web',
  version: 1,
  seq: 0,
  lastTimestamp: 0,
  lastUserSeq: 0,
  answeredSeq: 0,
  participants: [{ userId: 'ann', role: 'customer' }],
  owner: { type: 'bot' },
  ownerEpoch: 1,
  listedUntil: 0,
  readPositions: {},
  createdAt: 1,
  expiresAt: 2_000,
  ...change,
});
