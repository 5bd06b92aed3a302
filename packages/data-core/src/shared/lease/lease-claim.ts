export interface LeaseClaim {
  /** Names this attempt, so that a retry of a request that had been applied finds itself the holder. */
  readonly holder: string;
  readonly nowMs: number;
  readonly leaseMs: number;
}

/**
 * How an item's lease is taken if nobody has it. What decides is the holder's own lease, which is stored, never that of the one
 * who asks. The first fence is the time, so that an item that was deleted does not start again below a fence that is still out.
 *
 * @param neverHeld the condition for an item that no one has held yet
 */
export function leaseClaim({ holder, nowMs, leaseMs }: LeaseClaim, neverHeld: string) {
  const leaseRanOut = 'lockedUntil <= :now';
  const alreadyOurs = 'lockedBy = :holder';
  return {
    UpdateExpression:
      'SET lockedUntil = :until, lockedBy = :holder, fence = if_not_exists(fence, :now) + :one',
    ConditionExpression: [neverHeld, leaseRanOut, alreadyOurs].join(' OR '),
    ExpressionAttributeValues: { ':now': nowMs, ':until': nowMs + leaseMs, ':holder': holder, ':one': 1 },
  };
}
