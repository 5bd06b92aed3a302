import type { MinutesOfDay, OpeningTimes } from '@switchboard/declarations/configuration';

const minuteMs = 60_000;

/** Holidays can follow each other, and no longer than this, days. */
const mostDays = 366;

interface LocalTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  /** Minutes since the local day began. */
  readonly minute: number;
}

/**
 * When people are there next.
 *
 * @param now epoch milliseconds
 * @returns `now` while they are there, the beginning of the next period otherwise, `undefined` if there is none within
 * a year; epoch milliseconds
 */
export function openFrom({ timeZone, week, holidays }: OpeningTimes, now: number): number | undefined {
  const local = localTime(timeZone);
  const today = local(now);
  for (let days = 0; days <= mostDays; days += 1) {
    const date = new Date(Date.UTC(today.year, today.month - 1, today.day + days));
    const periods = holidays.get(date.toISOString().slice(0, 10)) ?? week[weekdayOf(date)] ?? [];
    for (const period of periods) {
      const opensAt = momentOf(local, date.getTime(), period.fromMinute);
      const closesAt = momentOf(local, date.getTime(), period.toMinute);
      if (closesAt > now) return Math.max(opensAt, now);
    }
  }
  return undefined;
}

/** 0 for Monday. */
const weekdayOf = (date: Date): number => (date.getUTCDay() + 6) % 7;

/** What the clocks of a zone show. */
function localTime(timeZone: string): (at: number) => LocalTime {
  const format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
    return {
      year: part('year'),
      month: part('month'),
      day: part('day'),
      minute: part('hour') * 60 + part('minute'),
    };
  };
}

/**
 * The moment at which the clocks of a zone show a minute of a day. One that they skip in spring is taken as the moment of
 * the change or after it; of one that they show twice in autumn, the first or the second.
 *
 * @param day midnight of the day in UTC, epoch milliseconds
 */
function momentOf(local: (at: number) => LocalTime, day: number, minute: MinutesOfDay['fromMinute']): number {
  const wanted = day + minute * minuteMs;
  let moment = wanted;
  // The difference from UTC at the first guess may be that of the other side of a change of the clocks.
  for (let tries = 0; tries < 2; tries += 1) {
    const shown = local(moment);
    const shownAs = Date.UTC(shown.year, shown.month - 1, shown.day) + shown.minute * minuteMs;
    moment += wanted - shownAs;
  }
  return Math.floor(moment / minuteMs) * minuteMs;
}
