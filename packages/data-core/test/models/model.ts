import fc from 'fast-check';

/** Something that is done to the real one and to its model, and must come out alike. */
export interface Step<Model> {
  /** What a failure shows. */
  readonly name: string;
  readonly run: (model: Model) => Promise<void>;
}

/** A clock that only the test moves. */
export class ModelClock {
  ms = 1_700_000_000_000;
  readonly now = (): number => this.ms;

  /** When what lives so long ends: TTL counts whole seconds, and an item lives no shorter than it is to. */
  endOf(ttlSeconds: number | undefined): number {
    return ttlSeconds === undefined
      ? Number.POSITIVE_INFINITY
      : (Math.ceil(this.ms / 1000) + ttlSeconds) * 1000;
  }
}

/** Lets the time of any model with a clock go on. */
export const timePasses = (mostMs: number): fc.Arbitrary<Step<ModelClock>> =>
  fc.integer({ min: 1, max: mostMs }).map((ms) => ({
    name: `${ms} ms pass`,
    run: async (model) => {
      model.ms += ms;
    },
  }));

// biome-ignore lint/style/noProcessEnv: how the person who runs the tests chooses
const { SEED, SEEDS = '0' } = process.env;

/** At least 8, or one in twenty `SEEDS`, as a run is many steps; `SEED` is the one that a failure names. */
const parameters = {
  numRuns: Math.max(8, Math.ceil(Number(SEEDS) / 20)),
  ...(SEED !== undefined && { seed: Number(SEED) }),
};

/** Takes steps in any order, on a new model each time. */
export async function checkModel<Model>(
  steps: fc.Arbitrary<Step<Model>>,
  create: () => Promise<Model>,
): Promise<void> {
  const all = fc.array(steps, { minLength: 10, maxLength: 30, size: 'max' });
  await fc.assert(
    fc.asyncProperty(all, async (taken) => {
      const model = await create();
      for (const { run } of taken) await run(model);
    }),
    parameters,
  );
}
