import type { ChatContext } from '../context/chat-context.ts';
import type { TransactItem } from '../context/commit.ts';
import type { Device, UserConnection } from './connection.ts';

type Item = Readonly<Record<string, unknown>>;

/** Anyone who sets this attribute to true with a plain UpdateItem takes the user over from the bot. */
export const overrideAttribute = 'isHumanOverride';

const devicePrefix = 'device:';

const revokedPrefix = 'revoked:';

/** When every session of the user was revoked, epoch milliseconds. */
export const revokedAllAttribute = 'revokedAllAt';

/** When a session was revoked, epoch milliseconds: it must not open a connection that was let through before. */
export const revokedAttribute = (sessionId: string): string => `${revokedPrefix}${sessionId}`;

/** A connection opens this long after its token was checked, at most, milliseconds: an integration takes 29 s. */
export const longestOpeningMs = 60_000;

/** Marks of revoked sessions that no connection can be opening with any more. */
export const spentRevocations = (item: Item, now: number): readonly string[] =>
  Object.entries(item)
    .filter(([name, value]) => name.startsWith(revokedPrefix) && now - Number(value) > longestOpeningMs)
    .map(([name]) => name);

/** The attribute of one device, at the top level: a path inside a map cannot be set before the map exists. */
export const deviceAttribute = (connectionId: string): string => `${devicePrefix}${connectionId}`;

/** Holds while the device is in its user's item: a revocation takes it away. */
export const hasDevice = (
  { connections }: ChatContext['tables'],
  userId: string,
  connectionId: string,
): TransactItem => ({
  ConditionCheck: {
    TableName: connections,
    Key: { userId },
    ConditionExpression: 'attribute_exists(#device)',
    ExpressionAttributeNames: { '#device': deviceAttribute(connectionId) },
  },
});

/** API Gateway closes every connection after two hours, milliseconds; source: its quotas for WebSocket APIs. */
const connectionLifetimeMs = 2 * 60 * 60_000;

/**
 * The most devices that are kept of a user: the item, and with it the cost of each write, must not grow without end.
 */
export const mostDevices = 64;

/** What the table keeps of a device, under its attribute. */
export type DeviceValue = Omit<Device, 'connectionId'>;

/** Every device in the item, the oldest first: DynamoDB gives attributes in no order. */
export function devicesIn(item: Item): readonly Device[] {
  return Object.entries(item)
    .filter(([name]) => name.startsWith(devicePrefix))
    .map(([name, value]) => ({ connectionId: name.slice(devicePrefix.length), ...(value as DeviceValue) }))
    .toSorted((a, b) => a.connectedAt - b.connectedAt);
}

/** Whether API Gateway can still hold the connection open, and its session has not ended. */
export const isLive = ({ connectedAt, sessionExpiresAt }: Device, now: number): boolean =>
  now - connectedAt < connectionLifetimeMs && !isSessionOver({ sessionExpiresAt }, now);

/** Whether the session that opened a connection has ended by its time. */
export const isSessionOver = (
  { sessionExpiresAt }: { readonly sessionExpiresAt?: number | undefined },
  now: number,
): boolean => sessionExpiresAt !== undefined && sessionExpiresAt * 1000 <= now;

/** @returns what a user's item says, with the devices that can be posted to */
export function parseConnection(item: Item, now: number): UserConnection {
  const { userId, connectionId, threadId, lastSeen, threadsUsedUntil } = item as Item & UserConnection;
  return {
    userId,
    ...(connectionId === undefined ? {} : { connectionId }),
    ...(threadId === undefined ? {} : { threadId }),
    ...(lastSeen === undefined ? {} : { lastSeen }),
    ...(threadsUsedUntil === undefined ? {} : { threadsUsedUntil }),
    isHumanOverride: item[overrideAttribute] === true,
    devices: devicesIn(item).filter((device) => isLive(device, now)),
  };
}
