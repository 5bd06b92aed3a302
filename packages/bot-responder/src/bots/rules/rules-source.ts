import type { BotConfigSource } from '../../bot/bot-factory.ts';
import { createHotConfig, type HotConfig } from '../../bot/hot-config.ts';
import { type CompiledRules, compileRules } from './choose-answer.ts';
import { defaultRules } from './default-rules.ts';
import { parseRules } from './rules-schema.ts';

/** The configuration of that name holds the rules. */
export const rulesConfigId = 'rules';

export type RulesSource = HotConfig<CompiledRules>;

/** @param onInvalid called with invalid rules; the bot keeps the last valid ones */
export const createRulesSource = (
  storage: BotConfigSource,
  onInvalid: (error: unknown) => void,
): RulesSource =>
  createHotConfig({
    storage,
    id: rulesConfigId,
    builtIn: compileRules(defaultRules),
    parse: (stored) => compileRules(parseRules(stored)),
    onInvalid,
  });
