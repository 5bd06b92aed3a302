import { type FaultRates, usualFaults } from '../src/faults.ts';
import * as sabotages from '../src/sabotage.ts';
import { run } from './engine.ts';

const seedsAtMost = 300;
/** Leases run out under their holders far more often than usual. */
const sluggish: FaultRates = { ...usualFaults, stalled: 0.1 };

/** The first seed that shows that an invariant is broken, and what it says. */
async function search(
  sabotage: sabotages.Sabotage,
  faults: FaultRates,
  invariant: string,
): Promise<string | undefined> {
  for (let seed = 1; seed <= seedsAtMost; seed += 1) {
    const { violations } = await run(seed, { sabotage, faults });
    const violation = violations.find((sentence) => sentence.startsWith(invariant));
    if (violation !== undefined) return violation;
  }
  return undefined;
}

describe('the search for a broken invariant finds it', () => {
  it.each([
    ['I1', 'repeated messages are stored again', sabotages.ignoreMarker, usualFaults],
    ['I2', 'the number of the newest message is not checked', sabotages.ignoreSeq, usualFaults],
    ['I3', 'nobody remembers that a user waits', sabotages.forgetWaiting, usualFaults],
    ['I4', 'the owner of a thread is not checked', sabotages.ignoreOwner, usualFaults],
    ['I4', 'the override of a customer is not checked', sabotages.ignoreOverride, usualFaults],
    ['I5', 'the fence of a bot’s state is not checked', sabotages.ignoreFence, sluggish],
  ])(
    '%s where %s',
    async (invariant, _, sabotage, faults) => {
      expect(await search(sabotage, faults, invariant)).toMatch(invariant);
    },
    120_000,
  );
});
