import { cutText } from '@switchboard/protocol';
import { indexOfWords, type Word, wordsOf } from './words.ts';

/**
 * What stands between the literal words of a pattern: `*` (any number of words) or `{name}` (at least one, remembered).
 */
interface Gap {
  readonly minimum: 0 | 1;
  readonly name: string | undefined;
}

/** Literal words and the gap before them. The last segment may have none. */
interface Segment {
  readonly gap: Gap | undefined;
  readonly words: readonly string[];
}

/** A pattern that is ready to be matched. */
export interface Pattern {
  readonly segments: readonly Segment[];
}

/** The words that the `{name}`s of a pattern stood for. */
export type Captures = Readonly<Record<string, string>>;

/** Nobody's name is longer, and what a bot remembers of a thread should stay small. */
const longestCapture = 100;

const anyWords: Gap = { minimum: 0, name: undefined };
const gapPattern = /(\*|\{[a-z][a-zA-Z0-9]*\})/;

/**
 * Reads a pattern such as `my name is {name}` or `* order {number}`. It matches whole messages.
 * There are no regular expressions in rules: one that is badly written could stop the bot, and these cannot.
 *
 * @returns the pattern, or a sentence that says what is wrong with it
 */
export function parsePattern(source: string): Pattern | string {
  const segments: Segment[] = [];
  let gap: Gap | undefined;
  for (const part of source.split(gapPattern)) {
    if (gapPattern.test(part)) {
      if (gap !== undefined) return 'has two gaps beside each other: put a word between them';
      gap = part === '*' ? anyWords : { minimum: 1, name: part.slice(1, -1) };
      continue;
    }
    if (/[*{}]/.test(part))
      return 'has a brace that is no {name}: a name starts with a small letter, then letters and digits';
    const words = wordsOf(part).map((word) => word.compared);
    if (words.length === 0) continue;
    segments.push({ gap, words });
    gap = undefined;
  }
  if (segments.length === 0) return 'has no word to look for';
  if (gap !== undefined) segments.push({ gap, words: [] });
  return { segments };
}

/** Where the words of a segment begin, given where the search may start; -1 where they do not. */
function placeOf(
  { gap, words: needle }: Segment,
  words: readonly Word[],
  from: number,
  isLast: boolean,
): number {
  const earliest = from + (gap?.minimum ?? 0);
  if (gap === undefined) return indexOfWords(words.slice(0, from + needle.length), needle, from);
  if (!isLast) return indexOfWords(words, needle, earliest);
  const start = words.length - needle.length;
  return start >= earliest ? indexOfWords(words, needle, start) : -1;
}

/**
 * Matches a whole message. Each gap takes as few words as it can, which is enough to find a match if there is one, so
 * the cost is the product of both lengths at most.
 *
 * @returns what the names stood for, or `undefined` where the message does not match
 */
export function matchPattern({ segments }: Pattern, words: readonly Word[]): Captures | undefined {
  const captures: Record<string, string> = {};
  let from = 0;
  for (const [index, segment] of segments.entries()) {
    const start = placeOf(segment, words, from, index === segments.length - 1);
    if (start < 0) return undefined;
    const name = segment.gap?.name;
    if (name !== undefined)
      captures[name] = cutText(
        words
          .slice(from, start)
          .map((word) => word.written)
          .join(' '),
        longestCapture,
      );
    from = start + segment.words.length;
  }
  return from === words.length ? captures : undefined;
}
