import type { DeleteCommandInput, UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { expiresAtAfter, expiryConditions } from '../../shared/time/expiry.ts';
import type { StoredKey } from '../partitioned/compound-key.ts';

/** One run of an action: who runs it, and what for. */
export interface Run {
  readonly tableName: string;
  readonly key: StoredKey;
  readonly holder: string;
}

/** Begins the action if it is neither done nor being done. */
export function beginInput(run: Run, nowMs: number, untilMs: number): UpdateCommandInput {
  const over = expiryConditions(nowMs);
  const neverBegun = 'attribute_not_exists(lockedUntil)';
  const leaseRanOut = 'lockedUntil <= :now';
  const alreadyOurs = 'lockedBy = :holder';
  const notDone = `(attribute_not_exists(#data) OR ${over.expired})`;
  return {
    TableName: run.tableName,
    Key: { ...run.key },
    UpdateExpression:
      'SET lockedUntil = :until, lockedBy = :holder REMOVE #data, #result, notStored, #expiresAt',
    ConditionExpression: `${notDone} AND (${neverBegun} OR ${leaseRanOut} OR ${alreadyOurs})`,
    ExpressionAttributeNames: { '#data': 'data', '#result': 'result', ...over.names },
    ExpressionAttributeValues: { ':now': nowMs, ':until': untilMs, ':holder': run.holder, ...over.values },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

/** Keeps the lease while the action runs; a renewal that comes after the end does not begin it again. */
export function keepInput(run: Run, untilMs: number): UpdateCommandInput {
  return {
    ...ours(run),
    UpdateExpression: 'SET lockedUntil = :until',
    ConditionExpression: 'lockedBy = :holder AND attribute_not_exists(#data)',
    ExpressionAttributeNames: { '#data': 'data' },
    ExpressionAttributeValues: { ':until': untilMs, ':holder': run.holder },
  };
}

export interface Finish {
  /** When it was done, in epoch milliseconds: all that the original stores. */
  readonly at: number;
  /** What the action returned, as JSON; nothing for `undefined`. */
  readonly result?: string | undefined;
  /** Why it cannot be stored. */
  readonly notStored?: string | undefined;
  readonly ttlSeconds: number | undefined;
}

/** Stores what the action returned. The holder's name stays, so that a repeated request finds its own work. */
export function finishInput(run: Run, { at, result, notStored, ttlSeconds }: Finish): UpdateCommandInput {
  const sets = ['#data = :at'];
  if (result !== undefined) sets.push('#result = :result');
  if (notStored !== undefined) sets.push('notStored = :notStored');
  if (ttlSeconds !== undefined) sets.push('#expiresAt = :expiresAt');
  return {
    ...ours(run),
    UpdateExpression: `SET ${sets.join(', ')} REMOVE lockedUntil`,
    ExpressionAttributeNames: {
      '#data': 'data',
      ...(result !== undefined && { '#result': 'result' }),
      ...(ttlSeconds !== undefined && { '#expiresAt': 'expiresAt' }),
    },
    ExpressionAttributeValues: {
      ':holder': run.holder,
      ':at': JSON.stringify(at),
      ...(result !== undefined && { ':result': result }),
      ...(notStored !== undefined && { ':notStored': notStored }),
      ...(ttlSeconds !== undefined && { ':expiresAt': expiresAtAfter(ttlSeconds, at) }),
    },
  };
}

/** Takes the beginning back: the action failed and may be tried again at once. */
export function abandonInput(run: Run): DeleteCommandInput {
  return {
    ...ours(run),
    ConditionExpression: 'lockedBy = :holder AND attribute_not_exists(#data)',
    ExpressionAttributeNames: { '#data': 'data' },
    ExpressionAttributeValues: { ':holder': run.holder },
  };
}

function ours({ tableName, key }: Run) {
  return { TableName: tableName, Key: { ...key }, ConditionExpression: 'lockedBy = :holder' };
}
