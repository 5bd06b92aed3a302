const startOfDay = (time: number): number => new Date(time).setHours(0, 0, 0, 0);

/** A day as a reader at `now` calls it: today, yesterday, a weekday within the last week, or the date. */
export function dayLabel(time: number, now: number, locale?: string): string {
  // Rounded, because a day on which the clocks change has 23 or 25 hours.
  const daysAgo = Math.round((startOfDay(now) - startOfDay(time)) / 86_400_000);
  if (daysAgo === 0 || daysAgo === 1) return capitalised(nearDay(-daysAgo, locale));
  const date = new Date(time);
  if (daysAgo > 1 && daysAgo < 7) return date.toLocaleDateString(locale, { weekday: 'long' });
  const sameYear = date.getFullYear() === new Date(now).getFullYear();
  return date.toLocaleDateString(locale, {
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  });
}

const nearDay = (days: number, locale: string | undefined): string =>
  new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(days, 'day');

const capitalised = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);

/** When something was, for a list: the time if it was today, the day otherwise, as short as a reader understands it. */
export function shortLabel(time: number, now: number, locale?: string): string {
  if (isSameDay(time, now)) return timeLabel(time, locale);
  const daysAgo = Math.round((startOfDay(now) - startOfDay(time)) / 86_400_000);
  const date = new Date(time);
  if (daysAgo > 0 && daysAgo < 7) return date.toLocaleDateString(locale, { weekday: 'short' });
  return date.toLocaleDateString(locale, { day: 'numeric', month: 'short' });
}

export const timeLabel = (time: number, locale?: string): string =>
  new Date(time).toLocaleTimeString(locale, { hour: 'numeric', minute: '2-digit' });

export const isSameDay = (a: number, b: number): boolean => startOfDay(a) === startOfDay(b);
