import type { Device, UserConnection } from './connection.ts';

/** Anyone who sets this attribute to true with a plain UpdateItem takes the user over from the bot. */
export const overrideAttribute = 'isHumanOverride';

const devicePrefix = 'device:';

/** The attribute of one device, at the top level: a path inside a map cannot be set before the map exists. */
export const deviceAttribute = (connectionId: string): string => `${devicePrefix}${connectionId}`;

/** API Gateway closes every connection after two hours, milliseconds; source: its quotas for WebSocket APIs. */
const connectionLifetimeMs = 2 * 60 * 60_000;

/** What the table keeps of a device, under its attribute. */
interface DeviceValue {
  readonly threadId?: string;
  readonly connectedAt: number;
}

type Item = Readonly<Record<string, unknown>>;

/** Oldest first: DynamoDB gives attributes in no order. */
function devicesIn(item: Item): readonly Device[] {
  return Object.entries(item)
    .filter(([name]) => name.startsWith(devicePrefix))
    .map(([name, value]) => ({ connectionId: name.slice(devicePrefix.length), ...(value as DeviceValue) }))
    .toSorted((a, b) => a.connectedAt - b.connectedAt);
}

/**
 * The most devices that are kept of a user. Someone who keeps connecting and is never seen to disconnect must not make the
 * item, and with it the cost of each write, grow without end.
 */
const mostDevices = 64;

/** The devices that can be posted to: those that API Gateway has not closed by now, and of too many the newest. */
const liveDevices = (item: Item, now: number): readonly Device[] =>
  devicesIn(item)
    .filter(({ connectedAt }) => now - connectedAt < connectionLifetimeMs)
    .slice(-mostDevices);

/** The devices that are in the item though they can be posted to no more. */
export function staleDevices(item: Item, now: number): readonly Device[] {
  const live = new Set(liveDevices(item, now).map(({ connectionId }) => connectionId));
  return devicesIn(item).filter(({ connectionId }) => !live.has(connectionId));
}

/** @returns what a user's item says, without the devices that are too old to be there still */
export function parseConnection(item: Item, now: number): UserConnection {
  const { userId, connectionId, threadId, lastSeen } = item as Item & UserConnection;
  return {
    userId,
    ...(connectionId === undefined ? {} : { connectionId }),
    ...(threadId === undefined ? {} : { threadId }),
    ...(lastSeen === undefined ? {} : { lastSeen }),
    isHumanOverride: item[overrideAttribute] === true,
    devices: liveDevices(item, now),
  };
}
