import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Sender } from '../../shared/keys/sender-key.ts';
import { type LeaseClaim, leaseClaim } from '../../shared/lease/lease-claim.ts';
import { headKey } from './state-item.ts';

export interface LockRequest extends LeaseClaim {
  readonly tableName: string;
  readonly sender: Sender;
}

/** Takes the lock if nobody holds it. */
export function lockInput({ tableName, sender, ...request }: LockRequest): UpdateCommandInput {
  return {
    TableName: tableName,
    Key: headKey(sender),
    ...leaseClaim(request, 'attribute_not_exists(lockedUntil)'),
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
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
