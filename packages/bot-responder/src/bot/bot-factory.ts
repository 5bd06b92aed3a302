import type { Log } from '@switchboard/chat-core';
import type { Bot } from './bot.ts';

/** Configurations that can be changed while a bot runs: `BotConfigStorage` of data-core, or anything like it. */
export interface BotConfigSource {
  /** When the configuration was last changed, epoch milliseconds; 0 if there is none. */
  getConfigTimestamp(id: string): Promise<number>;
  /** The configuration, and in it its timestamp; null if there is none. */
  getConfig(id: string): Promise<Record<string, unknown> | null>;
}

/** What a bot may build on. */
export interface BotContext {
  readonly config: BotConfigSource;
  readonly log: Log;
}

/** Makes a bot once, when a function starts. */
export type BotFactory = (context: BotContext) => Bot;

/** What the file of a bot exports as `bot`: a bot that needs nothing, or a function that makes one. */
export type BotModule = Bot | BotFactory;

export const createBot = (module: BotModule, context: BotContext): Bot =>
  typeof module === 'function' ? module(context) : module;
