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

const now = 1_800_000_000_000;
const perMinute = fc.integer({ min: 1, max: 2_000 });

describe('a rate of messages', () => {
  it('I12: lets exactly its number through at once, whatever the number is', () => {
    fc.assert(
      fc.property(perMinute, (limit) => {
        expect(accepted(Array<number>(limit + 10).fill(now), limit)).toHaveLength(limit);
      }),
      { numRuns: 300, examples: [[7], [59], [60], [350], [777], [2_000]] },
    );
  });

  it('lets one more through after the time that it told, and not a millisecond before', () => {
    const limit = 60;
    let usedUntil: number | undefined;
    for (const time of Array<number>(limit).fill(1_000)) {
      const result = spendRate(usedUntil, { atMost: limit, windowMs: 60_000 }, time);
      if ('usedUntil' in result) ({ usedUntil } = result);
    }
    expect(spendRate(usedUntil, { atMost: limit, windowMs: 60_000 }, 1_000)).toEqual({ retryAfterMs: 1_000 });
    expect(spendRate(usedUntil, { atMost: limit, windowMs: 60_000 }, 1_999)).toEqual({ retryAfterMs: 1 });
    expect(spendRate(usedUntil, { atMost: limit, windowMs: 60_000 }, 2_000)).toHaveProperty('usedUntil');
  });

  it('lets one more through after the time that it told, whatever the number is', () => {
    fc.assert(
      fc.property(perMinute, (limit) => {
        let usedUntil: number | undefined;
        for (;;) {
          const result = spendRate(usedUntil, { atMost: limit, windowMs: 60_000 }, now);
          if ('usedUntil' in result) ({ usedUntil } = result);
          else {
            expect(
              spendRate(usedUntil, { atMost: limit, windowMs: 60_000 }, now + result.retryAfterMs),
            ).toHaveProperty('usedUntil');
            return;
          }
        }
      }),
    );
  });

  it('never lets more through than its number at once and its number a minute from then on', () => {
    const times = fc.array(fc.nat(300_000), { maxLength: 400 }).map((all) => all.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 100 }), (all, limit) => {
        const through = accepted(all, limit);
        // Any window, not only the whole time.
        for (const [index, from] of through.entries()) {
          const last = through.at(-1) ?? from;
          const most = limit + ((last - from + 1) / 60_000) * limit;
          expect(through.length - index).toBeLessThanOrEqual(most);
        }
      }),
      { numRuns: 300 },
    );
  });
});
