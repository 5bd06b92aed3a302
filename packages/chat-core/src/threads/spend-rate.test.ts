import fc from 'fast-check';
import { spendRate } from './spend-rate.ts';

/** Sends at each of the times and gives those that were let through. */
function accepted(times: readonly number[], perMinute: number): number[] {
  let usedUntil: number | undefined;
  return times.filter((now) => {
    const result = spendRate(usedUntil, { atMost: perMinute, windowMs: 60_000 }, now);
    if ('retryAfterMs' in result) return false;
    ({ usedUntil } = result);
    return true;
  });
}

describe('a rate of messages', () => {
  it('lets its number through at once, and not one more', () => {
    expect(accepted(Array<number>(100).fill(1_000), 60)).toHaveLength(60);
  });

  it('lets one more through after the time that it told', () => {
    const times = Array<number>(60).fill(1_000);
    let usedUntil: number | undefined;
    for (const now of times) {
      const result = spendRate(usedUntil, { atMost: 60, windowMs: 60_000 }, now);
      if ('usedUntil' in result) ({ usedUntil } = result);
    }
    const refused = spendRate(usedUntil, { atMost: 60, windowMs: 60_000 }, 1_000);
    expect(refused).toEqual({ retryAfterMs: 1_000 });
    expect(spendRate(usedUntil, { atMost: 60, windowMs: 60_000 }, 2_000)).toHaveProperty('usedUntil');
    expect(spendRate(usedUntil, { atMost: 60, windowMs: 60_000 }, 1_999)).toEqual({ retryAfterMs: 1 });
  });

  it('never lets more than twice its number through in any minute, and never more than its number in the long run', () => {
    const times = fc.array(fc.nat(300_000), { maxLength: 400 }).map((all) => all.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 100 }), (all, perMinute) => {
        const through = accepted(all, perMinute);
        const span = (through.at(-1) ?? 0) - (through[0] ?? 0);
        return through.length <= perMinute + (span / 60_000) * perMinute + 1;
      }),
      { numRuns: 300 },
    );
  });
});
