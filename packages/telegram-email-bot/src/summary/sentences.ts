import type { Range } from './lines.ts';

export interface Sentence extends Range {
  /** On one line. */
  readonly text: string;
}

/** How many sentences of a mail are looked at: comparing them takes time with the square of their number. */
const mostSentences = 150;

/** Abbreviations behind which a sentence goes on, in the languages that write them. */
const abbreviation =
  /(?:^|[\s(])(?:\p{L}|dr|mr|mrs|ms|prof|st|vs|no|nr|inc|ltd|co|corp|approx|fig|vol|e\.g|i\.e|etc|z\.\s?b|d\.\s?h|u\.\s?a|o\.\s?ä|bzw|ca|ggf|inkl|evtl|usw|str|tel|abs|art|hr|fr|geb|p\.\s?ex|env|sr|sra|ud|uds|núm|pág|sig|dott|avv|tj|např|apod|atd|ul|m\.in|np|tzn)\.$/iu;

/** @returns the sentences in the given parts of a text, with their places in it */
export function sentencesIn(text: string, parts: readonly Range[], language: string): readonly Sentence[] {
  const segmenter = new Intl.Segmenter(language, { granularity: 'sentence' });
  const sentences: Sentence[] = [];
  for (const part of parts) {
    if (sentences.length >= mostSentences) break;
    sentences.push(...sentencesOfPart(text, part, segmenter));
  }
  return sentences.slice(0, mostSentences);
}

/** A part that is longer than this has no sentences, or is no text for people. */
const longestPart = 20_000;

function sentencesOfPart(
  text: string,
  { start, end }: Range,
  segmenter: Intl.Segmenter,
): readonly Sentence[] {
  // A line break inside a paragraph is a space, of the same length.
  const paragraph = text.slice(start, Math.min(end, start + longestPart)).replaceAll('\n', ' ');
  const joined: { start: number; text: string }[] = [];
  for (const { segment, index } of segmenter.segment(paragraph)) {
    const before = joined.at(-1);
    const goesOn = before && (abbreviation.test(before.text.trimEnd()) || /^\p{Ll}/u.test(segment));
    if (before && goesOn) before.text += segment;
    else joined.push({ start: start + index, text: segment });
  }
  return joined
    .map((sentence) => trimmed(sentence.text, sentence.start))
    .filter((sentence) => /\p{L}/u.test(sentence.text));
}

function trimmed(raw: string, start: number): Sentence {
  const from = start + raw.length - raw.trimStart().length;
  const text = raw.trim();
  return { text: text.replaceAll(/\s+/g, ' '), start: from, end: from + text.length };
}
