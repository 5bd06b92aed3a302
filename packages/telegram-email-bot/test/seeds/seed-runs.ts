// biome-ignore lint/style/noProcessEnv: a test's own setting
const { SEEDS, SEED } = process.env;

/** The seeds to try: a few, more in the long runs (`SEEDS=2000`), or a single one (`SEED=17`) to look at. */
export const seeds: readonly number[] =
  SEED === undefined
    ? Array.from({ length: Math.min(Number(SEEDS ?? 8), 5_000) }, (_, index) => index + 1)
    : [Number(SEED)];
