/** A cron expression of EventBridge Scheduler: which values each field takes. */
export interface Cron {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly daysOfMonth: ReadonlySet<number>;
  /** Whether the last day of a month is meant too. */
  readonly onLastDay: boolean;
  readonly months: ReadonlySet<number>;
  /** 1 is Sunday. */
  readonly daysOfWeek: ReadonlySet<number>;
  readonly years: ReadonlySet<number>;
}

interface Field {
  readonly name: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly names?: readonly string[];
}

const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const dayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const fields = {
  minutes: { name: 'minutes', minimum: 0, maximum: 59 },
  hours: { name: 'hours', minimum: 0, maximum: 23 },
  daysOfMonth: { name: 'day of month', minimum: 1, maximum: 31 },
  months: { name: 'month', minimum: 1, maximum: 12, names: monthNames },
  daysOfWeek: { name: 'day of week', minimum: 1, maximum: 7, names: dayNames },
  years: { name: 'year', minimum: 1970, maximum: 2199 },
} as const;

/**
 * Reads the six fields of `cron(...)`.
 *
 * @throws {SyntaxError} naming the field; `W` and `#` are not supported
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
 */
export function parseCron(text: string): Cron {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== 6) throw new SyntaxError(`it should have six fields, but has ${parts.length}`);
  const [minutes = '', hours = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = parts;
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    throw new SyntaxError('either the day of month or the day of week should be ?');
  }
  return {
    minutes: parseField(minutes, fields.minutes),
    hours: parseField(hours, fields.hours),
    daysOfMonth: dayOfMonth === 'L' ? new Set() : parseField(dayOfMonth, fields.daysOfMonth),
    onLastDay: dayOfMonth === 'L',
    months: parseField(month, fields.months),
    daysOfWeek: parseField(dayOfWeek, fields.daysOfWeek),
    years: parseField(year, fields.years),
  };
}

const parseField = (text: string, field: Field): ReadonlySet<number> =>
  new Set(text.split(',').flatMap((part) => parsePart(part, field)));

/** `*`, `?`, `5`, `MON-FRI`, `0/15` or `10-40/10`. */
function parsePart(part: string, field: Field): number[] {
  const [, range = '', step] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
  const [first = '', last] = range.split('-');
  const isAny = range === '*' || range === '?';
  const from = isAny ? field.minimum : numberOf(first, field);
  const to =
    isAny || (step !== undefined && last === undefined) ? field.maximum : numberOf(last ?? first, field);
  const by = step === undefined ? 1 : Number(step);
  if (by < 1 || from > to) throw wrong(part, field);
  const values: number[] = [];
  for (let value = from; value <= to; value += by) values.push(value);
  return values;
}

function numberOf(text: string, field: Field): number {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1;
  const value = named >= 0 ? named + 1 : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= field.minimum && value <= field.maximum) return value;
  throw wrong(text, field);
}

const wrong = (text: string, { name, minimum, maximum }: Field): SyntaxError =>
  new SyntaxError(`the ${name} should be from ${minimum} to ${maximum}, but is ${JSON.stringify(text)}`);

/**
 * Whether a cron expression means a minute.
 *
 * @param at epoch milliseconds
 * @param timeZone an IANA name
 */
export function isDue(cron: Cron, at: number, timeZone: string): boolean {
  const { year, month, day, hour, minute } = clockIn(timeZone, at);
  const date = new Date(Date.UTC(year, month - 1, day));
  const isLastDay = new Date(Date.UTC(year, month, 0)).getUTCDate() === day;
  return (
    cron.minutes.has(minute) &&
    cron.hours.has(hour) &&
    (cron.daysOfMonth.has(day) || (cron.onLastDay && isLastDay)) &&
    cron.months.has(month) &&
    cron.daysOfWeek.has(date.getUTCDay() + 1) &&
    cron.years.has(year)
  );
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What a clock on the wall shows somewhere. */
function clockIn(timeZone: string, at: number): Record<'year' | 'month' | 'day' | 'hour' | 'minute', number> {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  formats.set(timeZone, format);
  const shown = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = shown;
  return { year, month, day, hour, minute };
}
