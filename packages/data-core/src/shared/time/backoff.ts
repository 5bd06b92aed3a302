import { setTimeout as timer } from 'node:timers/promises';
import { InvalidOptionError } from '../validation/invalid-option-error.ts';
import { requireFunction, requireNumber, requireRecord } from '../validation/options.ts';
import { longestTimerMs } from './bounds.ts';

/** Waits. With `signal` it rejects as soon as that aborts; with `ref: false` it does not keep the process alive. */
export type Sleep = (
  ms: number,
  options?: { readonly signal?: AbortSignal; readonly ref?: boolean },
) => Promise<unknown>;

export const sleep: Sleep = async (ms, options) => {
  let leftMs = ms;
  for (; leftMs > longestTimerMs; leftMs -= longestTimerMs) await timer(longestTimerMs, undefined, options);
  await timer(leftMs, undefined, options);
};

/** What waiting is made of; tests pass their own. */
export interface Patience {
  /** From 0 to less than 1. @default Math.random */
  readonly random?: () => number;
  /** @default setTimeout of node:timers/promises */
  readonly sleep?: Sleep;
}

export interface Backoff {
  /** The bound of the first wait, in milliseconds; each further one is twice as long. */
  readonly baseMs: number;
  /** No wait is longer, in milliseconds. */
  readonly capMs: number;
}

/**
 * How long to wait before try number `attempt` (1 is the first retry): anything up to an exponentially growing bound, so that
 * callers that collided once do not meet again.
 *
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ ("full jitter")
 */
export function backoffMs(attempt: number, backoff: Backoff, random: () => number): number {
  requireNumber('attempt', attempt);
  requireBackoff(backoff);
  requireFunction('random', random);
  const { baseMs, capMs } = backoff;
  return random() * Math.min(capMs, baseMs * 2 ** (attempt - 1));
}

/** @throws {InvalidOptionError} naming what is no number */
export function requireBackoff(backoff: unknown): void {
  requireRecord('backoff', backoff);
  for (const name of ['baseMs', 'capMs']) {
    if (typeof backoff[name] !== 'number' || Number.isNaN(backoff[name]))
      throw new InvalidOptionError(`backoff.${name}`, backoff[name], 'a number of milliseconds');
  }
}
