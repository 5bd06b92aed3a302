import type { StoredState } from '#approval';
import type { Turn } from '../bot/bot.ts';
import type { HeldState } from './held-state.ts';
import type { ThreadLook } from './thread-look.ts';

/** One turn of the bot in a thread. */
export interface HeldTurn {
  readonly turn: Turn;
  /** The bot's state; locked unless the bot answers at once. */
  readonly state: HeldState;
  /** The question that still waits for the customer's answer, if there is one. */
  readonly pending: StoredState['pending'];
  readonly look: ThreadLook & { readonly head: NonNullable<ThreadLook['head']> };
  /** What the chunks and the final message have in common. */
  readonly replyId: string;
  /** Epoch milliseconds. */
  readonly deadline: number;
}
