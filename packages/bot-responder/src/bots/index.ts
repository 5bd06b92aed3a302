import type { Log } from '@switchboard/chat-core';
import type { Bot } from '../bot/bot.ts';
import { echo } from './echo.ts';
import { createRulesBot } from './rules/rules-bot.ts';
import { createRulesSource, type RulesStorage } from './rules/rules-source.ts';

/** What a bot may build on. */
export interface BotContext {
  /** The bot's configuration, which can be changed while it runs. */
  readonly config: RulesStorage;
  readonly log: Log;
}

/** Makes a bot once, when a function starts. */
export type BotFactory = (context: BotContext) => Bot;

const rules: BotFactory = ({ config, log }) =>
  createRulesBot({
    source: createRulesSource(config, ({ code, problems }) => log(code, { problems: problems.length })),
  });

/** The bots by the name that the setting `BOT` gives. Yours is one more line here. */
export const bots = {
  rules,
  echo: () => echo,
} satisfies Record<string, BotFactory>;

export type BotName = keyof typeof bots;

export const botNames = Object.keys(bots) as [BotName, ...BotName[]];
