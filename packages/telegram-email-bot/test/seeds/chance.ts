/** Chance from a seed: the same seed gives the same run. */
export interface Chance {
  /** At least 0, below 1. */
  readonly next: () => number;
  /** A whole number from 0 to below a limit. */
  readonly below: (limit: number) => number;
  /** Whether something happens that happens so often, 0 to 1. */
  readonly happens: (share: number) => boolean;
  readonly oneOf: <T>(...options: readonly [T, ...T[]]) => T;
}

/** @see https://github.com/bryc/code/blob/master/jshash/PRNGs.md for the generator, mulberry32 */
export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    happens: (share) => next() < share,
    oneOf: (...options) => options[below(options.length)] ?? options[0],
  };
}
