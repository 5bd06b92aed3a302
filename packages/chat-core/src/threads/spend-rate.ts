/** How often something may happen. */
export interface Rate {
  /** At least 1. */
  readonly atMost: number;
  /** Milliseconds. */
  readonly windowMs: number;
}

/**
 * Whether one more message is within a rate, by the generic cell rate algorithm: one number says until when the rate is
 * used up, and each message moves it on by the time that one message takes. It lives in the thread's head, which every
 * message writes on the condition that nobody else has, so no two messages spend the same time.
 *
 * @param usedUntil epoch milliseconds, as the last message left it; absent before the first
 * @param rate so many at once, and so many in each window in the long run
 * @returns the new number, or how long to wait
 * @see https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
 */
export function spendRate(
  usedUntil: number | undefined,
  { atMost, windowMs }: Rate,
  now: number,
): { readonly usedUntil: number } | { readonly retryAfterMs: number } {
  const intervalMs = windowMs / atMost;
  const next = Math.max(usedUntil ?? now, now) + intervalMs;
  const ahead = next - now;
  if (ahead > windowMs + roundingMs) return { retryAfterMs: Math.ceil(ahead - windowMs) };
  return { usedUntil: next };
}

/** More than what rounding adds to the sum of 2000 intervals, and less than one millisecond. */
const roundingMs = 0.5;
