import type { ThreadHead } from '@switchboard/chat-core';
import { isRecord } from '@switchboard/protocol';
import type { BotState } from '../bot/bot.ts';

/** What is stored of a bot in a thread. */
interface StoredState {
  /** The `createdAt` of the thread's life that it belongs to. */
  readonly life: number;
  /** What the bot keeps. */
  readonly bot: BotState;
}

/** What the bot kept in this life of the thread: what it kept in an earlier one is forgotten. */
export function botStateOf(stored: unknown, { createdAt }: Pick<ThreadHead, 'createdAt'>): BotState {
  if (!isRecord(stored) || stored.life !== createdAt || !isRecord(stored.bot)) return {};
  return stored.bot;
}

export const storedStateOf = (bot: BotState, { createdAt }: Pick<ThreadHead, 'createdAt'>): StoredState => ({
  life: createdAt,
  bot,
});
