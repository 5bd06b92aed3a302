import type { Link } from '../mail/html/html-to-text.ts';
import { cutAt } from '../mail/visible-text.ts';
import { factsIn } from './facts.ts';
import { importantLinks } from './important-links.ts';
import { functionWordsOf, languageOf } from './language.ts';
import { relevantParts } from './relevant-text.ts';
import { type Sentence, sentencesIn } from './sentences.ts';
import type { Summary } from './summary.ts';
import { textRank } from './text-rank.ts';

/** What a summary is made of. */
export interface SummaryInput {
  readonly subject: string;
  readonly text: string;
  readonly links: readonly Link[];
}

/** How many sentences a summary has at most, and how long each is, in UTF-16 code units. */
const mostSentences = 3;
const longestSentence = 350;
/** A mail as short as this is its own summary. */
const shortMail = 350;

/** Picks the two or three sentences that say most of what a mail says. The same mail always gets the same summary. */
export function extractSummary({ subject, text, links }: SummaryInput): Summary {
  const parts = relevantParts(text, subject);
  const language = languageOf(
    parts
      .map(({ start, end }) => text.slice(start, Math.min(end, start + 2_000)))
      .join('\n')
      .slice(0, 5_000),
  );
  const sentences = sentencesIn(text, parts, language);
  const chosen = choose(sentences, subject, functionWordsOf(language));
  return {
    language,
    sentences: chosen.map(shortened),
    facts: factsIn(text),
    links: importantLinks(links, text),
    isWhole: chosen.length === sentences.length,
    source: 'extract',
  };
}

function choose(
  sentences: readonly Sentence[],
  subject: string,
  ignored: ReadonlySet<string>,
): readonly Sentence[] {
  const length = sentences.reduce((sum, { text }) => sum + text.length, 0);
  if (sentences.length <= mostSentences && length <= shortMail) return sentences;
  const words = sentences.map(({ text }) => contentWords(text, ignored));
  const subjectWords = contentWords(subject, ignored);
  const ranks = textRank(words).map(
    (rank, index) => rank * weightOf(sentences, index, words[index], subjectWords),
  );
  const best = ranks
    .map((rank, index) => ({ rank, index }))
    .toSorted((left, right) => right.rank - left.rank || left.index - right.index);
  const picked: number[] = [];
  for (const { index } of best) {
    const repeats = picked.some((other) => isSimilar(words[index], words[other]));
    if (picked.length < mostSentences && !repeats) picked.push(index);
  }
  const inOrder = new Set(picked);
  return sentences.filter((_, index) => inOrder.has(index));
}

/** Early sentences, those that speak of the subject, and those of a readable length say more. */
function weightOf(
  sentences: readonly Sentence[],
  index: number,
  words: ReadonlySet<string> | undefined,
  subjectWords: ReadonlySet<string>,
): number {
  const length = sentences[index]?.text.length ?? 0;
  const early = 1 + 0.6 / (index + 1);
  const onSubject = 1 + 0.3 * [...subjectWords].filter((word) => words?.has(word)).length;
  const readable = length < 25 ? 0.3 : length > longestSentence ? 0.6 : 1;
  const asks = /[?？]\s*$/.test(sentences[index]?.text ?? '') ? 1.3 : 1;
  return early * Math.min(onSubject, 2) * readable * asks;
}

/** Two sentences that share most of their words say the same. */
function isSimilar(left: ReadonlySet<string> = new Set(), right: ReadonlySet<string> = new Set()): boolean {
  const shared = [...left].filter((word) => right.has(word)).length;
  return shared > 0 && shared >= 0.7 * Math.min(left.size, right.size);
}

/** The words of a text that say something; scripts without spaces are taken by pairs of characters. */
function contentWords(text: string, ignored: ReadonlySet<string>): ReadonlySet<string> {
  const words = (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).flatMap((word) =>
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(word)
      ? Array.from({ length: Math.max(word.length - 1, 1) }, (_, at) => word.slice(at, at + 2))
      : [word],
  );
  return new Set(words.filter((word) => word.length > 1 && !ignored.has(word)).map(stem));
}

/** Forms of a word that differ at their end count as one. */
const stem = (word: string): string => (word.length > 6 ? word.slice(0, -2) : word);

/** Long addresses of pages are left out of a sentence, and what is still too long is cut at a word. */
function shortened(sentence: Sentence): Sentence {
  const text = sentence.text
    .replaceAll(/https?:\/\/\S{30,}/gi, '…')
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (text.length <= longestSentence) return { ...sentence, text };
  const cut = cutAt(text, longestSentence);
  const space = cut.lastIndexOf(' ');
  return { ...sentence, text: `${space > longestSentence / 2 ? cut.slice(0, space) : cut}…` };
}
