/** A rate, as API Gateway takes it. */
export interface RateLimit {
  /** Requests a second that go on for ever. */
  readonly perSecond: number;
  /** Requests that may come at once. */
  readonly burst: number;
}

/**
 * Lets requests through up to a rate.
 *
 * @returns a function that takes one request, and says whether it may pass
 */
export function createTokenBucket({ perSecond, burst }: RateLimit, now: () => number): () => boolean {
  let tokens = burst;
  let filledAt = now();
  return () => {
    const at = now();
    tokens = Math.min(burst, tokens + ((at - filledAt) / 1000) * perSecond);
    filledAt = at;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
