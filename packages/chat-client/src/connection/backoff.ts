export interface Backoff {
  /** The bound of the first wait, in milliseconds. It doubles with every failure. @default 500 */
  readonly baseMs: number;
  /** No wait is longer, in milliseconds. @default 30_000 */
  readonly capMs: number;
}

export const defaultBackoff: Backoff = { baseMs: 500, capMs: 30_000 };

/**
 * How long to wait after `failures` failures in a row: anything from nothing to the bound, evenly ("full jitter"), so that
 * clients that lost the same server do not come back at the same moment.
 *
 * Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 */
export function fullJitter(failures: number, { baseMs, capMs }: Backoff, random: () => number): number {
  const bound = Math.min(capMs, baseMs * 2 ** Math.min(failures - 1, 30));
  return Math.floor(random() * bound);
}
