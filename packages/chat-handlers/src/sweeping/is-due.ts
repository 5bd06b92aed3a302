const minuteMs = 60_000;

/** How long a thread may wait before it is swept: longer than a bot takes, milliseconds. */
export const patienceMs = minuteMs;

/** For so long every sweep publishes a thread again, minutes. */
const insistentMinutes = 15;

/**
 * Whether a sweep publishes a thread that has waited so long. A thread that no bot can answer waits for good, so the older it
 * is the rarer it gets: after a quarter of an hour at every sweep, after a day at every hundredth.
 *
 * @param waitedMs milliseconds since the oldest unanswered message
 * @param random at least 0, below 1
 */
export const isDue = (waitedMs: number, random: number): boolean =>
  waitedMs >= patienceMs && random < (insistentMinutes * minuteMs) / waitedMs;
