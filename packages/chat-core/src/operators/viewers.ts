import { DeleteCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { epochSeconds, isExpired } from '@switchboard/data-core';
import { digestOf } from '../connections/erasure-mark.ts';
import type { ChatContext } from '../context/chat-context.ts';
import { retryConflicts } from '../context/retry-conflicts.ts';

/** What an operator does in a thread that is open before them. */
export type Activity = 'viewing' | 'typing';

export interface Viewer {
  readonly userId: string;
  readonly activity: Activity;
}

/** A viewer counts as gone after this time without a repetition, seconds. Clients repeat it every 20 seconds. */
const viewedSeconds = 45;

/** By a hash of the thread's id, which may name its customer: an erasure need not find what is gone a minute later. */
const viewersPartition = (threadId: string): string => `viewers.${digestOf(threadId)}`;

/**
 * Notes what an operator does in a thread. One write.
 *
 * @returns whether that is new, so that the others should hear of it
 */
export async function setViewer(
  context: ChatContext,
  threadId: string,
  userId: string,
  activity: Activity | 'left',
): Promise<boolean> {
  const { client, tables, now } = context;
  const Key = { partitionKey: viewersPartition(threadId), sortKey: userId };
  const target = { TableName: tables.partitionedKeys, Key, ReturnValues: 'ALL_OLD' } as const;
  const expiresAt = epochSeconds(now()) + viewedSeconds;
  const { Attributes } = await retryConflicts(context, () =>
    activity === 'left'
      ? client.send(new DeleteCommand(target))
      : client.send(
          new UpdateCommand({
            ...target,
            UpdateExpression: 'SET activity = :activity, expiresAt = :expiresAt',
            ExpressionAttributeValues: { ':activity': activity, ':expiresAt': expiresAt },
          }),
        ),
  );
  const before = Attributes === undefined || isExpired(Attributes, now()) ? 'left' : Attributes.activity;
  return before !== activity;
}

/** The operators who have a thread open before them. One request. */
export async function readViewers(
  { client, tables, now }: ChatContext,
  threadId: string,
): Promise<readonly Viewer[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: tables.partitionedKeys,
      KeyConditionExpression: 'partitionKey = :viewers',
      ExpressionAttributeValues: { ':viewers': viewersPartition(threadId) },
      ConsistentRead: true,
    }),
  );
  return Items.filter((item) => !isExpired(item, now())).map(({ sortKey, activity }) => ({
    userId: String(sortKey),
    activity: activity as Activity,
  }));
}
