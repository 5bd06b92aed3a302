/** Chance that comes from a seed: the same seed makes the same choices. */
export interface SeededRandom {
  /** At least 0, below 1. */
  next(): number;
  /** A whole number of at least `least` and at most `most`. */
  integer(least: number, most: number): number;
  /** @param probability 0: never, 1: always */
  chance(probability: number): boolean;
  /** One of the options, all alike. @throws {RangeError} if there is none */
  pick<T>(options: readonly T[]): T;
  /** The options in an order that comes from the seed. */
  shuffle<T>(options: readonly T[]): readonly T[];
}

/** The generator mulberry32: 32 bits of state, every seed gives another sequence. */
export function createSeededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;

  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));

  return {
    next,
    integer,
    chance: (probability) => next() < probability,
    pick(options) {
      const index = integer(0, options.length - 1);
      if (options.length === 0) throw new RangeError('There is nothing to pick from.');
      return options[index] as (typeof options)[number];
    },
    shuffle(options) {
      const left = [...options];
      return options.flatMap(() => left.splice(integer(0, left.length - 1), 1));
    },
  };
}
