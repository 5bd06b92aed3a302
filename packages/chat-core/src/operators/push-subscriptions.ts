import { createHash } from 'node:crypto';
import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { isExpired } from '@switchboard/data-core';
import type { ChatContext } from '../context/chat-context.ts';
import { expiryOf } from '../context/item-expiry.ts';
import { retryConflicts } from '../context/retry-conflicts.ts';

/** A browser that can be alerted, as its `PushSubscription` says it. */
export interface PushSubscription {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/** The partition of `partitioned_keys` with the browsers of a user. */
export const pushPartition = (userId: string): string => `push.${userId}`;

const keyOf = (userId: string, endpoint: string) => ({
  partitionKey: pushPartition(userId),
  sortKey: createHash('sha256').update(endpoint).digest('base64url'),
});

/** The most browsers of one user that are alerted. */
const mostBrowsers = 20;

/** Has a browser alerted of a user's threads, as long as messages are kept. One write. */
export async function addPushSubscription(
  context: ChatContext,
  userId: string,
  { endpoint, keys }: PushSubscription,
): Promise<void> {
  const { client, tables, now, retentionDays } = context;
  const Item = { ...keyOf(userId, endpoint), endpoint, keys, expiresAt: expiryOf(now(), retentionDays) };
  await retryConflicts(context, () =>
    client.send(new PutCommand({ TableName: tables.partitionedKeys, Item })),
  );
}

/** Has a browser alerted no more. One write. */
export async function removePushSubscription(
  context: ChatContext,
  userId: string,
  endpoint: string,
): Promise<void> {
  const { client, tables } = context;
  const Key = keyOf(userId, endpoint);
  await retryConflicts(context, () =>
    client.send(new DeleteCommand({ TableName: tables.partitionedKeys, Key })),
  );
}

/** The browsers of a user. One request. */
export async function readPushSubscriptions(
  { client, tables, now }: ChatContext,
  userId: string,
): Promise<readonly PushSubscription[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: tables.partitionedKeys,
      KeyConditionExpression: 'partitionKey = :browsers',
      ExpressionAttributeValues: { ':browsers': pushPartition(userId) },
      Limit: mostBrowsers,
    }),
  );
  return Items.filter((item) => !isExpired(item, now())).map(({ endpoint, keys }) => ({
    endpoint: String(endpoint),
    keys: keys as PushSubscription['keys'],
  }));
}
