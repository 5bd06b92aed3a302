import * as fc from 'fast-check';
import { createTokenBucket } from './token-bucket.ts';

describe('a token bucket', () => {
  it('lets a burst through and then the rate', () => {
    let now = 0;
    const take = createTokenBucket({ perSecond: 10, burst: 3 }, () => now);
    expect([take(), take(), take(), take()]).toEqual([true, true, true, false]);
    now += 100;
    expect([take(), take()]).toEqual([true, false]);
  });

  it('never lets more through than the burst and the rate together', () =>
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 400 })), fc.integer({ min: 1, max: 50 }), (pauses, perSecond) => {
        let now = 0;
        const take = createTokenBucket({ perSecond, burst: 5 }, () => now);
        let passed = 0;
        for (const pauseMs of pauses) {
          now += pauseMs;
          if (take()) passed += 1;
        }
        expect(passed).toBeLessThanOrEqual(5 + Math.ceil((now / 1000) * perSecond));
      }),
    ));
});
