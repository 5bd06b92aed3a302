/** A word of a text: as it was written, and as it is compared. */
export interface Word {
  readonly written: string;
  readonly compared: string;
}

/** Letters with their marks, digits, and apostrophes inside a word. */
const wordPattern = /[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{N}\p{M}]+)*/gu;

/** Case, accents and the kind of apostrophe make no difference. */
const compared = (written: string): string =>
  written
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll('’', "'")
    .toLowerCase();

/** Splits a text into words. Punctuation and symbols only separate. */
export const wordsOf = (text: string): readonly Word[] =>
  Array.from(text.matchAll(wordPattern), ([written]) => ({ written, compared: compared(written) }));

/** Where `needle` begins in `words` at or after `from`; -1 where it does not. */
export function indexOfWords(words: readonly Word[], needle: readonly string[], from = 0): number {
  for (let start = from; start + needle.length <= words.length; start += 1) {
    if (needle.every((word, offset) => words[start + offset]?.compared === word)) return start;
  }
  return -1;
}
