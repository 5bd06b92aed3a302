import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { type LeaseClaim, leaseClaim } from '../../shared/lease/lease-claim.ts';

export interface LockRequest extends LeaseClaim {
  readonly tableName: string;
  readonly key: string;
}

export interface HeldLock {
  readonly tableName: string;
  readonly key: string;
  readonly holder: string;
  readonly fence: number;
}

/** Takes the lock if nobody holds it. */
export function acquireInput({ tableName, key, ...request }: LockRequest): UpdateCommandInput {
  // An item of the original has only `expiresAt`, in seconds.
  const neverLocked = 'attribute_not_exists(lockedUntil) AND attribute_not_exists(expiresAt)';
  const originalRanOut = 'attribute_not_exists(lockedUntil) AND expiresAt <= :nowSeconds';
  const claim = leaseClaim(request, `(${neverLocked}) OR (${originalRanOut})`);
  return {
    TableName: tableName,
    Key: { key },
    ...claim,
    ExpressionAttributeValues: {
      ...claim.ExpressionAttributeValues,
      ':nowSeconds': Math.floor(request.nowMs / 1000),
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
