import { lengthOf, type RichText, type Run } from './rich-text.ts';

/** What Telegram takes in one message, in UTF-16 code units. */
export const longestMessage = 4096;

/**
 * Splits a text into pieces that Telegram takes: at the end of a paragraph, a line, a sentence or a word if there is one in the last part of
 * a piece, and never inside a character. White space at a cut is left out.
 *
 * @param longest in UTF-16 code units, at least 2 @default 4096
 * @returns at least one piece unless the text is blank; none of them is blank
 */
export function splitText(text: RichText, longest = longestMessage): readonly RichText[] {
  const pieces: RichText[] = [];
  for (let rest = trimmedStart(text); rest.length > 0; ) {
    const at =
      lengthOf(rest) <= longest ? lengthOf(rest) : cutIn(rest.map((run) => run.text).join(''), longest);
    const [head, tail] = cutAt(rest, at);
    pieces.push(trimmedEnd(head));
    rest = trimmedStart(tail);
  }
  return pieces.filter((piece) => piece.length > 0);
}

/** Where a text may be cut, the best first. The cut comes behind what the pattern matches. */
const breaks = [/\n\s*\n/g, /\n/g, /[.!?…。！？]["'”’)\]]*\s/g, /\s/g];
/** A piece is at least this full, unless there is no better place for the cut. */
const leastShare = 0.5;

function cutIn(text: string, longest: number): number {
  const from = Math.floor(longest * leastShare);
  for (const pattern of breaks) {
    const cuts = [...text.slice(from, longest + 1).matchAll(pattern)].map(
      (match) => from + match.index + match[0].length,
    );
    const last = cuts.findLast((cut) => text.slice(0, cut).trimEnd().length <= longest);
    if (last !== undefined) return last;
  }
  return lastCharacterEnd(text, longest);
}

/** @returns the end of the last character, as a person sees characters, that fits */
function lastCharacterEnd(text: string, longest: number): number {
  const from = Math.max(longest - 64, 0);
  const ends = [...graphemes.segment(text.slice(from, longest + 64))].map(({ index }) => from + index);
  const fitting = ends.findLast((end) => end <= longest && end > from);
  const isInPair = /^[\uD800-\uDBFF][\uDC00-\uDFFF]/.test(text.slice(longest - 1, longest + 1));
  return fitting ?? (isInPair ? longest - 1 : longest);
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

function cutAt(text: RichText, at: number): readonly [head: RichText, tail: RichText] {
  const head: Run[] = [];
  const tail: Run[] = [];
  let start = 0;
  for (const run of text) {
    const inHead = Math.min(Math.max(at - start, 0), run.text.length);
    if (inHead > 0) head.push({ ...run, text: run.text.slice(0, inHead) });
    if (inHead < run.text.length) tail.push({ ...run, text: run.text.slice(inHead) });
    start += run.text.length;
  }
  return [head, tail];
}

function trimmedStart(text: RichText): RichText {
  const index = text.findIndex((run) => run.text.trim() !== '');
  const first = text[index];
  return first ? [{ ...first, text: first.text.trimStart() }, ...text.slice(index + 1)] : [];
}

function trimmedEnd(text: RichText): RichText {
  const index = text.findLastIndex((run) => run.text.trim() !== '');
  const last = text[index];
  return last ? [...text.slice(0, index), { ...last, text: last.text.trimEnd() }] : [];
}
