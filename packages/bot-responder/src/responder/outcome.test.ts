import { hasSaidNothing, mustLookAgain, type Outcome } from './outcome.ts';

/** After each of these, whether a message can have come that nobody looks at. */
const outcomes: Readonly<Record<Outcome, boolean>> = {
  replied: true,
  nothingToAnswer: true,
  answered: true,
  lockLost: true,
  restarted: true,
  takenOver: true,
  // Another invocation looks again when it is done.
  held: false,
  // The sweeper asks again.
  overridden: false,
  failed: false,
};

describe('a look at a thread', () => {
  it.each(Object.entries(outcomes))('that ended in %s must be repeated at once: %s', (outcome, again) => {
    expect(mustLookAgain(outcome as Outcome)).toBe(again);
  });

  it('has said nothing unless a reply was committed', () => {
    const names = Object.keys(outcomes) as Outcome[];
    expect(names.filter((name) => !hasSaidNothing(name))).toEqual(['replied']);
  });
});
