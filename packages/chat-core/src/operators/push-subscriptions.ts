import { createHash } from 'node:crypto';
import { DeleteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { isExpired } from '@switchboard/data-core';
import type { Device } from '../connections/connection.ts';
import { hasDevice } from '../connections/connection-item.ts';
import type { ChatContext } from '../context/chat-context.ts';
import { commitPatiently } from '../context/commit-patiently.ts';
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

/** The most browsers of one user that are alerted. The one that subscribed longest ago gives way to another. */
const mostBrowsers = 20;

/**
 * Has a browser alerted of a user's threads, as long as messages are kept and the session lasts that asks for it. One
 * transaction and one Query, and one write for a browser that gives way.
 *
 * @param device the one that asks
 * @returns false if the device is gone, because its session was revoked
 * @throws {ItemsBusyError} when other transactions were at the items at every try: nothing was stored
 */
export async function addPushSubscription(
  context: ChatContext,
  userId: string,
  { connectionId, sessionId, sessionExpiresAt }: Device,
  { endpoint, keys }: PushSubscription,
): Promise<boolean> {
  const { tables, now, retentionDays } = context;
  const expiresAt = Math.min(expiryOf(now(), retentionDays), sessionExpiresAt ?? Number.POSITIVE_INFINITY);
  const session = sessionId === undefined ? {} : { sessionId };
  const Item = { ...keyOf(userId, endpoint), endpoint, keys, ...session, subscribedAt: now(), expiresAt };
  const isAdded = await commitPatiently(context, [
    { Put: { TableName: tables.partitionedKeys, Item } },
    hasDevice(tables, userId, connectionId),
  ]);
  if (!isAdded) return false;
  const newestFirst = (await subscriptionItems(context, userId)).toSorted(
    (a, b) => Number(b.subscribedAt ?? 0) - Number(a.subscribedAt ?? 0),
  );
  for (const { endpoint: oldest } of newestFirst.slice(mostBrowsers))
    await removePushSubscription(context, userId, String(oldest));
  return true;
}

/**
 * Ends the alerts to the browsers that a session has subscribed, or to all of the user's. One Query, and one write for each.
 * A browser that no session is known of goes with any.
 */
export async function endPushSubscriptions(
  context: ChatContext,
  userId: string,
  session: { readonly sessionId: string } | 'all',
): Promise<void> {
  for (const item of await subscriptionItems(context, userId)) {
    const isOther = session !== 'all' && item.sessionId !== undefined && item.sessionId !== session.sessionId;
    if (!isOther) await removePushSubscription(context, userId, String(item.endpoint));
  }
}

/** Ends the alerts to a browser. One write. */
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
  context: ChatContext,
  userId: string,
): Promise<readonly PushSubscription[]> {
  const items = await subscriptionItems(context, userId);
  return items
    .filter((item) => !isExpired(item, context.now()))
    .slice(0, mostBrowsers)
    .map(({ endpoint, keys }) => ({ endpoint: String(endpoint), keys: keys as PushSubscription['keys'] }));
}

async function subscriptionItems(
  { client, tables }: ChatContext,
  userId: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: tables.partitionedKeys,
      KeyConditionExpression: 'partitionKey = :browsers',
      ExpressionAttributeValues: { ':browsers': pushPartition(userId) },
      ConsistentRead: true,
    }),
  );
  return Items;
}
