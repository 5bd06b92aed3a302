import { cutText } from '@switchboard/protocol';
import { handOverText } from '../../bot/reply-draft.ts';
import { type Captures, matchPattern, type Pattern, parsePattern } from './pattern.ts';
import { type Rule, type Rules, scriptPattern } from './rules-schema.ts';
import { indexOfWords, type Word, wordsOf } from './words.ts';

interface CompiledRule {
  readonly patterns: readonly Pattern[];
  readonly keywords: readonly (readonly string[])[];
  readonly answer: Pick<Rule, 'reply' | 'quickReplies' | 'handOver'>;
}

/** A fallback for messages in one language, known by its commonest words or by its script. */
interface CompiledFallback extends Pick<CompiledRule, 'keywords' | 'answer'> {
  readonly script: RegExp | undefined;
}

/** Rules that are ready to be matched. */
export interface CompiledRules {
  readonly rules: readonly CompiledRule[];
  readonly fallbacks: readonly CompiledFallback[];
  readonly fallback: Rules['fallback'];
  readonly handOverAfter: number;
}

/** What the bot remembers of a thread. */
export interface RulesMemory {
  /** How many fallbacks in a row. */
  readonly misses: number;
  /** What the `{name}`s of patterns stood for, newest wins. */
  readonly facts: Captures;
}

export interface Answer {
  /** Whether a rule matched; otherwise it is the fallback. */
  readonly matched: boolean;
  readonly text: string;
  readonly quickReplies: readonly string[];
  readonly handOver: boolean;
  readonly memory: RulesMemory;
}

/** Longer messages are matched by their beginning: nobody's keywords come after that. */
const matchedCharacters = 2_000;
const quotedCharacters = 200;

const isPattern = (candidate: Pattern | string): candidate is Pattern => typeof candidate !== 'string';

const compileKeywords = (keywords: readonly string[]): CompiledRule['keywords'] =>
  keywords.map((keyword) => wordsOf(keyword).map((word) => word.compared));

export const compileRules = ({
  rules,
  fallbacks = [],
  fallback,
  handOverAfter = Number.POSITIVE_INFINITY,
}: Rules): CompiledRules => ({
  rules: rules.map(({ patterns = [], keywords = [], ...answer }) => ({
    patterns: patterns.map(parsePattern).filter(isPattern),
    keywords: compileKeywords(keywords),
    answer,
  })),
  fallbacks: fallbacks.map(({ keywords = [], script, ...answer }) => ({
    keywords: compileKeywords(keywords),
    script: script === undefined ? undefined : scriptPattern(script),
    answer,
  })),
  fallback,
  handOverAfter,
});

type Match = { readonly answer: CompiledRule['answer']; readonly captures: Captures };

function matchByPattern(rules: readonly CompiledRule[], words: readonly Word[]): Match | undefined {
  for (const { patterns, answer } of rules) {
    for (const pattern of patterns) {
      const captures = matchPattern(pattern, words);
      if (captures !== undefined) return { answer, captures };
    }
  }
  return undefined;
}

function matchByKeyword(rules: readonly CompiledRule[], words: readonly Word[]): Match | undefined {
  const rule = rules.find(({ keywords }) => hasKeyword(words, keywords));
  return rule && { answer: rule.answer, captures: {} };
}

const hasKeyword = (words: readonly Word[], keywords: CompiledRule['keywords']): boolean =>
  keywords.some((keyword) => indexOfWords(words, keyword) >= 0);

const fallbackFor = (
  { fallbacks, fallback }: CompiledRules,
  words: readonly Word[],
): CompiledRule['answer'] =>
  fallbacks.find(
    ({ keywords, script }) =>
      hasKeyword(words, keywords) || words.some(({ written }) => script?.test(written)),
  )?.answer ?? fallback;

const quoted = (text: string): string =>
  text.length > quotedCharacters ? `${cutText(text, quotedCharacters).trimEnd()}…` : text;

/** Fills in `{name}` from what is known; a name that nothing is known of becomes `…`. */
const fillIn = (template: string, facts: Captures): string =>
  template.replaceAll(
    /\{([a-z][a-zA-Z0-9]*)\}/g,
    (_, name: string) => (Object.hasOwn(facts, name) ? facts[name] : undefined) ?? '…',
  );

const inTurn = (texts: string | readonly string[], turn: number): string =>
  typeof texts === 'string' ? texts : (texts[turn % texts.length] ?? '');

/** What the bot answers to one text, and what it then remembers. */
function chooseAnswer(compiled: CompiledRules, text: string, memory: RulesMemory, turn: number): Answer {
  const words = wordsOf(text.slice(0, matchedCharacters));
  const match = matchByPattern(compiled.rules, words) ?? matchByKeyword(compiled.rules, words);
  const { reply, quickReplies = [], handOver = false } = match?.answer ?? fallbackFor(compiled, words);
  const misses = match ? 0 : memory.misses + 1;
  const givesUp = misses >= compiled.handOverAfter;
  const facts = { ...memory.facts, ...match?.captures };
  return {
    matched: match !== undefined,
    text: givesUp ? handOverText : fillIn(inTurn(reply, turn), { ...facts, text: quoted(text.trim()) }),
    quickReplies,
    handOver: handOver || givesUp,
    memory: {
      misses: givesUp ? 0 : misses,
      facts,
    },
  };
}

/** More messages than these at once are answered by the newest of them. */
const answeredAtOnce = 3;

/**
 * One answer to everything that was written since the last one: what the rules say to each of the newest messages, in
 * order; the fallback only where no rule matches any of them.
 *
 * @param turn a number that grows with the conversation: of several texts, one after the other is said
 */
export function answerMessages(
  compiled: CompiledRules,
  texts: readonly string[],
  memory: RulesMemory,
  turn = 0,
): Answer {
  const newest = texts.slice(-answeredAtOnce);
  const fallback = chooseAnswer(compiled, newest.at(-1) ?? '', memory, turn);
  const matching = newest.filter((text) => chooseAnswer(compiled, text, memory, turn).matched);
  return (
    matching.reduce<Answer | undefined>((sofar, text) => {
      const next = chooseAnswer(compiled, text, sofar?.memory ?? memory, turn);
      return sofar ? join(sofar, next) : next;
    }, undefined) ?? fallback
  );
}

const join = (first: Answer, second: Answer): Answer => ({
  ...second,
  text: first.text === second.text ? first.text : `${first.text}\n\n${second.text}`,
  handOver: first.handOver || second.handOver,
});
