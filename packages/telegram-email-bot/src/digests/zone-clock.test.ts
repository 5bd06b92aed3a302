import fc from 'fast-check';
import { DateTime } from 'luxon';
import { fuzzRuns } from '../../test/fuzz-runs.ts';
import { isoDay, zoneClock } from './zone-clock.ts';

const clocks = [
  'UTC',
  'Europe/Berlin',
  'Europe/London',
  'America/New_York',
  'America/St_Johns',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Asia/Tehran',
  'Africa/Casablanca',
  'Pacific/Chatham',
  'Pacific/Apia',
].map((name) => ({ name, clock: zoneClock(name) }));
const zone = fc.constantFrom(...clocks);
const moment = fc.integer({ min: Date.parse('2012-01-01'), max: Date.parse('2035-01-01') });

describe('the time in a zone', () => {
  it('is on the day that luxon names', () => {
    fc.assert(
      fc.property(zone, moment, ({ name, clock }, atMs) => {
        expect(isoDay(clock.dayAt(atMs))).toBe(DateTime.fromMillis(atMs, { zone: name }).toISODate());
      }),
      { numRuns: fuzzRuns },
    );
  });

  it('is the moment that luxon names, and the first of two', () => {
    fc.assert(
      fc.property(zone, moment, fc.nat(23), fc.nat(59), ({ name, clock }, atMs, hour, minute) => {
        const { year, month, day } = clock.dayAt(atMs);
        const local = DateTime.fromObject({ year, month, day, hour, minute }, { zone: name });
        const first = Math.min(...local.getPossibleOffsets().map((possible) => possible.toMillis()));
        expect(clock.momentOf({ year, month, day }, hour, minute)).toBe(first);
      }),
      { numRuns: fuzzRuns },
    );
  });

  it.each([
    [
      'skipped in spring',
      'Europe/Berlin',
      { year: 2026, month: 3, day: 29 },
      2,
      30,
      '2026-03-29T01:30:00.000Z',
    ],
    [
      'twice in autumn',
      'Europe/Berlin',
      { year: 2026, month: 10, day: 25 },
      2,
      30,
      '2026-10-25T00:30:00.000Z',
    ],
    [
      'skipped by half an hour',
      'Australia/Lord_Howe',
      { year: 2026, month: 10, day: 4 },
      2,
      15,
      '2026-10-03T15:45:00.000Z',
    ],
  ])('is well-defined where it is %s', (_, name, day, hour, minute, expected) => {
    expect(new Date(zoneClock(name).momentOf(day, hour, minute)).toISOString()).toBe(expected);
  });
});
