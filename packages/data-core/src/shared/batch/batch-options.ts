import type { Backoff, Patience } from '../time/backoff.ts';
import { backoffMs, sleep as defaultSleep, requireBackoff } from '../time/backoff.ts';
import { requireFlag, requireFunctions, requireKnown, requireWhole } from '../validation/options.ts';

/** How a batch is sent. */
export interface BatchOptions extends Patience {
  /** How many requests run at once. @default 4 */
  readonly concurrency?: number;
  /** How often one request is sent until nothing of it is left, the first time included. @default 8 */
  readonly maxAttempts?: number;
  /** The wait before leftovers are sent again. @default 50 ms, doubling up to 2 s, with full jitter */
  readonly backoff?: Backoff;
}

const known = ['concurrency', 'maxAttempts', 'backoff', 'random', 'sleep', 'consistentRead'];

/** @throws {InvalidOptionError} */
export function readBatchOptions(options: BatchOptions): Required<BatchOptions> {
  requireKnown('batch', options, known);
  const { concurrency = 4, maxAttempts = 8, backoff = { baseMs: 50, capMs: 2000 } } = options;
  requireWhole('concurrency', concurrency);
  requireWhole('maxAttempts', maxAttempts);
  requireBackoff(backoff);
  requireFunctions(options);
  requireFlag('consistentRead', Reflect.get(options, 'consistentRead'));
  return {
    concurrency,
    maxAttempts,
    backoff,
    random: options.random ?? Math.random,
    sleep: options.sleep ?? defaultSleep,
  };
}

/** Sends `left` again and again, with a wait before each repetition, until nothing is left or the attempts are used up. */
export async function sendUntilDone<Entry>(
  entries: readonly Entry[],
  { maxAttempts, backoff, random, sleep }: Required<BatchOptions>,
  send: (entries: readonly Entry[]) => Promise<readonly Entry[]>,
): Promise<readonly Entry[]> {
  let left = await send(entries);
  for (let attempt = 1; left.length > 0 && attempt < maxAttempts; attempt += 1) {
    await sleep(backoffMs(attempt, backoff, random));
    left = await send(left);
  }
  return left;
}
