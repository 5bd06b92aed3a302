import type { OpeningTimes } from '@switchboard/declarations/configuration';
import { openFrom } from './opening.ts';

const period = (from: string, to: string) => {
  const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  return { fromMinute: minuteOf(from), toMinute: minuteOf(to) };
};
const workday = [period('09:00', '12:30'), period('13:30', '18:00')];

const times = (change: Partial<OpeningTimes> = {}): OpeningTimes => ({
  timeZone: 'Europe/Berlin',
  week: [workday, workday, workday, workday, workday, [], []],
  holidays: new Map([
    ['2026-12-24', [period('09:00', '12:00')]],
    ['2026-12-25', []],
  ]),
  ...change,
});

const next = (at: string, change: Partial<OpeningTimes> = {}): string | undefined => {
  const opensAt = openFrom(times(change), Date.parse(at));
  return opensAt === undefined ? undefined : new Date(opensAt).toISOString();
};

describe('people are there again', () => {
  it.each([
    ['now, in a period', '2026-11-20T09:30:00+01:00', '2026-11-20T08:30:00.000Z'],
    ['at the beginning of a period', '2026-11-20T09:00:00+01:00', '2026-11-20T08:00:00.000Z'],
    ['after the break', '2026-11-20T12:30:00+01:00', '2026-11-20T12:30:00.000Z'],
    ['later the same day', '2026-11-20T06:00:00+01:00', '2026-11-20T08:00:00.000Z'],
    ['on Monday', '2026-11-20T18:00:00+01:00', '2026-11-23T08:00:00.000Z'],
    ['after a holiday and a weekend', '2026-12-24T12:00:00+01:00', '2026-12-28T08:00:00.000Z'],
    ['on a holiday with hours of its own', '2026-12-24T08:00:00+01:00', '2026-12-24T08:00:00.000Z'],
    ['by the clock of summer', '2026-07-03T19:00:00+02:00', '2026-07-06T07:00:00.000Z'],
    ['by the clock that changed on the weekend', '2026-03-27T19:00:00+01:00', '2026-03-30T07:00:00.000Z'],
    ['by the clock that changes back', '2026-10-23T19:00:00+02:00', '2026-10-26T08:00:00.000Z'],
  ])('%s', (_, at, expected) => {
    expect(next(at)).toBe(expected);
  });

  it('on the day that their zone has, which may not be that of UTC', () => {
    const change = { timeZone: 'Pacific/Auckland', holidays: new Map() };
    expect(next('2026-11-22T19:00:00Z', change)).toBe('2026-11-22T20:00:00.000Z');
    expect(next('2026-11-20T05:00:00Z', change)).toBe('2026-11-22T20:00:00.000Z');
  });

  it('never, where every day is free', () => {
    const never = Array.from({ length: 7 }, () => []);
    expect(next('2026-11-20T09:30:00Z', { week: never, holidays: new Map() })).toBeUndefined();
  });

  it('until midnight and on from it, where the day ends at 24:00', () => {
    const week = [[period('20:00', '24:00')], [period('00:00', '02:00')], [], [], [], [], []];
    expect(next('2026-11-23T23:59:59+01:00', { week })).toBe('2026-11-23T22:59:59.000Z');
    expect(next('2026-11-24T01:59:00+01:00', { week })).toBe('2026-11-24T00:59:00.000Z');
    expect(next('2026-11-24T02:00:00+01:00', { week })).toBe('2026-11-30T19:00:00.000Z');
  });
});
