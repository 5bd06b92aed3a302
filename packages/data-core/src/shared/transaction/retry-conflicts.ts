import { backoffMs, sleep as defaultSleep, type Patience } from '../time/backoff.ts';

const maxAttempts = 10;
const backoff = { baseMs: 20, capMs: 1000 };

/** Sends a single write again that collided with a transaction on its item, which the SDK does not do by itself. */
export async function retryConflicts<Output>(
  send: () => Promise<Output>,
  { random = Math.random, sleep = defaultSleep }: Patience = {},
): Promise<Output> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      const collided = error instanceof Error && error.name === 'TransactionConflictException';
      if (!collided || attempt === maxAttempts) throw error;
      await sleep(backoffMs(attempt, backoff, random));
    }
  }
}
