/** Who is typing, and when each entry expires unless it is repeated (epoch milliseconds). */
export type Typists = ReadonlyMap<string, number>;

/** A `typing` frame holds for so long: the one that says "stopped" may be lost. */
export const typingHoldsMs = 6_000;

export function withTypist(typists: Typists, userId: string, until: number | undefined): Typists {
  if (until === undefined && !typists.has(userId)) return typists;
  const updated = new Map(typists);
  if (until === undefined) updated.delete(userId);
  else updated.set(userId, until);
  return updated;
}

export const stillTyping = (typists: Typists, now: number): Typists =>
  [...typists.values()].every((until) => until > now)
    ? typists
    : new Map([...typists].filter(([, until]) => until > now));
