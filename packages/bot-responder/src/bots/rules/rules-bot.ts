import { limits } from '@switchboard/protocol';
import { type Bot, type BotState, handOver, keep, quickReplies, type Turn, text } from '../../bot/bot.ts';
import type { Wait } from '../../bot/wait.ts';
import { type Answer, answerMessages, type RulesMemory } from './choose-answer.ts';
import type { RulesSource } from './rules-source.ts';

export interface RulesBotOptions {
  readonly source: RulesSource;
  readonly wait: Wait;
}

/** A reply is shown in at most this many pieces, this far apart: it looks written, and is there within a second. */
const pieces = 5;
const pieceIntervalMs = 200;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const countOf = (value: unknown): number => (typeof value === 'number' && value >= 0 ? value : 0);

const factsOf = (value: unknown): Record<string, string> =>
  isRecord(value)
    ? Object.fromEntries(
        Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
      )
    : {};

/** What was remembered; another bot may have kept something else in the same thread. */
const memoryOf = (state: BotState): RulesMemory => ({
  replies: countOf(state.replies),
  misses: countOf(state.misses),
  facts: factsOf(state.facts),
});

/** Cuts a text into pieces of whole words. */
export function cutIntoPieces(whole: string): readonly string[] {
  const words = whole.match(/\s*\S+/g) ?? [];
  const wordsEach = Math.ceil(words.length / pieces);
  return Array.from({ length: Math.ceil(words.length / Math.max(wordsEach, 1)) }, (_, index) =>
    words.slice(index * wordsEach, (index + 1) * wordsEach).join(''),
  );
}

/** A bot that follows rules: keywords, patterns, fallbacks. It needs no network. */
export function createRulesBot({ source, wait }: RulesBotOptions): Bot {
  async function* say(answer: Answer, signal: AbortSignal) {
    for (const [index, piece] of cutIntoPieces(answer.text.slice(0, limits.textLength)).entries()) {
      if (index > 0) await wait(pieceIntervalMs, signal);
      yield text(piece);
    }
    if (answer.quickReplies.length > 0) yield quickReplies(...answer.quickReplies);
    if (answer.handOver) yield handOver();
    yield keep({ ...answer.memory });
  }

  return {
    async *reply(turn: Turn, signal: AbortSignal) {
      const rules = await source.current();
      const texts = turn.messages.map((message) => message.text);
      yield* say(answerMessages(rules, texts, memoryOf(turn.state)), signal);
    },
  };
}
