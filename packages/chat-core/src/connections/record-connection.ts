import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { epochSeconds } from '@switchboard/data-core';
import type { ChatContext } from '../context/chat-context.ts';
import { expiryOf } from '../context/item-expiry.ts';
import { retryConflicts } from '../context/retry-conflicts.ts';
import type { Device, UserConnection } from './connection.ts';
import {
  type DeviceValue,
  deviceAttribute,
  devicesIn,
  isLive,
  mostDevices,
  parseConnection,
} from './connection-item.ts';

/** Devices that one update removes: an update expression has at most 4 KB. The rest goes with the next write. */
const mostRemovals = 100;

/** One device of a user. */
export interface DeviceKey {
  readonly userId: string;
  readonly connectionId: string;
}

export type ConnectRequest = DeviceKey & Pick<Device, 'threadId' | 'sessionId' | 'sessionExpiresAt'>;

export interface Connected {
  /** The user's item as it is now. */
  readonly connection: UserConnection;
  /** The oldest devices, removed because the user had more than are kept: their connections are to be closed. */
  readonly replaced: readonly Device[];
}

/**
 * Adds a device to its user's item with one update. The override, and the user's other devices, stay as they are. The item
 * expires when its user has not connected for as long as messages are kept.
 */
export async function recordConnect(context: ChatContext, request: ConnectRequest): Promise<Connected> {
  const { userId, connectionId, threadId, sessionId, sessionExpiresAt } = request;
  const now = context.now();
  const device: DeviceValue = {
    connectedAt: now,
    ...(threadId === undefined ? {} : { threadId }),
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(sessionExpiresAt === undefined ? {} : { sessionExpiresAt }),
  };
  const fields: Record<string, unknown> = {
    connectionId,
    lastSeen: now,
    expiresAt: expiryOf(now, context.retentionDays),
    [deviceAttribute(connectionId)]: device,
    ...(threadId === undefined ? {} : { threadId }),
  };
  const item = (await setFields(context, userId, fields)) ?? (await putFields(context, userId, fields));
  const replaced = devicesIn(item)
    .filter((candidate) => isLive(candidate, now))
    .slice(0, -mostDevices);
  const stale = devicesIn(item).filter((candidate) => !isLive(candidate, now));
  await removeDevices(context, userId, [...replaced, ...stale]);
  const connection = parseConnection(item, now);
  return { connection: { ...connection, devices: connection.devices.slice(-mostDevices) }, replaced };
}

/**
 * Removes a device that has closed with one update; it need not be there.
 *
 * @returns the user's item as it is now
 */
export async function recordDisconnect(
  context: ChatContext,
  { userId, connectionId }: DeviceKey,
): Promise<UserConnection> {
  const item = await update(context, userId, {
    UpdateExpression: 'SET lastSeen = :now REMOVE #device',
    ConditionExpression: 'attribute_exists(userId)',
    ExpressionAttributeNames: { '#device': deviceAttribute(connectionId) },
    ExpressionAttributeValues: { ':now': context.now() },
  });
  return parseConnection(item ?? { userId }, context.now());
}

/** Removes a device that a post found gone. This does not update `lastSeen`, unlike a disconnect. */
export async function removeDevice(context: ChatContext, { userId, connectionId }: DeviceKey): Promise<void> {
  await removeDevices(context, userId, [{ connectionId }]);
}

/** Removes devices from their user's item with one update; they need not be there. */
export async function removeDevices(
  context: ChatContext,
  userId: string,
  devices: readonly Pick<Device, 'connectionId'>[],
): Promise<void> {
  if (devices.length === 0) return;
  const names = devices
    .slice(0, mostRemovals)
    .map(({ connectionId }, index) => [`#d${index}`, deviceAttribute(connectionId)] as const);
  await update(context, userId, {
    UpdateExpression: `REMOVE ${names.map(([name]) => name).join(', ')}`,
    // A user who is not there needs no item.
    ConditionExpression: 'attribute_exists(userId)',
    ExpressionAttributeNames: Object.fromEntries(names),
  });
}

/** Sets fields of an item that has not expired, or makes it. @returns `undefined` where an expired one is in the way */
function setFields(
  context: ChatContext,
  userId: string,
  fields: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown> | undefined> {
  const names = Object.keys(fields);
  return update(context, userId, {
    UpdateExpression: `SET ${names.map((_, index) => `#${index} = :${index}`).join(', ')}`,
    ConditionExpression: 'attribute_not_exists(expiresAt) OR expiresAt > :nowSeconds',
    ExpressionAttributeNames: Object.fromEntries(names.map((name, index) => [`#${index}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(names.map((name, index) => [`:${index}`, fields[name]])),
      ':nowSeconds': epochSeconds(context.now()),
    },
  });
}

/** Makes the item anew in the place of one that has expired: nothing of that one counts. */
async function putFields(
  context: ChatContext,
  userId: string,
  fields: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const { client, tables } = context;
  const item = { userId, ...fields };
  const put = new PutCommand({
    TableName: tables.connections,
    Item: item,
    ConditionExpression: 'attribute_not_exists(userId) OR expiresAt <= :nowSeconds',
    ExpressionAttributeValues: { ':nowSeconds': epochSeconds(context.now()) },
  });
  try {
    await retryConflicts(context, () => client.send(put));
    return item;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    // Another device of the user has just made the item anew.
    return (await setFields(context, userId, fields)) ?? item;
  }
}

type Change = Pick<
  UpdateCommandInput,
  'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

/** @returns the item as it is then; `undefined` if the condition failed */
async function update(
  context: ChatContext,
  userId: string,
  change: Change,
): Promise<Record<string, unknown> | undefined> {
  const { client, tables } = context;
  const command = new UpdateCommand({
    TableName: tables.connections,
    Key: { userId },
    ReturnValues: 'ALL_NEW',
    ...change,
  });
  try {
    const { Attributes } = await retryConflicts(context, () => client.send(command));
    return Attributes;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
