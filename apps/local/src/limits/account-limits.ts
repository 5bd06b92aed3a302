import { createTokenBucket } from './token-bucket.ts';

/** What API Gateway takes from one account in a region, over all its APIs. */
export interface AccountLimits {
  /** @returns whether one more request may pass: one that comes in, or a post to a connection */
  takeRequest(): boolean;
  /** @returns whether one more connection may open */
  takeConnection(): boolean;
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
export const createAccountLimits = (now: () => number): AccountLimits => ({
  takeRequest: createTokenBucket({ perSecond: 10_000, burst: 5_000 }, now),
  takeConnection: createTokenBucket({ perSecond: 500, burst: 500 }, now),
});
