import { pauseAfterLoss } from './pause-after-loss.ts';

const longest = (losses: number, roundTripMs: number) => pauseAfterLoss({ losses, roundTripMs, random: 1 });

describe('the pause after a lost race', () => {
  it('is any part of a window that doubles with each loss, up to 64 round trips', () => {
    expect([1, 2, 3, 4, 5, 40].map((losses) => longest(losses, 10))).toEqual([80, 160, 320, 640, 640, 640]);
    expect(pauseAfterLoss({ losses: 1, roundTripMs: 10, random: 0 })).toBe(0);
    expect(pauseAfterLoss({ losses: 1, roundTripMs: 10, random: 0.25 })).toBe(20);
  });

  it('believes in no round trip below 5 ms or above 30 ms', () => {
    expect(longest(1, 0)).toBe(40);
    expect(longest(1, 5_000)).toBe(240);
  });
});
