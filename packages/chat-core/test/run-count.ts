// biome-ignore lint/style/noProcessEnv: how the person who runs the tests chooses
const seeds = Number(process.env.SEEDS ?? 0);

/** How many cases a property on the engine is tried with: few beside all other tests, a share of `SEEDS` in the long runs. */
export const runCount = (few: number, shareOfSeeds = 1): number =>
  Math.max(few, Math.ceil(seeds * shareOfSeeds));
