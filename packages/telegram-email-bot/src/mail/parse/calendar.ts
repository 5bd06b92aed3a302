import type { CalendarEvent, CalendarTime } from '../mail.ts';
import { oneLine } from '../visible-text.ts';

const longestCalendar = 500_000;
const longestText = 300;

interface Property {
  readonly parameters: string;
  readonly value: string;
}

/** @returns the first event of an iCalendar text; undefined if there is none */
export function parseCalendar(text: string, method = ''): CalendarEvent | undefined {
  const properties = firstEvent(text.slice(0, longestCalendar).replaceAll(/\r?\n[ \t]/g, ''));
  if (!properties) return undefined;
  const textOf = (name: string) => oneLine(unescaped(properties.get(name)?.value ?? ''), longestText);
  const start = timeOf(properties.get('DTSTART'));
  const end = timeOf(properties.get('DTEND'));
  return {
    method: (method || properties.get('METHOD')?.value || '').toUpperCase().slice(0, 20),
    title: textOf('SUMMARY'),
    place: textOf('LOCATION'),
    organiser: textOf('ORGANIZER').replace(/^mailto:/i, ''),
    ...(start && { start }),
    ...(end && { end }),
  };
}

/** @returns the first value of each property of the first event, and of the calendar around it */
function firstEvent(text: string): ReadonlyMap<string, Property> | undefined {
  const [head = '', rest] = text.split(/^BEGIN:VEVENT\s*$/im, 2);
  if (rest === undefined) return undefined;
  // An alarm inside the event has properties of the same names.
  const [event = ''] = rest.split(/^(?:END:VEVENT|BEGIN:)/im, 1);
  const properties = new Map<string, Property>();
  for (const line of `${event}\n${head}`.split(/\r?\n/)) {
    const [, name = '', parameters = '', value = ''] =
      /^([\w-]+)((?:;(?:"[^"]*"|[^:"])*)?):(.*)$/.exec(line) ?? [];
    const key = name.toUpperCase();
    if (key !== '' && !properties.has(key)) properties.set(key, { parameters, value });
  }
  return properties;
}

const unescaped = (value: string): string =>
  value.replaceAll(/\\([nN,;\\])/g, (_, character) => (/n/i.test(character) ? ' ' : character));

function timeOf(property: Property | undefined): CalendarTime | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z)?)?$/.exec(property?.value.trim() ?? '');
  if (!match) return undefined;
  const [, year, month, day, hour, minute, utc = ''] = match;
  const time = hour === undefined ? '' : `T${hour}:${minute}${utc}`;
  const zone = /;TZID="?([^";:]{1,60})/i.exec(property?.parameters ?? '')?.[1];
  return { local: `${year}-${month}-${day}${time}`, ...(zone !== undefined && { zone }) };
}
