import { visibleText } from '../../mail/visible-text.ts';
import type { Sentence } from '../sentences.ts';

/** A sentence that a model wrote, and the number of the mail's sentence that it rests on, from 1. */
export interface WrittenSentence {
  readonly text: string;
  readonly source: number;
}

/** Why what a model wrote is not shown. */
export type SummaryProblem =
  /** It is no summary: nothing, too much, or not plain text on one line. */
  | 'shape'
  /** It rests on a sentence that the mail does not have. */
  | 'source'
  /** It has a number, a code, an address or a link that the mail lacks. */
  | 'invented';

const mostSentences = 3;
const longestSentence = 350;

/**
 * Compares what a model wrote with the mail. The model may have been misled by the mail, so nothing of it is believed: every digit, address, link
 * and code must stand in the mail.
 *
 * @param mailText all that the mail says, its subject included
 * @returns the sentences with their places in the mail, or what is wrong
 */
export function checkSummary(
  written: readonly WrittenSentence[],
  sentences: readonly Sentence[],
  mailText: string,
): readonly Sentence[] | SummaryProblem {
  if (written.length === 0 || written.length > mostSentences) return 'shape';
  const known = tokensOf(mailText);
  const checked: Sentence[] = [];
  for (const { text, source } of written) {
    const line = text.trim();
    const isPlain = line !== '' && line.length <= longestSentence && visibleText(line) === line;
    if (!isPlain || /[\n\r]/.test(line)) return 'shape';
    const cited = sentences[source - 1];
    if (cited === undefined) return 'source';
    if ([...tokensOf(line)].some((token) => !known.has(token))) return 'invented';
    checked.push({ text: line, start: cited.start, end: cited.end });
  }
  // In the order of the mail, each place once at most.
  return checked.toSorted((left, right) => left.start - right.start);
}

/** A piece of a text that somebody could act on: what has a digit, an @, a slash, or a dot between letters. */
const token = /[^\s<>()[\]{}"'“”„‚‘’,;!?]+/gu;

/** A separator of thousands: a model may write 12,500 where the mail has 12.500. */
const thousands = /(?<=\d)[.,'’\u202f](?=\d{3}(?!\d))/g;

/** @returns those pieces, as they compare: in lower case, without what surrounds them; and each number in them */
function tokensOf(text: string): ReadonlySet<string> {
  const tokens = new Set<string>();
  for (const [piece] of text.replaceAll(thousands, '').matchAll(token)) {
    const bare = piece.replaceAll(/^[.:*_-]+|[.:*_-]+$/g, '').toLowerCase();
    const isActionable = /[\d@/\\]/.test(bare) || /\p{L}{2,}\.\p{L}{2,}/u.test(bare);
    if (!isActionable) continue;
    tokens.add(bare);
    for (const [digits] of bare.matchAll(/\d+/g)) tokens.add(digits);
  }
  return tokens;
}
