import { mkdirSync, writeFileSync } from 'node:fs';
import type { RunReport } from '../src/run-seed.ts';
import { run } from './engine.ts';

// biome-ignore lint/style/noProcessEnv: how a developer says which seeds to run
const { SEEDS = '200', SEED } = process.env;
const firstSeed = Number(SEED ?? 1);
const lastSeed = SEED === undefined ? Number(SEEDS) : firstSeed;
const seedsOfATest = 50;

const reports = new URL('../reports/', import.meta.url);

/** Keeps what happened step by step, and says how to see it again. */
function describeFailure({ seed, violations, trace }: RunReport): string {
  mkdirSync(reports, { recursive: true });
  writeFileSync(new URL(`seed-${seed}.txt`, reports), `${trace.join('\n')}\n`);
  return `seed ${seed}: ${violations.join('; ')} (replay: SEED=${seed} npx jest test/seeds.test.ts; steps: reports/seed-${seed}.txt)`;
}

const batches = Array.from({ length: Math.ceil((lastSeed - firstSeed + 1) / seedsOfATest) }, (_, index) => {
  const first = firstSeed + index * seedsOfATest;
  return [first, Math.min(first + seedsOfATest - 1, lastSeed)] as const;
});

describe('I1, I2, I3, I4, I5, I6 hold whatever fails, dies, repeats or overtakes', () => {
  it.each(batches)(
    'with the seeds %d to %d',
    async (first, last) => {
      const failures: string[] = [];
      let messages = 0;
      for (let seed = first; seed <= last; seed += 1) {
        const report = await run(seed);
        messages += report.messages;
        if (report.violations.length > 0) failures.push(describeFailure(report));
      }
      expect(failures).toEqual([]);
      expect(messages).toBeGreaterThan(last - first);
    },
    300_000,
  );
});
