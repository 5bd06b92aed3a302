import type { TokenBucketLimit } from '@switchboard/data-core';

/**
 * Counts the sessions of each source address: so many at once, and so many a minute in the long run.
 *
 * @param perMinute 0: any number
 * @returns a function that throws an `AttemptsError` if the address has reached its limit
 */
export const createSessionCounter =
  (limiter: TokenBucketLimit, perMinute: number) =>
  async (sourceIp: string): Promise<void> => {
    if (perMinute === 0) return;
    const key = { partition: 'sessions', namespace: 'limit', sort: sourceIp };
    await limiter.attempt(key, { capacity: perMinute, refillMs: Math.ceil(60_000 / perMinute) });
  };
