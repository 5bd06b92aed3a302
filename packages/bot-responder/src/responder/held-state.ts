import { isDeepStrictEqual } from 'node:util';
import type { ThreadHead, TransactItem } from '@switchboard/chat-core';
import {
  epochSeconds,
  type LockedState,
  type ReadState,
  type StateStorage,
  StateTooLargeError,
} from '@switchboard/data-core';
import type { BotState } from '../bot/bot.ts';
import { BotError } from '../bot/bot-error.ts';

/** A bot's state of a thread, as a turn holds it: under a lock, or as it was read together with the thread. */
export type HeldState = LockedState | ReadState;

/** Whether the turn must give the thread back. */
export const isLockedState = (held: HeldState): held is LockedState =>
  'lockedUntil' in held && 'fence' in held;

/** What the bot kept in this life of the thread: what it kept in an earlier one is forgotten. */
export const botStateOf = (held: HeldState, { createdAt }: Pick<ThreadHead, 'createdAt'>): BotState =>
  held.life === createdAt ? held.state : {};

/** A state outlives its thread by so much, so that it is written about once a month where it does not change. */
const marginSeconds = 30 * 86_400;

/**
 * How long a state lives that locking a thread creates, empty, seconds: an invocation that locks a thread which was erased meanwhile, and
 * dies, leaves no more than this behind.
 */
const emptyStateSeconds = 86_400;

/** When it expires, epoch seconds. A bot that keeps something gives its state the life of the thread. */
export const emptyStateExpiry = (now: number): number => epochSeconds(now) + emptyStateSeconds;

/**
 * The writes that save a bot's state in the transaction of its reply: none where it has not changed and lives long
 * enough, as in most turns.
 *
 * @param state what is to be stored
 * @throws {BotError} for a state that cannot be stored; a lock is still held
 */
export function writesOfState(
  states: StateStorage,
  held: HeldState,
  state: BotState,
  head: ThreadHead,
): readonly TransactItem[] {
  const before = botStateOf(held, head);
  const isKept = isDeepStrictEqual(state, before);
  const lives = Object.keys(state).length === 0 || (held.expiresAt ?? 0) >= head.expiresAt;
  if (isKept && lives) return [];
  const expiresAt = head.expiresAt + marginSeconds;
  try {
    return states.saveStateWrites({ ...held, state: { ...state }, life: head.createdAt, expiresAt });
  } catch (cause) {
    if (cause instanceof StateTooLargeError) {
      const message = `The bot keeps a state of ${cause.sizeBytes} bytes; at most ${cause.maxBytes} can be stored.`;
      throw new BotError('bot.stateTooLarge', message, { cause });
    }
    throw new BotError('bot.invalidEvent', 'The bot keeps a state that cannot be stored.', { cause });
  }
}
