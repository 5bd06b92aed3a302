export interface BuildProgressOptions {
  /** Writes to the terminal. */
  readonly write: (text: string) => void;
  readonly now: () => number;
  /** The width of the terminal. A longer line would wrap, and could not be cleared. */
  readonly columns: number;
}

/** What a person sees of a build that takes a while: one line, which tells what is built and for how long. */
export interface BuildProgress {
  /** @param part what is built from now on, for example `pages` */
  begin(part: string): void;
  /** The build has succeeded: it says what was built and how long that took, if anything was. */
  done(): void;
  /** The build has failed: the line goes away, so that the reason stands alone. */
  failed(): void;
}

/** How often the line is written again, in milliseconds. */
const refreshMs = 1_000;

/** To the beginning of the line, and away with what it holds. */
export const clearLine = '\r\u001b[2K';

export function createBuildProgress({ write, now, columns }: BuildProgressOptions): BuildProgress {
  const parts: string[] = [];
  let startedAt = 0;
  let timer: NodeJS.Timeout | undefined;
  const seconds = (): string => `${Math.round((now() - startedAt) / 1000)} s`;
  const show = (): void => {
    const line = `Building for ${seconds()}: ${parts.join(', ')}`;
    write(clearLine + line.slice(0, columns - 1));
  };
  const end = (lastLine: string): void => {
    clearInterval(timer);
    if (timer !== undefined) write(`${clearLine}${lastLine}`);
  };
  return {
    begin: (part) => {
      if (timer === undefined) {
        startedAt = now();
        timer = setInterval(show, refreshMs);
      }
      parts.push(part);
      show();
    },
    done: () => end(`Built ${parts.join(', ')} in ${seconds()}.\n`),
    failed: () => end(''),
  };
}
