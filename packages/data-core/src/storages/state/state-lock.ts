import type { DeleteCommandInput, PutCommandInput, UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Sender } from '../../shared/keys/sender-key.ts';
import { type LeaseClaim, leaseClaim } from '../../shared/lease/lease-claim.ts';
import { epochSeconds, expiryConditions } from '../../shared/time/expiry.ts';
import { headKey, type StateVersion } from './state-item.ts';
import { nextFence, unchanged } from './state-version.ts';

export interface LockRequest extends LeaseClaim {
  readonly tableName: string;
  readonly sender: Sender;
  /** When an item may be deleted that holds nothing but the lock, in epoch seconds. @default never */
  readonly expiresAt?: number | undefined;
  /** Only a state that is still what was read is taken. @default whatever there is */
  readonly version?: StateVersion | undefined;
}

const seconds = { day: 86_400 };

/** Takes the lock if nobody holds it. An item whose time is over is refused: see {@link replaceExpiredInput}. */
export function lockInput({
  tableName,
  sender,
  expiresAt,
  version,
  ...claim
}: LockRequest): UpdateCommandInput {
  const lease = leaseClaim(claim, 'attribute_not_exists(lockedUntil)');
  const alive = expiryConditions(claim.nowMs);
  const asRead = version && unchanged(version, claim.nowMs);
  const conditions = [`(${lease.ConditionExpression})`, alive.notExpired];
  if (asRead) conditions.push(`(${asRead.condition} OR lockedBy = :holder)`);
  return {
    TableName: tableName,
    Key: headKey(sender),
    UpdateExpression:
      expiresAt === undefined
        ? lease.UpdateExpression
        : `${lease.UpdateExpression}, #expiresAt = if_not_exists(#expiresAt, :expiresAt)`,
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: alive.names,
    ExpressionAttributeValues: {
      ...lease.ExpressionAttributeValues,
      ...alive.values,
      ...asRead?.values,
      ...(expiresAt !== undefined && { ':expiresAt': expiresAt }),
    },
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

/**
 * Takes the lock of an item whose time is over, but which DynamoDB has not deleted yet: replaced whole, so that nothing of what it held comes
 * back to life if the lock is released without a save.
 */
export function replaceExpiredInput(
  { tableName, sender, holder, nowMs, leaseMs, expiresAt }: LockRequest,
  expired: StateVersion,
): PutCommandInput {
  const asRead = unchanged(expired, nowMs);
  return {
    TableName: tableName,
    Item: {
      ...headKey(sender),
      fence: nextFence(expired, nowMs),
      lockedUntil: nowMs + leaseMs,
      lockedBy: holder,
      expiresAt: expiresAt ?? epochSeconds(nowMs + leaseMs) + seconds.day,
    },
    ConditionExpression: `${asRead.condition} OR lockedBy = :holder`,
    ExpressionAttributeValues: { ...asRead.values, ':holder': holder },
  };
}

/** Moves the end of the lease, unless the lock was released or taken: a late heartbeat must not lock what was just saved. */
export function extendInput(
  tableName: string,
  sender: Sender,
  fence: number,
  until: number,
): UpdateCommandInput {
  return {
    TableName: tableName,
    Key: headKey(sender),
    UpdateExpression: 'SET lockedUntil = :until',
    ConditionExpression: 'fence = :fence AND lockedUntil > :released',
    ExpressionAttributeValues: { ':until': until, ':fence': fence, ':released': 0 },
  };
}

export function unlockInput(tableName: string, sender: Sender, fence: number): UpdateCommandInput {
  return {
    TableName: tableName,
    Key: headKey(sender),
    UpdateExpression: 'SET lockedUntil = :released',
    ConditionExpression: 'fence = :fence',
    ExpressionAttributeValues: { ':fence': fence, ':released': 0 },
  };
}

export const deleteInput = (tableName: string, sender: Sender, fence: number): DeleteCommandInput => ({
  TableName: tableName,
  Key: headKey(sender),
  ConditionExpression: 'fence = :fence',
  ExpressionAttributeValues: { ':fence': fence },
});
