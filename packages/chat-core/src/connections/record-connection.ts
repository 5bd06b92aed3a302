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
  longestOpeningMs,
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
 * Adds a device to its user's item with one update. The override, and the user's other devices, stay as they are. The
 * item expires when its user has not connected for as long as messages are kept.
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
 * Takes the devices of a revoked session away, or of all sessions, with two updates, and leaves a mark that a
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
  const mark = session === 'all' ? revokedAllAttribute : revokedAttribute(session.sessionId);
  const item = await markRevoked(context, userId, mark);
  const revoked = devicesIn(item).filter(
    (device) => session === 'all' || device.sessionId === session.sessionId,
  );
  await removeDevices(context, userId, revoked);
  return revoked;
}

/**
 * Sets a mark on the user's item. For a user without one, an item is made that outlives connections which are opening.
 */
async function markRevoked(context: ChatContext, userId: string, mark: string): Promise<Item> {
  const now = context.now();
  const set = () =>
    update(context, userId, {
      UpdateExpression: 'SET #mark = :now',
      ConditionExpression: 'attribute_exists(userId)',
      ExpressionAttributeNames: { '#mark': mark },
      ExpressionAttributeValues: { ':now': now },
    });
  const fresh = { userId, [mark]: now, expiresAt: epochSeconds(now + longestOpeningMs) };
  const make = () => put(context, fresh, { ConditionExpression: 'attribute_not_exists(userId)' });
  // The item may be made by another function in between.
  return (await set()) ?? (await make()) ?? (await set()) ?? fresh;
}

/**
 * Sets fields of the user's item, which is made where there is none. One update; one put more where an expired item is
 * in the way: nothing of that one counts.
 *
 * @throws {SessionRevokedError} if the session was revoked since its token was checked
 */
async function setFields(
  context: ChatContext,
  { userId, sessionId = '', checkedAt = context.now() }: ConnectRequest,
  fields: Readonly<Record<string, unknown>>,
): Promise<Item> {
  const names = Object.keys(fields);
  const notRevoked = {
    expression:
      'attribute_not_exists(#revoked) AND (attribute_not_exists(#revokedAll) OR #revokedAll < :checkedAt)',
    names: { '#revoked': revokedAttribute(sessionId), '#revokedAll': revokedAllAttribute },
    values: { ':nowSeconds': epochSeconds(context.now()), ':checkedAt': checkedAt },
  };
  const set = () =>
    update(context, userId, {
      UpdateExpression: `SET ${names.map((_, index) => `#${index} = :${index}`).join(', ')}`,
      ConditionExpression: `(attribute_not_exists(expiresAt) OR expiresAt > :nowSeconds) AND ${notRevoked.expression}`,
      ExpressionAttributeNames: {
        ...Object.fromEntries(names.map((name, index) => [`#${index}`, name])),
        ...notRevoked.names,
      },
      ExpressionAttributeValues: {
        ...Object.fromEntries(names.map((name, index) => [`:${index}`, fields[name]])),
        ...notRevoked.values,
      },
    });
  const replaceExpired = () =>
    put(
      context,
      { userId, ...fields },
      {
        ConditionExpression: `expiresAt <= :nowSeconds AND ${notRevoked.expression}`,
        ExpressionAttributeNames: notRevoked.names,
        ExpressionAttributeValues: notRevoked.values,
      },
    );
  // Another device of the user may replace the expired item in between.
  const item = (await set()) ?? (await replaceExpired()) ?? (await set());
  if (item === undefined) throw new SessionRevokedError();
  return item;
}

type Item = Readonly<Record<string, unknown>>;

type Condition = Pick<
  UpdateCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

/** @returns the item; `undefined` if the condition failed */
async function put(context: ChatContext, item: Item, condition: Condition): Promise<Item | undefined> {
  const { client, tables } = context;
  const command = new PutCommand({ TableName: tables.connections, Item: item, ...condition });
  return unlessRefused(async () => {
    await retryConflicts(context, () => client.send(command));
    return item;
  });
}

/** @returns the item as it is then; `undefined` if the condition failed */
async function update(
  context: ChatContext,
  userId: string,
  change: Condition & Pick<UpdateCommandInput, 'UpdateExpression'>,
): Promise<Item | undefined> {
  const { client, tables } = context;
  const command = new UpdateCommand({
    TableName: tables.connections,
    Key: { userId },
    ReturnValues: 'ALL_NEW',
    ...change,
  });
  return unlessRefused(async () => {
    const { Attributes } = await retryConflicts(context, () => client.send(command));
    return Attributes;
  });
}

async function unlessRefused<Result>(write: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
