const newline = 10;

/**
 * Puts lines together from chunks of bytes.
 *
 * @param onLine is told every line, without its end
 */
export function createLineReader(onLine: (line: string) => void): (chunk: Buffer) => void {
  /** The beginning of a line whose end has not come yet. */
  let parts: Buffer[] = [];
  return (chunk) => {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      const rest = chunk.subarray(start, end);
      const line = parts.length === 0 ? rest : Buffer.concat([...parts, rest]);
      parts = [];
      start = end + 1;
      onLine(line.toString('utf8'));
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
  };
}
