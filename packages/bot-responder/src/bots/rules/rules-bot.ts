import { cutText, isRecord, limits } from '@switchboard/protocol';
import { type Bot, type BotState, handOver, keep, quickReplies, type Turn, text } from '../../bot/bot.ts';
import { type Answer, answerMessages, type RulesMemory } from './choose-answer.ts';
import type { RulesSource } from './rules-source.ts';

export interface RulesBotOptions {
  readonly source: RulesSource;
}

const countOf = (value: unknown): number => (typeof value === 'number' && value >= 0 ? value : 0);

const factsOf = (value: unknown): Record<string, string> =>
  isRecord(value)
    ? Object.fromEntries(
        Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
      )
    : {};

/** What was remembered; another bot may have kept something else in the same thread. */
const memoryOf = (state: BotState): RulesMemory => ({
  misses: countOf(state.misses),
  facts: factsOf(state.facts),
});

/** A bot that follows rules: keywords, patterns, fallbacks. It needs no network. */
export function createRulesBot({ source }: RulesBotOptions): Bot {
  return {
    answersAtOnce: true,
    async *reply(turn: Turn) {
      const rules = await source.current();
      const texts = turn.messages.map((message) => message.text);
      const memory = memoryOf(turn.state);
      const answer = answerMessages(rules, texts, memory, turnOf(turn));
      yield* say(answer);
      // What did not change is not written.
      if (JSON.stringify(answer.memory) !== JSON.stringify(memory)) yield keep({ ...answer.memory });
    },
  };
}

/** A message of the user and the reply to it are two numbers of the thread. */
const turnOf = ({ messages }: Turn): number => Math.floor((messages.at(-1)?.seq ?? 0) / 2);

function* say(answer: Answer) {
  yield text(cutText(answer.text, limits.textLength));
  if (answer.quickReplies.length > 0) yield quickReplies(...answer.quickReplies);
  if (answer.handOver) yield handOver();
}
