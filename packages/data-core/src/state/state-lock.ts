import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Sender } from '../sender/sender-key.ts';
import { headKey } from './state-item.ts';

export interface LockRequest {
  readonly tableName: string;
  readonly sender: Sender;
  readonly nowMs: number;
  readonly timeoutMs: number;
  /** Names this attempt, so that a retry of a request that had been applied finds itself the holder. */
  readonly holder: string;
}

/**
 * Takes the lock if nobody holds it. What decides is the holder's own lease, which is stored, never the timeout of the one who asks.
 * The first fence is the time, so that a state that was erased does not start again below a fence that somebody may still hold.
 */
export function lockInput({ tableName, sender, nowMs, timeoutMs, holder }: LockRequest): UpdateCommandInput {
  const neverLocked = 'attribute_not_exists(lockedUntil)';
  const leaseRanOut = 'lockedUntil <= :now';
  const alreadyOurs = 'lockedBy = :holder';
  return {
    TableName: tableName,
    Key: headKey(sender),
    UpdateExpression:
      'SET lockedUntil = :until, lockedBy = :holder, fence = if_not_exists(fence, :now) + :one',
    ConditionExpression: [neverLocked, leaseRanOut, alreadyOurs].join(' OR '),
    ExpressionAttributeValues: { ':now': nowMs, ':until': nowMs + timeoutMs, ':holder': holder, ':one': 1 },
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
