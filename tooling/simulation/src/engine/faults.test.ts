import { chooseFault, noFaults, usualFaults } from './faults.ts';
import { createSeededRandom } from './seeded-random.ts';

function countOf(choices: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const choice of choices) counts[choice] = (counts[choice] ?? 0) + 1;
  return counts;
}

describe('faults', () => {
  it('come as often as their rates say', () => {
    const random = createSeededRandom(1);
    const counts = countOf(Array.from({ length: 2_000 }, () => chooseFault(random, usualFaults)));
    for (const [fault, rate] of Object.entries(usualFaults)) {
      expect(counts[fault]).toBeGreaterThan(rate * 1_000);
      expect(counts[fault]).toBeLessThan(rate * 4_000);
    }
  });

  it('come in no other order for the same seed', () => {
    const choices = (seed: number) => {
      const random = createSeededRandom(seed);
      return Array.from({ length: 500 }, () => chooseFault(random, usualFaults));
    };
    expect(choices(7)).toEqual(choices(7));
    expect(choices(7)).not.toEqual(choices(8));
  });

  it('do not come if there are none', () => {
    const random = createSeededRandom(1);
    expect(countOf(Array.from({ length: 100 }, () => chooseFault(random, noFaults)))).toEqual({ none: 100 });
  });
});
