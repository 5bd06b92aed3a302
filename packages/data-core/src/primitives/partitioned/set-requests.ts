import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { expiryConditions } from '../../shared/time/expiry.ts';
import type { StoredKey } from './compound-key.ts';
import type { PartitionedItem } from './set-items.ts';

export interface SetChange {
  readonly tableName: string;
  readonly key: StoredKey;
  readonly members: readonly string[];
  /** Names this write; no two may be the same. */
  readonly writer: string;
  readonly nowMs: number;
}

/** Adds what is missing, unless nothing is, or the item is no set, or it has expired. */
export function addMissingInput(change: SetChange): UpdateCommandInput {
  const add = addInput(change);
  const { ReturnValues: _, ...input } = add;
  const missing = change.members.map((__, index) => `NOT contains(#members, :m${index})`).join(' OR ');
  return {
    ...input,
    ConditionExpression: `${add.ConditionExpression} AND (${missing})`,
    ExpressionAttributeValues: {
      ...add.ExpressionAttributeValues,
      ...Object.fromEntries(change.members.map((member, index) => [`:m${index}`, member])),
    },
  };
}

/** Adds any number of elements, whether or not they are there, and gives what was there before; unless the item is no set, or has expired. */
export function addInput(change: SetChange): UpdateCommandInput {
  const alive = expiryConditions(change.nowMs);
  return {
    ...target(change),
    UpdateExpression: `SET ${nextRevision} ADD #members :members`,
    ConditionExpression: `attribute_not_exists(#data) AND ${alive.notExpired}`,
    ExpressionAttributeNames: { ...names, '#data': 'data', ...alive.names },
    ExpressionAttributeValues: {
      ...revisionValues(change),
      ':members': new Set(change.members),
      ...alive.values,
    },
    ReturnValues: 'UPDATED_OLD',
  };
}

/** Removes what is there, unless there is no such set. */
export function removeInput(change: SetChange): UpdateCommandInput {
  const alive = expiryConditions(change.nowMs);
  return {
    ...target(change),
    UpdateExpression: `SET ${nextRevision} DELETE #members :members`,
    ConditionExpression: `attribute_exists(#revision) AND ${alive.notExpired}`,
    ExpressionAttributeNames: { ...names, ...alive.names },
    ExpressionAttributeValues: {
      ...revisionValues(change),
      ':members': new Set(change.members),
      ...alive.values,
    },
  };
}

/** Puts these members in the place of what was read, if it is still what was read. */
export function replaceInput(change: SetChange, read: Partial<PartitionedItem>): UpdateCommandInput {
  const { members, nowMs } = change;
  const set = members.length > 0 ? `SET ${nextRevision}, #members = :members` : `SET ${nextRevision}`;
  const removed = ['#data', ...(members.length > 0 ? [] : ['#members'])];
  const unchanged = asRead(read, nowMs);
  return {
    ...target(change),
    UpdateExpression: `${set} REMOVE ${[...removed, ...unchanged.removed].join(', ')}`,
    ConditionExpression: unchanged.condition,
    ExpressionAttributeNames: { ...names, '#data': 'data', ...unchanged.names },
    ExpressionAttributeValues: {
      ...revisionValues(change),
      ...(members.length > 0 && { ':members': new Set(members) }),
      ...unchanged.values,
    },
  };
}

/**
 * Every write that is applied makes a revision of its own, also one that the SDK sends twice: a writer's name alone would come
 * back with the second application, and with it the permission of those who read the first.
 */
const nextRevision = '#writer = :writer, #revision = if_not_exists(#revision, :now) + :one';

const names = { '#members': 'members', '#revision': 'revision', '#writer': 'writer' };

const revisionValues = ({ writer, nowMs }: SetChange) => ({ ':writer': writer, ':now': nowMs, ':one': 1 });

function target({ tableName, key }: SetChange) {
  return {
    TableName: tableName,
    Key: { ...key },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

/** The condition that the item is what was read: `{}` stands for one that is missing, or has expired. */
function asRead(read: Partial<PartitionedItem>, nowMs: number) {
  if (read.revision !== undefined) {
    return {
      condition: '#revision = :readRevision AND #writer = :readWriter',
      values: { ':readRevision': read.revision, ':readWriter': read.writer },
      names: {},
      removed: [],
    };
  }
  if (read.data !== undefined) {
    return { condition: '#data = :read', values: { ':read': read.data }, names: {}, removed: [] };
  }
  const { expired, names, values } = expiryConditions(nowMs);
  return {
    condition: `attribute_not_exists(partitionKey) OR ${expired}`,
    values,
    names,
    removed: ['#expiresAt'],
  };
}
