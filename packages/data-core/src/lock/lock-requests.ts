import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';

export interface LockRequest {
  readonly tableName: string;
  readonly key: string;
  /** Names this acquisition, so that a retry of a request that had been applied finds itself the holder. */
  readonly holder: string;
  readonly nowMs: number;
  readonly leaseMs: number;
}

export interface HeldLock {
  readonly tableName: string;
  readonly key: string;
  readonly holder: string;
  readonly fence: number;
}

/**
 * Takes the lock if nobody holds it. The holder's own lease decides, which is stored; never the one who asks.
 * The first fence is the time, so that a lock whose item was deleted does not start again below a fence that is still out.
 */
export function acquireInput({ tableName, key, holder, nowMs, leaseMs }: LockRequest): UpdateCommandInput {
  // An item of the original has only `expiresAt`, in seconds.
  const neverLocked = 'attribute_not_exists(lockedUntil) AND attribute_not_exists(expiresAt)';
  const originalRanOut = 'attribute_not_exists(lockedUntil) AND expiresAt <= :nowSeconds';
  const leaseRanOut = 'lockedUntil <= :now';
  const alreadyOurs = 'lockedBy = :holder';
  return {
    TableName: tableName,
    Key: { key },
    UpdateExpression:
      'SET lockedUntil = :until, lockedBy = :holder, fence = if_not_exists(fence, :now) + :one',
    ConditionExpression: [`(${neverLocked})`, `(${originalRanOut})`, leaseRanOut, alreadyOurs].join(' OR '),
    ExpressionAttributeValues: {
      ':now': nowMs,
      ':nowSeconds': Math.floor(nowMs / 1000),
      ':until': nowMs + leaseMs,
      ':holder': holder,
      ':one': 1,
    },
    ReturnValues: 'UPDATED_NEW',
  };
}

/** Moves the end of the lease, as long as nobody else has taken the lock. */
export function extendInput(
  { tableName, key, holder, fence }: HeldLock,
  untilMs: number,
): UpdateCommandInput {
  return {
    TableName: tableName,
    Key: { key },
    UpdateExpression: 'SET lockedUntil = :until',
    ConditionExpression: 'lockedBy = :holder AND fence = :fence',
    ExpressionAttributeValues: { ':until': untilMs, ':holder': holder, ':fence': fence },
  };
}

/** Frees the lock, if it is still ours. The item stays, for its fence. */
export function releaseInput({ tableName, key, holder, fence }: HeldLock): UpdateCommandInput {
  return {
    TableName: tableName,
    Key: { key },
    UpdateExpression: 'SET lockedUntil = :free REMOVE lockedBy',
    ConditionExpression: 'lockedBy = :holder AND fence = :fence',
    ExpressionAttributeValues: { ':free': 0, ':holder': holder, ':fence': fence },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}
