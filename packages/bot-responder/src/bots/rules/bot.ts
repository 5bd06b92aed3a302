import type { BotFactory, PlainBotContext } from '../../bot/bot-factory.ts';
import { createRulesBot } from './rules-bot.ts';
import { createRulesSource } from './rules-source.ts';

/** Answers by rules that are data: keywords, patterns, fallbacks. They can be changed while it runs. */
export const bot: BotFactory<PlainBotContext> = ({ config, log }) =>
  createRulesBot({ source: createRulesSource(config, (error) => log('rules.invalid', {}, error)) });
