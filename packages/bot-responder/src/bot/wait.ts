import { setTimeout as delay } from 'node:timers/promises';

/** Waits some milliseconds; rejects with the signal's reason when it aborts before. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** Waits by a timer. */
export const waitByTimer: Wait = async (milliseconds, signal) => {
  try {
    await delay(milliseconds, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
};
