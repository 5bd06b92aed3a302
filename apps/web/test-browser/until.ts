/** How long a test waits for something at most: a page on a busy machine may take its time. */
export const patienceMs = 90_000;

const pauseMs = 50;

/**
 * Asks again and again until the answer fits.
 *
 * @param what what is waited for, for the message of the error
 * @param fits @default an answer that is true, not empty and not 0
 * @returns the answer that fits
 * @throws {Error} with the last answer if none has fitted in time
 */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  fits: (answer: T) => boolean = Boolean,
): Promise<T> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    if (Date.now() > end)
      throw new Error(`${what}: not within ${patienceMs / 1_000} s. Last: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
