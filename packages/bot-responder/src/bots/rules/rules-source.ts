import type { BotConfigSource } from '../../bot/bot-factory.ts';
import { type CompiledRules, compileRules } from './choose-answer.ts';
import { defaultRules } from './default-rules.ts';
import { InvalidRulesError, parseRules } from './rules-schema.ts';

/** The configuration of that name holds the rules. */
export const rulesConfigId = 'rules';

export interface RulesSource {
  /**
   * The rules as they are now, or the built-in ones if none are stored. Costs one small read; a second one only where
   * they have changed.
   *
   * @throws {InvalidRulesError} if what is stored are no rules, and there were none before it
   */
  current(): Promise<CompiledRules>;
}

interface Known {
  readonly timestamp: number;
  readonly rules: CompiledRules;
}

/** @param onInvalid told of rules that cannot be used, where the bot goes on with the ones it had */
export function createRulesSource(
  storage: BotConfigSource,
  onInvalid: (error: InvalidRulesError) => void,
): RulesSource {
  const builtIn = compileRules(defaultRules);
  let known: Known | undefined;

  async function read(): Promise<CompiledRules> {
    const stored = await storage.getConfig(rulesConfigId);
    if (stored === null) return builtIn;
    const { timestamp: _, ...rules } = stored;
    try {
      return compileRules(parseRules(rules));
    } catch (error) {
      if (!(error instanceof InvalidRulesError) || known === undefined) throw error;
      onInvalid(error);
      return known.rules;
    }
  }

  return {
    async current() {
      const timestamp = await storage.getConfigTimestamp(rulesConfigId);
      if (timestamp !== known?.timestamp) {
        known = { timestamp, rules: timestamp === 0 ? builtIn : await read() };
      }
      return known.rules;
    },
  };
}
