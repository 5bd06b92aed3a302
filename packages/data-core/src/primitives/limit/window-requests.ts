import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { StoredKey } from '../partitioned/compound-key.ts';

/** What is stored of a window. */
export interface Window {
  readonly count?: number;
  /** In epoch milliseconds. */
  readonly resetAt?: number;
  /** As JSON. */
  readonly context?: string;
}

export interface WindowRequest {
  readonly tableName: string;
  readonly key: StoredKey;
  readonly nowMs: number;
  readonly attemptsMax: number;
}

/** Counts an attempt in a window that is open and not used up. */
export function countInput({ tableName, key, nowMs, attemptsMax }: WindowRequest): UpdateCommandInput {
  return {
    TableName: tableName,
    Key: { ...key },
    UpdateExpression: 'ADD #count :one',
    ConditionExpression: 'resetAt > :now AND #count < :max',
    ExpressionAttributeNames: { '#count': 'count' },
    ExpressionAttributeValues: { ':one': 1, ':now': nowMs, ':max': attemptsMax },
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

/** Begins a window with its first attempt, where none is open. The item may be deleted once it has ended. */
export function windowInput({
  tableName,
  key,
  nowMs,
  resetAt,
  context,
}: WindowRequest & { readonly resetAt: number; readonly context: string | undefined }): UpdateCommandInput {
  const withContext = context === undefined ? ' REMOVE #context' : ', #context = :context';
  return {
    TableName: tableName,
    Key: { ...key },
    UpdateExpression: `SET #count = :one, resetAt = :resetAt, expiresAt = :expiresAt${withContext}`,
    ConditionExpression: 'attribute_not_exists(resetAt) OR resetAt <= :now',
    ExpressionAttributeNames: { '#count': 'count', '#context': 'context' },
    ExpressionAttributeValues: {
      ':one': 1,
      ':now': nowMs,
      ':resetAt': resetAt,
      ':expiresAt': Math.ceil(resetAt / 1000),
      ...(context !== undefined && { ':context': context }),
    },
    ReturnValues: 'ALL_NEW',
  };
}
