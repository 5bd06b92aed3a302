/** How a user gets mails: each at once, or several together. */
export type DigestSetting =
  | { readonly mode: 'instant' }
  | { readonly mode: 'hourly' }
  | {
      readonly mode: 'daily';
      readonly hour: number;
      readonly minute: number;
      /** An IANA name. */
      readonly zone: string;
    };

/** What is wrong with what a user typed. */
export type DigestProblem = 'mode' | 'time' | 'zone';

/**
 * Reads what follows `/digest`: `instant`, `hourly`, or `daily 8:00 Europe/Berlin`.
 *
 * @param defaultZone where the user names no zone
 */
export function parseDigest(argument: string, defaultZone: string): DigestSetting | DigestProblem {
  const [mode = '', time = '', zone = defaultZone] = argument.trim().split(/\s+/);
  if (mode === 'instant' || mode === 'hourly') return { mode };
  if (mode !== 'daily') return 'mode';
  const [, hour, minute = '00', half = ''] = /^(\d{1,2})(?:[:.h](\d\d))?(am|pm)?$/i.exec(time) ?? [];
  const hours = (Number(hour) % (half === '' ? 24 : 12)) + (/pm/i.test(half) ? 12 : 0);
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59) return 'time';
  return isZone(zone) ? { mode, hour: hours, minute: Number(minute), zone: canonicalZone(zone) } : 'zone';
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

const canonicalZone = (zone: string): string =>
  new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
