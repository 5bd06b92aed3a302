import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { DataCoreError, epochSeconds } from '@switchboard/data-core';
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
  revokedAllAttribute,
  revokedAttribute,
  spentRevocations,
} from './connection-item.ts';

/** Devices that one update removes: an update expression has at most 4 KB. The rest goes with the next write. */
const mostRemovals = 100;

/** One device of a user. */
export interface DeviceKey {
  readonly userId: string;
  readonly connectionId: string;
}

export interface ConnectRequest
  extends DeviceKey,
    Pick<Device, 'threadId' | 'sessionId' | 'sessionExpiresAt'> {
  /** When the session's token was checked, epoch milliseconds: a session revoked since opens nothing. */
  readonly checkedAt?: number;
}

/** The session was revoked while its connection opened. Nothing was stored. */
export class SessionRevokedError extends DataCoreError {
  readonly code = 'session.revoked';

  constructor() {
    super('The session was revoked while its connection opened.');
  }
}

export interface Connected {
  /** The user's item as it is now. */
  readonly connection: UserConnection;
  /** The oldest devices, removed because the user had more than are kept: their connections are to be closed. */
  readonly replaced: readonly Device[];
}

/**
 * Adds a device to its user's item with one update. The override, and the user's other devices, stay as they are. The item
 * expires when its user has not connected for as long as messages are kept.
 *
 * @throws {SessionRevokedError} if the session was revoked since its token was checked
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
  const item = await setFields(context, request, fields);
  const replaced = devicesIn(item)
    .filter((candidate) => isLive(candidate, now))
    .slice(0, -mostDevices);
  const stale = devicesIn(item).filter((candidate) => !isLive(candidate, now));
  const names = [...replaced, ...stale].map((gone) => deviceAttribute(gone.connectionId));
  await removeAttributes(context, userId, [...names, ...spentRevocations(item, now)]);
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
export const removeDevices = (
  context: ChatContext,
  userId: string,
  devices: readonly Pick<Device, 'connectionId'>[],
): Promise<void> =>
  removeAttributes(
    context,
    userId,
    devices.map(({ connectionId }) => deviceAttribute(connectionId)),
  );

async function removeAttributes(
  context: ChatContext,
  userId: string,
  attributes: readonly string[],
): Promise<void> {
  if (attributes.length === 0) return;
  const names = attributes.slice(0, mostRemovals).map((name, index) => [`#d${index}`, name] as const);
  await update(context, userId, {
    UpdateExpression: `REMOVE ${names.map(([name]) => name).join(', ')}`,
    // A user who is not there needs no item.
    ConditionExpression: 'attribute_exists(userId)',
    ExpressionAttributeNames: Object.fromEntries(names),
  });
}

/**
 * Takes the devices of a revoked session away, or of all sessions, with one read and one update, and leaves a mark that a
 * connection which is opening at this moment runs into.
 *
 * @param session the session that was revoked, or `all` of the user's
 * @returns the devices: their connections are to be closed
 */
export async function revokeDevices(
  context: ChatContext,
  userId: string,
  session: { readonly sessionId: string } | 'all',
): Promise<readonly Device[]> {
  const now = context.now();
  const mark = session === 'all' ? revokedAllAttribute : revokedAttribute(session.sessionId);
  const item = await update(context, userId, {
    UpdateExpression: 'SET #mark = :now',
    ConditionExpression: 'attribute_exists(userId)',
    ExpressionAttributeNames: { '#mark': mark },
    ExpressionAttributeValues: { ':now': now },
  });
  const devices = item === undefined ? [] : devicesIn(item);
  const revoked = devices.filter((device) => session === 'all' || device.sessionId === session.sessionId);
  await removeDevices(context, userId, revoked);
  return revoked;
}

/**
 * Sets fields of the user's item, which is made where there is none. One update; one more where an expired item is in the
 * way: nothing of that one counts.
 */
async function setFields(
  context: ChatContext,
  { userId, sessionId = '', checkedAt = context.now() }: ConnectRequest,
  fields: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const names = Object.keys(fields);
  const nowSeconds = epochSeconds(context.now());
  const item = await update(context, userId, {
    UpdateExpression: `SET ${names.map((_, index) => `#${index} = :${index}`).join(', ')}`,
    ConditionExpression:
      '(attribute_not_exists(expiresAt) OR expiresAt > :nowSeconds) AND attribute_not_exists(#revoked) AND (attribute_not_exists(#revokedAll) OR #revokedAll < :checkedAt)',
    ExpressionAttributeNames: {
      ...Object.fromEntries(names.map((name, index) => [`#${index}`, name])),
      '#revoked': revokedAttribute(sessionId),
      '#revokedAll': revokedAllAttribute,
    },
    ExpressionAttributeValues: {
      ...Object.fromEntries(names.map((name, index) => [`:${index}`, fields[name]])),
      ':nowSeconds': nowSeconds,
      ':checkedAt': checkedAt,
    },
  });
  if (item !== undefined) return item;
  const fresh = { userId, ...fields };
  if (await putInPlaceOfExpired(context, fresh, nowSeconds)) return fresh;
  throw new SessionRevokedError();
}

/** @returns whether an expired item was in the way, and was replaced */
async function putInPlaceOfExpired(
  context: ChatContext,
  item: Readonly<Record<string, unknown>>,
  nowSeconds: number,
): Promise<boolean> {
  const { client, tables } = context;
  const put = new PutCommand({
    TableName: tables.connections,
    Item: item,
    ConditionExpression: 'expiresAt <= :nowSeconds',
    ExpressionAttributeValues: { ':nowSeconds': nowSeconds },
  });
  try {
    await retryConflicts(context, () => client.send(put));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
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
