const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long ago something happened, short enough for a list: `now`, `4 m`, `2 h`, `3 d`. */
export function waitedFor(since: number, now: number): string {
  const ago = Math.max(0, now - since);
  if (ago < minute) return 'now';
  if (ago < hour) return `${Math.floor(ago / minute)} m`;
  return ago < day ? `${Math.floor(ago / hour)} h` : `${Math.floor(ago / day)} d`;
}
