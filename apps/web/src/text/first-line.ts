/** What begins a line, or encloses code: lists, headings, quotations, fences. The columns of a table are apart by a bar. */
const blocks = /```\w*|^(?:[ \t]*(?:[-+*]|#{1,6}|>+)(?=\s))+|\|/gm;

/** A link or a picture is known by its words. */
const links = /!?\[([^[\]\n]*)\]\([^()\s]*\)/g;

/** Strong words: also within a word, as in languages that put no spaces between words. */
const strong = /\*\*(?=\S)([^*\n]+)(?<=\S)\*\*/g;

/** The other marks stand at the edge of a word: `snake_case` and `2 * 3` have none. */
const edges = /(?<![\p{L}\p{N}*_~`])[*_~`]+(?=[^\s*_~`])|(?<=[^\s*_~`])[*_~`]+(?![\p{L}\p{N}*_~`])/gu;

/** A text as one line, to be listed or read out, without the marks of Markdown. */
export const firstLine = (text: string): string =>
  text
    .replaceAll(blocks, ' ')
    .replaceAll(links, '$1')
    .replaceAll(strong, '$1')
    .replaceAll(edges, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
