import { DataCoreError, epochSeconds } from '@switchboard/data-core';
import type { ChatContext } from '../context/chat-context.ts';
import { expiryOf } from '../context/item-expiry.ts';
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
import { notErasedSince } from './erasure-mark.ts';
import { type Item, makeConnection, updateConnection } from './write-connection.ts';

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

/** Which of a user's devices are gone, though none of them has disconnected. */
export type FindGone = (devices: readonly Device[]) => Promise<readonly Device[]>;

/**
 * Adds a device to its user's item with one update; where the item has to be made, with a transaction more, which a
 * user who is just being erased fails. The override, and the user's other devices, stay as they are. The item expires when its user has not connected for as long as messages are kept.
 *
 * @param findGone asked when the user has more devices than are kept, so that a device that is no more is dropped rather
 * than one that is there. @default none is known to be gone
 * @throws {SessionRevokedError} if the session was revoked since its token was checked
 */
export async function recordConnect(
  context: ChatContext,
  request: ConnectRequest,
  findGone: FindGone = async () => [],
): Promise<Connected> {
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
  const live = devicesIn(item).filter((candidate) => isLive(candidate, now));
  const others = live.filter((candidate) => candidate.connectionId !== connectionId);
  // A handshake that failed after this write has left a device that nobody will disconnect.
  const gone = live.length > mostDevices ? await findGone(others) : [];
  const open = live.filter((candidate) => !gone.includes(candidate));
  const replaced = open.slice(0, -mostDevices);
  const stale = devicesIn(item).filter((candidate) => !isLive(candidate, now));
  const names = [...replaced, ...gone, ...stale].map((removed) => deviceAttribute(removed.connectionId));
  await removeAttributes(context, userId, [...names, ...spentRevocations(item, now)]);
  return { connection: { ...parseConnection(item, now), devices: open.slice(-mostDevices) }, replaced };
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
  const item = await updateConnection(context, userId, {
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
  await updateConnection(context, userId, {
    UpdateExpression: `REMOVE ${names.map(([name]) => name).join(', ')}`,
    // A user who is not there needs no item.
    ConditionExpression: 'attribute_exists(userId)',
    ExpressionAttributeNames: Object.fromEntries(names),
  });
}

/**
 * Sets fields of the user's item, which is made if there is none, or only one that has expired: nothing of that one
 * counts. One update where the item is there; a transaction more where it is made.
 *
 * @throws {SessionRevokedError} if the session was revoked since its token was checked
 */
async function setFields(
  context: ChatContext,
  request: ConnectRequest,
  fields: Readonly<Record<string, unknown>>,
): Promise<Item> {
  const { userId, sessionId = '', checkedAt = context.now() } = request;
  const names = Object.keys(fields);
  const notRevoked = {
    expression:
      'attribute_not_exists(#revoked) AND (attribute_not_exists(#revokedAll) OR #revokedAll < :checkedAt)',
    names: { '#revoked': revokedAttribute(sessionId), '#revokedAll': revokedAllAttribute },
    values: { ':nowSeconds': epochSeconds(context.now()), ':checkedAt': checkedAt },
  };
  const set = () =>
    updateConnection(context, userId, {
      UpdateExpression: `SET ${names.map((_, index) => `#${index} = :${index}`).join(', ')}`,
      ConditionExpression: `attribute_exists(userId) AND (attribute_not_exists(expiresAt) OR expiresAt > :nowSeconds) AND ${notRevoked.expression}`,
      ExpressionAttributeNames: {
        ...Object.fromEntries(names.map((name, index) => [`#${index}`, name])),
        ...notRevoked.names,
      },
      ExpressionAttributeValues: {
        ...Object.fromEntries(names.map((name, index) => [`:${index}`, fields[name]])),
        ...notRevoked.values,
      },
    });
  const make = () =>
    makeConnection(
      context,
      { userId, ...fields },
      {
        ConditionExpression: `attribute_not_exists(userId) OR (expiresAt <= :nowSeconds AND ${notRevoked.expression})`,
        ExpressionAttributeNames: notRevoked.names,
        ExpressionAttributeValues: notRevoked.values,
      },
      notErasedSince(context, userId, checkedAt),
    );
  // Another device of the user may make the item in between.
  const item = (await set()) ?? (await make()) ?? (await set());
  if (item === undefined) throw new SessionRevokedError();
  return item;
}
