/**
 * Writes lines together that are written at the same time: a terminal and a pipe take one call for each write, and the platform waits for it.
 *
 * @param write takes text at once
 */
export function createLineWriter(write: (text: string) => void): { line(line: string): void; flush(): void } {
  let text = '';
  const flush = (): void => {
    if (text !== '') write(text);
    text = '';
  };
  return {
    line: (line) => {
      if (text === '') setImmediate(flush);
      text += `${line}\n`;
    },
    flush,
  };
}
