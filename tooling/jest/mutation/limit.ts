/** A test did not end within its limit. */
export class HungError extends Error {
  constructor(limitMs: number) {
    super(`It did not end within ${Math.round(limitMs)} ms.`);
    this.name = 'HungError';
  }
}

const tickMs = 50;

/**
 * Ends with the work, or with a {@link HungError}. The limit is counted in ticks of a timer, so that time in which a busy machine
 * did not run this process does not count.
 */
export function withinLimit(work: () => unknown, limitMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let leftMs = limitMs;
    const timer = setInterval(() => {
      leftMs -= tickMs;
      if (leftMs > 0) return;
      clearInterval(timer);
      reject(new HungError(limitMs));
    }, tickMs);
    (async () => work())().then(
      () => {
        clearInterval(timer);
        resolve();
      },
      (error: unknown) => {
        clearInterval(timer);
        reject(error ?? new Error('It failed without an error.'));
      },
    );
  });
}
