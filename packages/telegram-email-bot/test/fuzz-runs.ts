/** How many cases a property is tried with: few beside all other tests, more in the long runs (`SEEDS=10000`). */
// biome-ignore lint/style/noProcessEnv: the only way to ask a test for more
export const fuzzRuns: number = Number(process.env.SEEDS ?? 150);
