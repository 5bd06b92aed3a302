import * as v from 'valibot';
import { businessHours } from '../configuration/settings.ts';
import { settingProblems } from '../settings/resolve-settings.ts';
import type { BusinessHours } from './business-hours.ts';
import { businessHoursText } from './read-opening-times.ts';
import { businessHoursSchema } from './schema.ts';

const ours: BusinessHours = {
  timeZone: 'Europe/Berlin',
  week: { monday: ['09:00-12:30', '13:30-18:00'], saturday: ['20:00-24:00'] },
  holidays: { '2026-12-24': ['09:00-12:00'], '2026-12-25': [] },
};

const read = (text?: string) => v.parse(businessHours().schema, text);

describe('business hours', () => {
  it('reach a function as minutes of each day', () => {
    expect(read(businessHoursText(ours))).toEqual({
      timeZone: 'Europe/Berlin',
      week: [
        [
          { fromMinute: 540, toMinute: 750 },
          { fromMinute: 810, toMinute: 1080 },
        ],
        [],
        [],
        [],
        [],
        [{ fromMinute: 1200, toMinute: 1440 }],
        [],
      ],
      holidays: new Map([
        ['2026-12-24', [{ fromMinute: 540, toMinute: 720 }]],
        ['2026-12-25', []],
      ]),
    });
  });

  it('are all hours where an environment says nothing', () => {
    expect(read()).toBeUndefined();
    expect(read('always')).toBeUndefined();
  });

  it.each<[string, object]>([
    ['timeZone', { timeZone: 'Europe/Bärlin' }],
    ['week.monday.0', { week: { monday: ['9-17'] } }],
    ['week.monday.0', { week: { monday: ['17:00-09:00'] } }],
    ['week.monday.0', { week: { monday: ['09:00-24:30'] } }],
    ['week.monday', { week: { monday: ['09:00-12:00', '11:00-18:00'] } }],
    ['week.monday', { week: { monday: ['13:00-18:00', '09:00-12:00'] } }],
    ['week.montag', { week: { montag: ['09:00-12:00'] } }],
    ['week', { week: { monday: [] } }],
    ['holidays.2026-02-30', { holidays: { '2026-02-30': [] } }],
    ['holidays.25.12.', { holidays: { '25.12.': [] } }],
    ['holidays.2026-12-25.0', { holidays: { '2026-12-25': ['closed'] } }],
  ])('with a wrong %s are refused by that name', (path, wrong) => {
    const result = v.safeParse(businessHoursSchema, { ...ours, ...wrong });
    expect(result.issues?.map((issue) => v.getDotPath(issue))).toEqual([path]);
  });

  it('touch where one period ends as the next begins', () => {
    const week = { monday: ['09:00-12:00', '12:00-18:00'] };
    expect(v.is(businessHoursSchema, { ...ours, week })).toBe(true);
  });

  it('as a text say what is wrong with it', () => {
    const problem = (text: string) => settingProblems({ BUSINESS_HOURS: text })[0];
    expect(problem('nine to five')).toMatch(/^BUSINESS_HOURS should be always, or business hours as JSON/);
    expect(problem(businessHoursText({ ...ours, timeZone: 'Berlin' }))).toMatch(
      'should have a valid timeZone, which should be the IANA name of a time zone, such as Europe/Berlin',
    );
    const holidays = Object.fromEntries(
      Array.from({ length: 28 }, (_, day) => [
        `2026-02-${String(day + 1).padStart(2, '0')}`,
        ['09:00-10:00', '11:00-12:00', '13:00-14:00', '15:00-16:00'] as const,
      ]),
    );
    expect(problem(businessHoursText({ ...ours, holidays }))).toMatch('in at most 2000 characters');
  });
});
