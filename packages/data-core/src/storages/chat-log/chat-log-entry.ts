import { encodeTyped } from '../../shared/encoding/encode.ts';
import { senderKey } from '../../shared/keys/sender-key.ts';

/** What one turn of a conversation is logged as. */
export interface ChatLogEvent {
  readonly senderId: string;
  readonly responses: readonly unknown[];
  readonly request: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly err?: unknown;
}

export interface ChatLogItem {
  readonly userId: string;
  readonly time: string;
  readonly [attribute: string]: unknown;
}

/** What follows the time in the key of an entry that came second in its millisecond. */
const separator = '#';
/** Sorts after every entry of a millisecond. */
const afterSeparator = '$';

/**
 * The item of an event. It lies under the time of its request, or under `nowMs`.
 *
 * @param entryId names the entry, so that a retry of a request that had been applied is not taken for another one
 */
export function toItem(event: ChatLogEvent, entryId: string, nowMs: number): ChatLogItem {
  const { senderId, responses, request, metadata, err } = event;
  const pageId = typeof metadata.pageId === 'string' ? metadata.pageId : undefined;
  const timestamp = firstNumber(metadata.timestamp, request.timestamp) ?? nowMs;
  const { timestamp: _, senderId: __, ...beside } = metadata;
  return {
    ...encodeEach(beside),
    ...encodeEach({ request, responses, ...(err !== undefined && { err: String(err) }) }),
    senderId,
    userId: senderKey({ senderId, ...(pageId !== undefined && { pageId }) }),
    time: new Date(timestamp).toISOString(),
    entryId,
  };
}

/** The same item under a key of its own, for a millisecond that has an entry already. */
export function besideOthers(item: ChatLogItem): ChatLogItem {
  return { ...item, time: `${item.time}${separator}${String(item.entryId)}` };
}

/** The keys of a millisecond and of all later ones start here. */
export function firstKeyOf(ms: number): string {
  return new Date(ms).toISOString();
}

/** The keys of a millisecond and of all earlier ones end here. */
export function lastKeyOf(ms: number): string {
  return `${new Date(ms).toISOString()}${afterSeparator}`;
}

/** The time of an entry without what tells it from others of the same millisecond. */
export function timeOf(key: string): string {
  return key.split(separator)[0] ?? key;
}

function encodeEach(attributes: object): Record<string, unknown> {
  const present = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present.map(([name, value]) => [name, encodeTyped(value, name)]));
}

function firstNumber(...values: readonly unknown[]): number | undefined {
  return values.find((value): value is number => typeof value === 'number' && Number.isFinite(value));
}
