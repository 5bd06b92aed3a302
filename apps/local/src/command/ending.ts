/** Two signals within this time are one, milliseconds: at Ctrl+C the terminal tells every process, and npm tells its script once more. */
const sameSignalMs = 500;

export interface EndingOptions {
  /** Stops everything, and says so. */
  readonly stop: () => Promise<void>;
  /** Ends the process. */
  readonly exit: (code?: number) => void;
  /** Milliseconds. */
  readonly now: () => number;
}

/** @returns what each signal calls: the first one stops and exits; one that comes later exits with 1 and waits for nothing */
export function createEnding({ stop, exit, now }: EndingOptions): () => Promise<void> {
  let beganAt: number | undefined;
  return async () => {
    if (beganAt === undefined) {
      beganAt = now();
      await stop();
      exit();
    } else if (now() - beganAt >= sameSignalMs) {
      exit(1);
    }
  };
}
