const startOfDay = (time: number): number => new Date(time).setHours(0, 0, 0, 0);

/** A day as a reader at `now` calls it: Today, Yesterday, a weekday within the last week, or the date. */
export function dayLabel(time: number, now: number, locale?: string): string {
  // Rounded, because a day on which the clocks change has 23 or 25 hours.
  const daysAgo = Math.round((startOfDay(now) - startOfDay(time)) / 86_400_000);
  if (daysAgo === 0) return 'Today';
  if (daysAgo === 1) return 'Yesterday';
  const date = new Date(time);
  if (daysAgo > 1 && daysAgo < 7) return date.toLocaleDateString(locale, { weekday: 'long' });
  const sameYear = date.getFullYear() === new Date(now).getFullYear();
  return date.toLocaleDateString(locale, {
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  });
}

export const timeLabel = (time: number, locale?: string): string =>
  new Date(time).toLocaleTimeString(locale, { hour: 'numeric', minute: '2-digit' });

export const isSameDay = (a: number, b: number): boolean => startOfDay(a) === startOfDay(b);
