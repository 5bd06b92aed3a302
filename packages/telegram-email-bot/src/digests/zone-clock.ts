/** A day of the calendar. */
export interface Day {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

/** The clocks of a zone. */
export interface ZoneClock {
  /** The day of the calendar at a moment, epoch milliseconds. */
  dayAt(atMs: number): Day;
  /**
   * The moment at which the clocks show a time of a day, epoch milliseconds. A time that a change of the clocks skips is as much later as
   * the change; of a time that comes twice it is the first.
   */
  momentOf(day: Day, hour: number, minute: number): number;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** @param zone an IANA name */
export function zoneClock(zone: string): ZoneClock {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });

  /** How far the clocks are before UTC at a moment, milliseconds. */
  function offsetAt(atMs: number): number {
    const name = format.formatToParts(atMs).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours = '0', minutes = '0', seconds = '0'] =
      /([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name) ?? [];
    const size = (Number(hours) * 60 + Number(minutes)) * minuteMs + Number(seconds) * 1000;
    return sign === '-' ? -size : size;
  }

  return {
    dayAt: (atMs) => dayOf(new Date(atMs + offsetAt(atMs))),
    momentOf({ year, month, day }, hour, minute) {
      const local = Date.UTC(year, month - 1, day, hour, minute);
      // Clocks change by less than a day, so one of these offsets is that of the moment, and the first that before a change.
      const candidates = [offsetAt(local - dayMs), offsetAt(local + dayMs)].map((offset) => local - offset);
      const exact = candidates.filter((moment) => moment + offsetAt(moment) === local);
      return exact.length > 0 ? Math.min(...exact) : (candidates[0] ?? local);
    },
  };
}

const dayOf = (date: Date): Day => ({
  year: date.getUTCFullYear(),
  month: date.getUTCMonth() + 1,
  day: date.getUTCDate(),
});

/** @returns the day so many days later */
export const addDays = ({ year, month, day }: Day, days: number): Day =>
  dayOf(new Date(Date.UTC(year, month - 1, day + days)));

/** `2026-11-21` */
export const isoDay = ({ year, month, day }: Day): string =>
  `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
