export interface Backoff {
  /** The bound of the first wait, in milliseconds. @default 500 */
  readonly baseMs: number;
  /** No wait has a larger bound, in milliseconds. @default 20_000 */
  readonly capMs: number;
}

export const defaultBackoff: Backoff = { baseMs: 500, capMs: 20_000 };

/**
 * How long to wait before a frame is sent again that has failed `failures` times in a row: anything from nothing to a bound
 * that doubles, evenly ("full jitter").
 *
 * Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 */
export function fullJitter(failures: number, { baseMs, capMs }: Backoff, random: () => number): number {
  const bound = Math.min(capMs, baseMs * 2 ** Math.min(failures - 1, 30));
  return Math.floor(random() * bound);
}
