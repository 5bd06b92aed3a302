import fc from 'fast-check';
import { fuzzRuns } from '../../test/fuzz-runs.ts';
import { parseDigest } from './digest-setting.ts';
import { nextDigest } from './next-digest.ts';

const daily = (hour: number, minute: number, zone: string) =>
  ({ mode: 'daily', hour, minute, zone }) as const;
const next = (setting: Parameters<typeof nextDigest>[0], after: string) => {
  const due = nextDigest(setting, Date.parse(after));
  return due && [new Date(due.at).toISOString(), due.id];
};

describe('the setting of digests', () => {
  it.each([
    ['instant', { mode: 'instant' }],
    ['hourly', { mode: 'hourly' }],
    ['daily 08:00 Europe/Berlin', daily(8, 0, 'Europe/Berlin')],
    ['daily 8', daily(8, 0, 'UTC')],
    ['daily 8.30', daily(8, 30, 'UTC')],
    ['daily 7:15pm america/new_york', daily(19, 15, 'America/New_York')],
    ['daily 12am', daily(0, 0, 'UTC')],
    ['daily 12pm', daily(12, 0, 'UTC')],
    ['', 'mode'],
    ['weekly', 'mode'],
    ['daily', 'time'],
    ['daily 24:00', 'time'],
    ['daily 8:60', 'time'],
    ['daily noon', 'time'],
    ['daily 8:00 Mars/Olympus', 'zone'],
  ])('reads %j', (argument, expected) => {
    expect(parseDigest(argument, 'UTC')).toEqual(expected);
  });
});

describe('the next digest', () => {
  it('of a user who gets every mail at once is never', () => {
    expect(nextDigest({ mode: 'instant' }, 0)).toBeUndefined();
  });

  it('of every hour is at the next full hour', () => {
    expect(next({ mode: 'hourly' }, '2026-11-21T10:00:00Z')).toEqual([
      '2026-11-21T11:00:00.000Z',
      '2026-11-21T11',
    ]);
  });

  it.each([
    [
      'today, if the time is still to come',
      'Europe/Berlin',
      '2026-11-21T06:59:59Z',
      '2026-11-21T07:00:00.000Z',
      '2026-11-21',
    ],
    [
      'tomorrow, if it is not',
      'Europe/Berlin',
      '2026-11-21T07:00:00Z',
      '2026-11-22T07:00:00.000Z',
      '2026-11-22',
    ],
    [
      'at the same local time in summer',
      'Europe/Berlin',
      '2026-06-21T06:00:00Z',
      '2026-06-22T06:00:00.000Z',
      '2026-06-22',
    ],
    [
      'on the local day',
      'Pacific/Auckland',
      '2026-11-20T18:59:00Z',
      '2026-11-20T19:00:00.000Z',
      '2026-11-21',
    ],
  ])('of a day is %s', (_, zone, after, at, id) => {
    expect(next(daily(8, 0, zone), after)).toEqual([at, id]);
  });

  it('is an hour later on the day on which the clocks skip its time', () => {
    expect(next(daily(2, 30, 'Europe/Berlin'), '2026-03-28T12:00:00Z')).toEqual([
      '2026-03-29T01:30:00.000Z',
      '2026-03-29',
    ]);
    expect(next(daily(2, 30, 'Europe/Berlin'), '2026-03-29T01:30:00Z')).toEqual([
      '2026-03-30T00:30:00.000Z',
      '2026-03-30',
    ]);
  });

  it('comes once on the day on which its time comes twice', () => {
    expect(next(daily(2, 30, 'Europe/Berlin'), '2026-10-24T12:00:00Z')).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-25',
    ]);
    expect(next(daily(2, 30, 'Europe/Berlin'), '2026-10-25T00:30:00Z')).toEqual([
      '2026-10-26T01:30:00.000Z',
      '2026-10-26',
    ]);
  });

  it('comes once a local day, in every zone, whatever its clocks do', () => {
    const zones = fc.constantFrom(
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'America/Santiago',
      'Africa/Casablanca',
      'Pacific/Chatham',
    );
    const start = fc.integer({ min: Date.parse('2025-01-01'), max: Date.parse('2029-01-01') });
    fc.assert(
      fc.property(zones, fc.nat(23), fc.nat(59), start, (zone, hour, minute, afterMs) => {
        const setting = daily(hour, minute, zone);
        const ids: string[] = [];
        for (let after = afterMs, count = 0; count < 5; count += 1) {
          const due = nextDigest(setting, after);
          if (!due) throw new Error('There is always a next one.');
          expect(due.at).toBeGreaterThan(after);
          ids.push(due.id);
          after = due.at;
        }
        const days = ids.map((id) => Date.parse(`${id}T00:00Z`) / 86_400_000);
        expect(days.slice(1).map((day, index) => day - (days[index] ?? 0))).toEqual([1, 1, 1, 1]);
      }),
      { numRuns: fuzzRuns },
    );
  });
});
