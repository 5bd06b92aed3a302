import { mkdirSync, writeFileSync } from 'node:fs';
import type { Counts, RunReport } from '../src/run-seed.ts';
import { run } from './engine.ts';

// biome-ignore lint/style/noProcessEnv: how a developer says which seeds to run
const { SEEDS = '4', SEED } = process.env;
const seedsOfATest = 6;

/** So many conversations tell how often things happen in one. */
const conversationsToCount = 100;

const reports = new URL('../reports/', import.meta.url);

/** Keeps what happened step by step, and says how to see it again. */
function describeFailure({ seed, violations, trace }: RunReport): string {
  mkdirSync(reports, { recursive: true });
  writeFileSync(new URL(`seed-${seed}.txt`, reports), `${trace.join('\n')}\n`);
  return `seed ${seed}: ${violations.join(' ')} (replay: SEED=${seed} npx jest test/odd-seeds.test.ts; steps: reports/seed-${seed}.txt)`;
}

/** Two files run half of the seeds each, so that two cores are used. */
function seedsOf(half: 'odd' | 'even'): readonly number[] {
  if (SEED !== undefined) return half === 'odd' ? [Number(SEED)] : [];
  const all = Array.from({ length: Number(SEEDS) }, (_, index) => index + 1);
  return all.filter((seed) => (seed % 2 === 1) === (half === 'odd'));
}

/** Runs half of the seeds, and expects every promise to be kept in each. */
export function describeSeeds(half: 'odd' | 'even'): void {
  const seeds = seedsOf(half);
  const batches = Array.from({ length: Math.ceil(seeds.length / seedsOfATest) }, (_, index) => [
    seeds.slice(index * seedsOfATest, (index + 1) * seedsOfATest),
  ]);
  const totals = { messages: 0, conversations: 0, handedOver: 0, released: 0 };

  const count = (counts: Counts): void => {
    for (const name of Object.keys(totals) as (keyof Counts)[]) totals[name] += counts[name];
  };

  describe('every promise is kept whatever fails, dies, repeats or overtakes', () => {
    // Jest refuses a table without rows: the seeds may all lie in the other half.
    it.each(batches.length > 0 ? batches : [[[]]])(
      'with the seeds %j',
      async (batch) => {
        const failures: string[] = [];
        for (const seed of batch) {
          const report = await run(seed);
          count(report.counts);
          if (report.violations.length > 0) failures.push(describeFailure(report));
        }
        expect(failures).toEqual([]);
      },
      600_000,
    );

    it('and enough happens: a hand-over and a release in a quarter of the conversations', () => {
      const { messages, conversations, handedOver, released } = totals;
      if (conversations < conversationsToCount) return;
      expect(messages / conversations).toBeGreaterThan(3);
      expect(handedOver / conversations).toBeGreaterThan(0.25);
      expect(released / conversations).toBeGreaterThan(0.25);
    });
  });
}
