import type { ThreadHead } from '@switchboard/chat-core';
import type { BotState } from '../bot/bot.ts';

/** How far a thread has been answered. It is committed together with each reply. */
export interface Progress {
  /** The number of the newest user message that has been answered; 0 if none has. */
  readonly lastSeq: number;
  /** Which thread of that id: one that expired and began again counts from 1 again. */
  readonly threadCreatedAt: number;
  /** The invocation that committed the newest reply. */
  readonly requestId: string;
  /** What the bot keeps. */
  readonly bot: BotState;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads what is stored; what is not there yet begins at the beginning. */
export function progressOf(stored: unknown): Progress {
  const { lastSeq, threadCreatedAt, requestId, bot } = isRecord(stored) ? stored : {};
  return {
    lastSeq: typeof lastSeq === 'number' ? lastSeq : 0,
    threadCreatedAt: typeof threadCreatedAt === 'number' ? threadCreatedAt : 0,
    requestId: typeof requestId === 'string' ? requestId : '',
    bot: isRecord(bot) ? bot : {},
  };
}

/** The number of the newest user message of this very thread that has been answered. */
export const answeredThrough = (head: ThreadHead, progress: Progress): number =>
  progress.threadCreatedAt === head.createdAt ? progress.lastSeq : 0;
