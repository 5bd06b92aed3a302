import type { Wait } from '../bot/wait.ts';

export interface WatchOptions {
  readonly wait: Wait;
  readonly intervalMs: number;
  /** Looks once; what it throws ends the work. */
  readonly look: () => Promise<void>;
  /** How long the work may take. */
  readonly limitMs: number;
  /** What ends work that takes longer. */
  readonly overrun: () => Error;
}

/**
 * Runs work that can be called off: by its time limit, or by what a look that is repeated beside it finds.
 * The work's signal aborts with that error; work that ends by itself ends the watch.
 */
export async function watched<T>(
  { wait, intervalMs, look, limitMs, overrun }: WatchOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const calledOff = new AbortController();
  const over = new AbortController();

  const keepLooking = async () => {
    for (;;) {
      await wait(intervalMs, over.signal);
      await look();
    }
  };
  const runOut = async () => {
    await wait(limitMs, over.signal);
    throw overrun();
  };
  const callOff = (error: unknown) => {
    if (!over.signal.aborted) calledOff.abort(error);
  };
  const watches = [keepLooking().catch(callOff), runOut().catch(callOff)];
  try {
    return await work(calledOff.signal);
  } finally {
    over.abort();
    await Promise.all(watches);
  }
}
