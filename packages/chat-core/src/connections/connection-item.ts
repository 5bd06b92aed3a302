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

const isAlive = ({ connectedAt }: Device, now: number): boolean => now - connectedAt < connectionLifetimeMs;

/** The devices that API Gateway has closed by now, though nobody was told. */
export const deadDevices = (item: Item, now: number): readonly Device[] =>
  devicesIn(item).filter((device) => !isAlive(device, now));

/** @returns what a user's item says, without the devices that are too old to be there still */
export function parseConnection(item: Item, now: number): UserConnection {
  const { userId, connectionId, threadId, lastSeen } = item as Item & UserConnection;
  return {
    userId,
    ...(connectionId === undefined ? {} : { connectionId }),
    ...(threadId === undefined ? {} : { threadId }),
    ...(lastSeen === undefined ? {} : { lastSeen }),
    isHumanOverride: item[overrideAttribute] === true,
    devices: devicesIn(item).filter((device) => isAlive(device, now)),
  };
}
