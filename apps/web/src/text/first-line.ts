/** Marks of Markdown that are noise where a text is shown in one line. */
const marks = /```\w*|[*_`#>|]+|^\s*[-+]\s/gm;

/** A text as one line for a list, without the marks of Markdown. */
export const firstLine = (text: string): string => text.replaceAll(marks, ' ').replaceAll(/\s+/g, ' ').trim();
