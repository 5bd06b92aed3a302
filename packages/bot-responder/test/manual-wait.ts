import type { Wait } from '../src/bot/wait.ts';

interface Waiting {
  readonly milliseconds: number;
  readonly resolve: () => void;
}

/** Waits that end when the test says so. */
export function createManualWait() {
  const waiting = new Set<Waiting>();
  const wait: Wait = (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      const entry = { milliseconds, resolve };
      waiting.add(entry);
      signal.addEventListener('abort', () => {
        waiting.delete(entry);
        reject(signal.reason);
      });
    });
  /** Ends every wait of that length. */
  const end = (milliseconds: number) => {
    for (const entry of waiting) {
      if (entry.milliseconds !== milliseconds) continue;
      waiting.delete(entry);
      entry.resolve();
    }
  };
  return { wait, end, lengths: () => [...waiting].map(({ milliseconds }) => milliseconds) };
}
