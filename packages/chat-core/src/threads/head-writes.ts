import type { TransactItem } from '../messages/append-request.ts';
import { queueOf } from './queue-shard.ts';
import type { ThreadHead } from './thread-head.ts';

type Write<Kind extends 'Put' | 'Update'> = NonNullable<TransactItem[Kind]>;

/** Puts the head of a new thread, unless someone else has made the thread in the meantime. */
export function putHead(tableName: string, head: ThreadHead, nowSeconds: number): Write<'Put'> {
  const { readPositions: _, ...fields } = head;
  return {
    TableName: tableName,
    Item: head.awaitingReplySince === undefined ? fields : { ...fields, queue: queueOf(head.threadId) },
    // An expired head counts as none, though DynamoDB has not deleted it yet.
    ConditionExpression: 'attribute_not_exists(threadId) OR expiresAt <= :now',
    ExpressionAttributeValues: { ':now': nowSeconds },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

/** What a message changes in a head. The rest of the item, read positions above all, belongs to other writers. */
const changingFields = ['seq', 'lastTimestamp', 'lastUserSeq', 'owner', 'ownerEpoch', 'expiresAt'] as const;

/**
 * Brings the head from what was read to what is to be, unless a message or a change of owner came in between.
 * `queue` and `awaitingReplySince` are written only when they appear or disappear: each such write costs one on the index.
 */
export function updateHead(tableName: string, read: ThreadHead, next: ThreadHead): Write<'Update'> {
  const sets = changingFields.map((field) => `#${field} = :${field}`);
  const names = Object.fromEntries(changingFields.map((field) => [`#${field}`, field]));
  const values: Record<string, unknown> = Object.fromEntries(
    changingFields.map((field) => [`:${field}`, next[field]]),
  );
  let removes = '';
  if (next.awaitingReplySince === undefined && read.awaitingReplySince !== undefined) {
    removes = ' REMOVE awaitingReplySince, queue';
  }
  if (next.awaitingReplySince !== undefined && read.awaitingReplySince === undefined) {
    sets.push('awaitingReplySince = :awaitingReplySince', 'queue = :queue');
    values[':awaitingReplySince'] = next.awaitingReplySince;
    values[':queue'] = queueOf(next.threadId);
  }
  return {
    TableName: tableName,
    Key: { threadId: next.threadId },
    UpdateExpression: `SET ${sets.join(', ')}${removes}`,
    ConditionExpression: '#seq = :readSeq AND #ownerEpoch = :readEpoch',
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: { ...values, ':readSeq': read.seq, ':readEpoch': read.ownerEpoch },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}
