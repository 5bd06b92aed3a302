import type { StateVersion } from './state-item.ts';
import { isSameVersion, nextFence, unchanged } from './state-version.ts';

const now = 1_800_000_000_000;
const version = (change: Partial<StateVersion> = {}): StateVersion => ({
  fence: 7,
  savedBy: 's1',
  bodySlot: null,
  expired: false,
  ...change,
});

describe('the version of a state', () => {
  it.each<[string, StateVersion, StateVersion, boolean]>([
    ['is the same where nothing happened', version(), version({ bodySlot: 1, expired: true }), true],
    ['differs once someone has held it', version(), version({ fence: 8 }), false],
    ['differs once someone has saved it', version(), version({ savedBy: 's2' }), false],
  ])('%s', (_, one, other, isSame) => {
    expect(isSameVersion(one, other)).toBe(isSame);
  });

  it.each<[string, Partial<StateVersion>, number]>([
    ['is followed by the next fence', { fence: 7 }, 8],
    ['begins with the time where there is no item', { fence: null }, now + 1],
    ['begins with the time in an item of the original storage', { fence: 0 }, now + 1],
  ])('%s', (_, change, fence) => {
    expect(nextFence(version(change), now)).toBe(fence);
  });

  it('names no value in its condition that is not given, and gives none that it does not name', () => {
    for (const fence of [null, 0, 7]) {
      for (const savedBy of [null, 's1']) {
        for (const expired of [true, false]) {
          const { condition, values } = unchanged(version({ fence, savedBy, expired }), now);
          const named = condition.match(/:\w+/g) ?? [];
          expect(named.toSorted()).toEqual(Object.keys(values).toSorted());
        }
      }
    }
  });

  it.each<[string, Partial<StateVersion>, string]>([
    ['there is still no item', { fence: null }, 'attribute_not_exists(senderId)'],
    [
      'there is still no holder and no save',
      { fence: 0, savedBy: null },
      'attribute_not_exists(fence) AND attribute_not_exists(savedBy)',
    ],
    ['nobody has held it since', {}, 'fence = :readFence AND savedBy = :readSavedBy'],
    [
      'it is gone, if its time is over',
      { expired: true },
      'attribute_not_exists(senderId) OR (fence = :readFence',
    ],
  ])('stands on the condition that %s', (_, change, condition) => {
    expect(unchanged(version(change), now).condition).toContain(condition);
  });
});
