/** From one time of day to a later one, on a clock of 24 hours: `09:00-12:30`. A day ends at `24:00`. */
export type Period = `${number}:${number}-${number}:${number}`;

/** In the order of a week as ISO 8601 has it. */
const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

export type Weekday = (typeof weekdays)[number];

/** When people are there to answer, as an environment says it. */
export interface BusinessHours {
  /** The zone of all times below, by its IANA name: `Europe/Berlin`. Summer time is observed where the zone has it. */
  readonly timeZone: string;
  /** The periods of each day of the week, in order. On a day that is absent nobody is there. */
  readonly week: Readonly<Partial<Record<Weekday, readonly Period[]>>>;
  /** Dates (`2026-12-25`) on which other periods hold than those of the weekday; none: nobody is there. @default none */
  readonly holidays?: Readonly<Record<string, readonly Period[]>>;
}

/** A {@link Period} in minutes since the day began. */
export interface MinutesOfDay {
  readonly fromMinute: number;
  /** The first minute after the period, at most 1440. */
  readonly toMinute: number;
}

/** {@link BusinessHours} as code reckons with them. */
export interface OpeningTimes {
  readonly timeZone: string;
  /** By day of the week, 0 for Monday. */
  readonly week: readonly (readonly MinutesOfDay[])[];
  /** By date, `2026-12-25`. */
  readonly holidays: ReadonlyMap<string, readonly MinutesOfDay[]>;
}

/** @param hours valid ones */
export const openingTimes = ({ timeZone, week, holidays = {} }: BusinessHours): OpeningTimes => ({
  timeZone,
  week: weekdays.map((day) => (week[day] ?? []).map(minutesOf)),
  holidays: new Map(Object.entries(holidays).map(([date, periods]) => [date, periods.map(minutesOf)])),
});

const minutesInHour = 60;

/** @param period a valid one */
export function minutesOf(period: string): MinutesOfDay {
  const [from = '', to = ''] = period.split('-');
  const minuteOf = (time: string): number => {
    const [hours, minutes] = time.split(':');
    return Number(hours) * minutesInHour + Number(minutes);
  };
  return { fromMinute: minuteOf(from), toMinute: minuteOf(to) };
}
