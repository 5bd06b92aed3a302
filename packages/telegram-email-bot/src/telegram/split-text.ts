import { lengthOf, plainText, type RichText, type Run, rich } from './rich-text.ts';

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
  const runs = rich(text);
  let taken = 0;
  // What is left of the runs that were looked at: little more than a piece, so that a long text is gone through once.
  let window: RichText = [];
  for (;;) {
    const added = runsFrom(runs, taken, longest + lookahead - lengthOf(window));
    taken += added.length;
    if (window.length + added.length === 0) return pieces;
    const start = trimmedStart([...window, ...added]);
    // More of the text belongs to the piece where white space was left out before it.
    if (taken === runs.length || lengthOf(start) >= longest + lookahead) {
      const [visible] = cutAt(start, longest + lookahead);
      const at = lengthOf(visible) <= longest ? lengthOf(visible) : cutIn(plainText(visible), longest);
      const [head, tail] = cutAt(start, at);
      if (head.length > 0) pieces.push(trimmedEnd(head));
      window = tail;
    } else window = start;
  }
}

/** How far behind the greatest length of a piece a cut looks, in UTF-16 code units: to the end of a character of many code points. */
const lookahead = 64;

/** @returns the runs from an index on, until they have at least the given length together */
function runsFrom(runs: RichText, index: number, atLeast: number): RichText {
  let length = 0;
  let end = index;
  for (let run = runs[end]; run && length < atLeast; run = runs[end]) {
    length += run.text.length;
    end += 1;
  }
  return runs.slice(index, end);
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
  const from = Math.max(longest - lookahead, 0);
  const ends = [...graphemes.segment(text.slice(from, longest + lookahead))].map(({ index }) => from + index);
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
