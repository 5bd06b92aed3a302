/** A part of a text, by offsets in UTF-16 code units. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface Line extends Range {
  /** Without white space around it. */
  readonly text: string;
}

/** @returns the lines of a text, without their line breaks */
export function linesOf(text: string): readonly Line[] {
  let start = 0;
  return text.split('\n').map((line) => {
    const end = start + line.length;
    const result = { start, end, text: line.trim() };
    start = end + 1;
    return result;
  });
}
