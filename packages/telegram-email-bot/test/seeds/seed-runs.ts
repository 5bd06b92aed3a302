// biome-ignore lint/style/noProcessEnv: a test's own settings
const { SEEDS, SEED, FIRST_SEED = '1' } = process.env;

/**
 * The seeds to try: a few, more in the long runs (`SEEDS=2000`, from `FIRST_SEED=501` on for a run in pieces), or a single one (`SEED=17`) to
 * look at.
 */
export const seeds: readonly number[] =
  SEED === undefined
    ? Array.from({ length: Math.min(Number(SEEDS ?? 5), 5_000) }, (_, index) => index + Number(FIRST_SEED))
    : [Number(SEED)];
