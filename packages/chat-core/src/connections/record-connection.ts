import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { ChatContext } from '../context/chat-context.ts';
import { retryConflicts } from '../context/retry-conflicts.ts';
import type { UserConnection } from './connection.ts';
import { deviceAttribute, parseConnection, staleDevices } from './connection-item.ts';

/** Devices that one update removes: an update expression has at most 4 KB. The rest goes with the next write. */
const mostRemovals = 100;

/** One device of a user. */
export interface DeviceKey {
  readonly userId: string;
  readonly connectionId: string;
}

/**
 * Adds a device to its user's item with one update. The override, and the user's other devices, stay as they are.
 *
 * @returns the user's item as it is now
 */
export function recordConnect(
  context: ChatContext,
  { userId, connectionId, threadId }: DeviceKey & { readonly threadId?: string },
): Promise<UserConnection> {
  const now = context.now();
  const device = { connectedAt: now, ...(threadId === undefined ? {} : { threadId }) };
  return update(context, userId, {
    UpdateExpression: `SET connectionId = :id, lastSeen = :now, #device = :device${threadId === undefined ? '' : ', threadId = :threadId'}`,
    ExpressionAttributeNames: { '#device': deviceAttribute(connectionId) },
    ExpressionAttributeValues: {
      ':id': connectionId,
      ':now': now,
      ':device': device,
      ...(threadId === undefined ? {} : { ':threadId': threadId }),
    },
  });
}

/**
 * Removes a device that has closed with one update; it need not be there.
 *
 * @returns the user's item as it is now
 */
export function recordDisconnect(
  context: ChatContext,
  { userId, connectionId }: DeviceKey,
): Promise<UserConnection> {
  return update(context, userId, {
    UpdateExpression: 'SET lastSeen = :now REMOVE #device',
    ExpressionAttributeNames: { '#device': deviceAttribute(connectionId) },
    ExpressionAttributeValues: { ':now': context.now() },
  });
}

/** Removes a device that a post found gone. Unlike a disconnect that is no sign of life. */
export async function removeDevice(context: ChatContext, { userId, connectionId }: DeviceKey): Promise<void> {
  await removeDevices(context, userId, [connectionId]);
}

async function update(
  context: ChatContext,
  userId: string,
  change: Pick<
    UpdateCommandInput,
    'UpdateExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
  >,
): Promise<UserConnection> {
  const { client, tables } = context;
  const { Attributes = { userId } } = await retryConflicts(context, () =>
    client.send(
      new UpdateCommand({
        TableName: tables.connections,
        Key: { userId },
        ReturnValues: 'ALL_NEW',
        ...change,
      }),
    ),
  );
  const stale = staleDevices(Attributes, context.now()).map(({ connectionId }) => connectionId);
  await removeDevices(context, userId, stale.slice(0, mostRemovals));
  return parseConnection(Attributes, context.now());
}

async function removeDevices(
  context: ChatContext,
  userId: string,
  connectionIds: readonly string[],
): Promise<void> {
  if (connectionIds.length === 0) return;
  const { client, tables } = context;
  const names = connectionIds.map(
    (connectionId, index) => [`#d${index}`, deviceAttribute(connectionId)] as const,
  );
  await retryConflicts(context, () =>
    client.send(
      new UpdateCommand({
        TableName: tables.connections,
        Key: { userId },
        UpdateExpression: `REMOVE ${names.map(([name]) => name).join(', ')}`,
        // Nothing is to be made of a user who is not there.
        ConditionExpression: 'attribute_exists(userId)',
        ExpressionAttributeNames: Object.fromEntries(names),
      }),
    ),
  ).catch((error: unknown) => {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  });
}
