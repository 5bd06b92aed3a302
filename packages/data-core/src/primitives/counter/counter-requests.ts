import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { expiresAtAfter, expiryConditions } from '../../shared/time/expiry.ts';
import { requireWhole } from '../../shared/validation/options.ts';
import type { Fence } from '../lock/fence.ts';
import { tokenMark } from './counted-tokens.ts';

export interface CounterChange {
  readonly tableName: string;
  readonly key: string;
  readonly by: number;
  readonly ttlSeconds: number | undefined;
  readonly nowMs: number;
  readonly token?: string;
  readonly window?: number;
  readonly fence?: Fence | undefined;
}

const answers = { ReturnValues: 'ALL_NEW', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;

/** @throws {InvalidOptionError} unless a counter can be changed by it */
export const requireBy = (by: unknown): void => requireWhole('by', by, { minimum: Number.MIN_SAFE_INTEGER });

/** Whether a count, changed by this, is a number that JavaScript holds exactly. */
export function isExact(count: number, by: number): boolean {
  return by >= 0 ? count <= Number.MAX_SAFE_INTEGER - by : count >= Number.MIN_SAFE_INTEGER - by;
}

/** The condition of {@link isExact}. */
function staysExact(by: number) {
  const bound = by >= 0 ? Number.MAX_SAFE_INTEGER - by : Number.MIN_SAFE_INTEGER - by;
  return {
    condition: `(attribute_not_exists(#count) OR #count ${by >= 0 ? '<=' : '>='} :bound)`,
    values: { ':bound': bound },
  };
}

/** Counts, unless the key holds a value, the item has expired, or the count would not be exact any more. */
export function addInput(change: CounterChange): UpdateCommandInput {
  const alive = expiryConditions(change.nowMs);
  const ttl = firstExpiry(change);
  const exact = staysExact(change.by);
  return {
    TableName: change.tableName,
    Key: { key: change.key },
    UpdateExpression: `${ttl.set && `SET ${ttl.set} `}ADD #count :by`,
    ConditionExpression: `attribute_not_exists(#data) AND ${alive.notExpired} AND ${exact.condition}`,
    ExpressionAttributeNames: { '#count': 'count', '#data': 'data', ...alive.names },
    ExpressionAttributeValues: { ':by': change.by, ...alive.values, ...ttl.values, ...exact.values },
    ...answers,
  };
}

export interface OnceChange extends CounterChange {
  readonly token: string;
  readonly window: number;
  /** Whether to begin a new window of tokens, rather than to add to the one that is there. */
  readonly rotate: boolean;
}

/** As {@link addInput}, unless the token was counted in this window or the one before. */
export function addOnceInput(change: OnceChange): UpdateCommandInput {
  const { token, window, rotate } = change;
  const add = addInput(change);
  const newWindow = rotate
    ? '(attribute_not_exists(tokenWindow) OR tokenWindow < :window)'
    : 'tokenWindow >= :window';
  const notCounted = '(NOT contains(tokens, :mark)) AND (NOT contains(tokensBefore, :mark))';
  const ttl = firstExpiry(change);
  const rotation = 'tokensBefore = if_not_exists(tokens, :marks), tokens = :marks, tokenWindow = :window';
  const sets = [rotate && rotation, ttl.set].filter(Boolean).join(', ');
  return {
    ...add,
    UpdateExpression: `${sets && `SET ${sets} `}ADD #count :by${rotate ? '' : ', tokens :marks'}`,
    ConditionExpression: `${add.ConditionExpression} AND ${newWindow} AND ${notCounted}`,
    ExpressionAttributeValues: {
      ...add.ExpressionAttributeValues,
      ':window': window,
      ':mark': tokenMark(token),
      ':marks': new Set([tokenMark(token)]),
    },
  };
}

/** Begins again in the place of a counter (or value) that has expired. */
export function restartInput({
  tableName,
  key,
  by,
  ttlSeconds,
  nowMs,
  token,
  window,
}: CounterChange): UpdateCommandInput {
  const over = expiryConditions(nowMs);
  const sets = ['#count = :by'];
  const removes = ['#data', 'bare'];
  if (ttlSeconds === undefined) removes.push('#expiresAt');
  else sets.push('#expiresAt = :expiresAt');
  if (token === undefined) removes.push('tokens', 'tokensBefore', 'tokenWindow');
  else {
    sets.push('tokens = :marks', 'tokenWindow = :window');
    removes.push('tokensBefore');
  }
  return {
    TableName: tableName,
    Key: { key },
    UpdateExpression: `SET ${sets.join(', ')} REMOVE ${removes.join(', ')}`,
    ConditionExpression: over.expired,
    ExpressionAttributeNames: { '#count': 'count', '#data': 'data', ...over.names },
    ExpressionAttributeValues: {
      ':by': by,
      ...over.values,
      ...(ttlSeconds !== undefined && { ':expiresAt': expiresAtAfter(ttlSeconds, nowMs) }),
      ...(token !== undefined && { ':marks': new Set([tokenMark(token)]), ':window': window }),
    },
    ...answers,
  };
}

/** Only the first increment with a lifetime decides when a counter ends. */
function firstExpiry({ ttlSeconds, nowMs }: CounterChange) {
  if (ttlSeconds === undefined) return { set: '', values: {} };
  return {
    set: '#expiresAt = if_not_exists(#expiresAt, :expiresAt)',
    values: { ':expiresAt': expiresAtAfter(ttlSeconds, nowMs) },
  };
}
