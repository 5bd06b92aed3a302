import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { epochSeconds } from '@switchboard/data-core';
import type { ChatContext } from '../context/chat-context.ts';
import { retryConflicts } from '../context/retry-conflicts.ts';
import { readAttribute } from './head-item.ts';

export interface ReadPosition {
  readonly threadId: string;
  readonly userId: string;
  /** Everything up to this message has been read. */
  readonly seq: number;
}

/**
 * Moves a user's read position forward, with one update. The caller has checked that the user takes part in the thread.
 *
 * @returns `unchanged` if it was there or further already, or the thread has no such message
 */
export async function markRead(
  context: ChatContext,
  { threadId, userId, seq }: ReadPosition,
): Promise<'moved' | 'unchanged'> {
  const { client, tables } = context;
  const update = new UpdateCommand({
    TableName: tables.threads,
    Key: { threadId },
    UpdateExpression: 'SET #read = :seq',
    ConditionExpression:
      '#seq >= :seq AND (attribute_not_exists(#read) OR #read < :seq) AND expiresAt > :now',
    ExpressionAttributeNames: { '#read': readAttribute(userId), '#seq': 'seq' },
    ExpressionAttributeValues: { ':seq': seq, ':now': epochSeconds(context.now()) },
  });
  try {
    await retryConflicts(context, () => client.send(update));
    return 'moved';
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'unchanged';
    throw error;
  }
}
