import { type LostRace, pauseAfterLoss } from './pause-after-loss.ts';

/** A race in a thread that others write to now and then. */
const quiet = { elapsedMs: 1_000, othersWrote: 1, roundTripMs: 10, random: 1 };
const pause = (race: Pick<LostRace, 'losses'> & Partial<LostRace>) => pauseAfterLoss({ ...quiet, ...race });

describe('the pause after a lost race', () => {
  it('is any part of a window that doubles with each loss, up to 64 round trips', () => {
    expect([1, 2, 3, 4, 5, 40].map((losses) => pause({ losses }))).toEqual([80, 160, 320, 640, 640, 640]);
    expect(pause({ losses: 1, random: 0 })).toBe(0);
    expect(pause({ losses: 1, random: 0.25 })).toBe(20);
  });

  it('is of the longest window at once where others commit a message in every four round trips or faster', () => {
    expect(pause({ losses: 2, elapsedMs: 400, othersWrote: 10 })).toBe(640);
    expect(pause({ losses: 2, elapsedMs: 400, othersWrote: 9 })).toBe(160);
  });

  it('does not take the one message that it lost to for a busy thread', () => {
    expect(pause({ losses: 1, elapsedMs: 10, othersWrote: 1 })).toBe(80);
  });

  it('believes in no round trip below 5 ms or above 60 ms', () => {
    expect(pause({ losses: 1, roundTripMs: 0 })).toBe(40);
    expect(pause({ losses: 1, roundTripMs: 5_000 })).toBe(480);
  });
});
