/**
 * Characters that a person does not see and that can carry text for machines: tags, zero-width characters, direction marks, fillers,
 * variation selectors beyond the first sixteen.
 */
const invisible =
  /\u{ad}|\u{34f}|\u{61c}|[\u{115f}\u{1160}]|\u{17b4}|\u{17b5}|[\u{180b}-\u{180f}]|[\u{200b}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2060}-\u{206f}\u{3164}\u{feff}\u{ffa0}\u{fff0}-\u{fffb}]|[\u{1d173}-\u{1d17a}]|[\u{e0000}-\u{e0fff}]/gu;

/** A joiner belongs between letters of some scripts and between emoji; anywhere else it hides something. */
const strayJoiner =
  /(?<![\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}])[\u200c\u200d]+|[\u200c\u200d]+(?![\p{L}\p{M}\p{Extended_Pictographic}])/gu;

/** More marks on one letter than any language writes. */
const heapedMarks = /(\p{M}{4})\p{M}+/gu;

/** Control characters other than line breaks and tabs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is removed
const controls = /[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u009f]/g;

/** @returns what a person sees of a text: without invisible characters, with plain line breaks, well-formed */
export const visibleText = (text: string): string =>
  text
    .replaceAll(/\r\n?|\u2028|\u2029|\u0085|\f/g, '\n')
    .replaceAll(/\p{Surrogate}/gu, '\ufffd')
    .replaceAll(controls, '')
    .replaceAll(invisible, '')
    .replaceAll(strayJoiner, '')
    .replaceAll(heapedMarks, '$1');

/** As {@link visibleText}, without white space at the ends of lines, and with at most one blank line in a row. */
export const tidyText = (text: string): string =>
  visibleText(text)
    .split('\n')
    .map((line) => line.replaceAll(/[^\S\n]/g, ' ').trimEnd())
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, '');

/** As {@link visibleText}, on one line, cut after so many UTF-16 code units. */
export function oneLine(text: string, longest: number): string {
  const line = visibleText(text.slice(0, longest * 4))
    .replaceAll(/\s+/g, ' ')
    .trim();
  return line.length <= longest ? line : `${cutAt(line, longest - 1).trimEnd()}…`;
}

/** @returns the beginning of a text, of at most so many UTF-16 code units, that cuts no character in two */
export function cutAt(text: string, longest: number): string {
  const isInPair = /^[\uD800-\uDBFF]$/.test(text.charAt(longest - 1)) && text.length > longest;
  return text.slice(0, isInPair ? longest - 1 : longest);
}
