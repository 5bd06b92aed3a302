import * as v from 'valibot';
import { type BusinessHours, minutesOf, type Period } from './business-hours.ts';

const periodPattern = /^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/;
const expectedPeriod = 'should be a period such as 09:00-12:30';

const isPeriod = (text: string): text is Period => {
  const { fromMinute, toMinute } = minutesOf(text);
  return periodPattern.test(text) && fromMinute < toMinute;
};

/** A period of a day ends before the next one begins. */
const areInOrder = (periods: Period[]): boolean =>
  periods.every((period, index) => {
    const next = periods[index + 1];
    return next === undefined || minutesOf(period).toMinute <= minutesOf(next).fromMinute;
  });

const periods = v.pipe(
  v.array(v.pipe(v.string(expectedPeriod), v.guard(isPeriod, expectedPeriod)), 'should be a list of periods'),
  v.check(areInOrder, 'should have its periods in order, none of them begun before the last one ended'),
);

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Whether there is such a day: `2026-02-30` is none. */
function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${text}T`);
}

const expectedZone = 'should be the IANA name of a time zone, such as Europe/Berlin';
const day = v.exactOptional(periods);

/** What {@link BusinessHours} may be. */
export const businessHoursSchema = v.strictObject({
  timeZone: v.pipe(v.string(expectedZone), v.check(isTimeZone, expectedZone)),
  week: v.pipe(
    v.strictObject({
      monday: day,
      tuesday: day,
      wednesday: day,
      thursday: day,
      friday: day,
      saturday: day,
      sunday: day,
    }),
    v.check(
      (week) => Object.values(week).some(({ length }) => length > 0),
      'should have a period: without one nobody is ever there',
    ),
  ),
  holidays: v.exactOptional(
    v.record(v.pipe(v.string(), v.check(isDate, 'should be by dates such as 2026-12-25')), periods),
  ),
}) satisfies v.GenericSchema<unknown, BusinessHours>;
