import type { Log } from '@switchboard/chat-core';
import type { createDocumentClient, DoOnceOptions, SlidingLimit } from '@switchboard/data-core';
import type { Environment } from '@switchboard/declarations/configuration';
import type { Bot } from './bot.ts';

/** Configurations that can be changed while a bot runs: `BotConfigStorage` of data-core, or anything like it. */
export interface BotConfigSource {
  /** When the configuration was last changed, epoch milliseconds; 0 if there is none. */
  getConfigTimestamp(id: string): Promise<number>;
  /** The configuration with its timestamp; null if there is none. */
  getConfig(id: string): Promise<Record<string, unknown> | null>;
}

/** The context of a bot that needs only its own configuration. */
export interface PlainBotContext {
  readonly config: BotConfigSource;
  readonly log: Log;
}

/** What a limiter says of one attempt. */
export type LimitVerdict =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly retryAfterMs: number };

/** One turn as the audit log keeps it. */
export interface LoggedTurn {
  /** The customer. */
  readonly userId: string;
  readonly threadId: string;
  /** As in the turn: nothing is written if the customer was erased since. */
  readonly begunAt: number;
  /** What was asked and what was answered. */
  readonly request: string;
  readonly response: string;
  /** Numbers and names beside, for example tokens and dollars. */
  readonly details?: Readonly<Record<string, string | number | boolean>>;
}

/** What a bot may build on. */
export interface BotContext extends PlainBotContext {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** For stores of data-core on the tables that the bot needs, see `needs.ts`. Its calls have the function's time limits and permissions. */
  readonly client: ReturnType<typeof createDocumentClient>;
  /** The environment variables of the function: the settings and names of tables that the bot needs, see `needs.ts`. */
  readonly environment: Environment;
  /**
   * The value of a secret that the bot needs, read once and kept in memory. It must not be logged.
   *
   * @param name as `needs.ts` declares it, for example `llm-api-key`
   * @returns `undefined` where nobody has stored a value
   * @throws {SecretError} for a name that is not declared, and where it cannot be read
   */
  secret(name: string): Promise<string | undefined>;
  /**
   * Runs an effect once for each key, however often the bot is asked the same again, and gives its result to all later calls.
   *
   * @param key what must happen once, for example `order:${messageId}`
   * @param action is given a signal that aborts when this process has stood still for longer than the lease
   */
  doOnce<Result>(
    key: string,
    action: (signal: AbortSignal) => Promise<Result>,
    options?: DoOnceOptions,
  ): Promise<Result | undefined>;
  /** Counts an attempt against a limit, for example `{ attemptsMax: 3, windowMs: 60_000 }`. */
  limit(key: string, limit: SlidingLimit): Promise<LimitVerdict>;
  /** Writes a turn into the audit log (table `chatlog`). A failure is logged; it does not fail the turn. */
  logTurn(turn: LoggedTurn): Promise<void>;
}

/** Makes a bot once, when a function starts. */
export type BotFactory<Context = BotContext> = (context: Context) => Bot;

/** What the file of a bot exports as `bot`: a bot that needs nothing, or a function that makes one. */
export type BotModule<Context = BotContext> = Bot | BotFactory<Context>;

export const createBot = <Context>(module: BotModule<Context>, context: Context): Bot =>
  typeof module === 'function' ? module(context) : module;
