import type { FaultList } from './bot-api/faults.ts';
import type { SendingLimits } from './bot-api/sending-limits.ts';
import type { Signal } from './signal.ts';
import type { TelegramState } from './state/state.ts';

/** The simulated Telegram that both sides, bots and people, work on. */
export interface Telegram {
  readonly state: TelegramState;
  /** The bytes of each file, by its id. */
  readonly contents: Map<string, Buffer>;
  readonly faults: FaultList;
  readonly limits: SendingLimits;
  /** Given after each change of the state. */
  readonly changed: Signal;
  /** Given when a bot has a new update, or another way to get its updates. */
  readonly updatesChanged: Signal;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** At least 0, below 1. */
  readonly random: () => number;
  /** The only tokens that there are; undefined if every well-formed token is a bot's. */
  readonly tokens: readonly string[] | undefined;
}

/** Telegram's times are in seconds. */
export const dateOf = ({ now }: Telegram): number => Math.floor(now() / 1000);

/** @returns a text of so many random characters that may stand in an address */
export const randomText = ({ random }: Telegram, length: number): string =>
  Array.from({ length }, () => alphabet.charAt(Math.floor(random() * alphabet.length))).join('');

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
