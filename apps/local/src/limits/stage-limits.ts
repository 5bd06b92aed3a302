import type { Stage } from '../deployment/apis.ts';
import { createTokenBucket } from './token-bucket.ts';

/** The throttles of a stage: each route has a limit of its own. @returns whether a request to a route may pass */
export type StageLimits = (routeKey: string) => boolean;

export function createStageLimits({ defaultLimit, routeLimits }: Stage, now: () => number): StageLimits {
  const buckets = new Map<string, () => boolean>();
  return (routeKey) => {
    const limit = routeLimits[routeKey] ?? defaultLimit;
    if (!limit) return true;
    const take = buckets.get(routeKey) ?? createTokenBucket(limit, now);
    buckets.set(routeKey, take);
    return take();
  };
}
