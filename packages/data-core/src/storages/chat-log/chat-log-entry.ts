import { fromAttributes, toAttributes } from '../../shared/encoding/attributes.ts';
import { encodeTyped, type Json } from '../../shared/encoding/encode.ts';
import { readSender, senderKey } from '../../shared/keys/sender-key.ts';
import { requireWhole } from '../../shared/validation/options.ts';

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

/** The attributes that are not said by the entry itself. */
const ofStorage = new Set(['userId', 'time', 'entryId', 'expiresAt', 'senderId']);

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
  const sender = readSender(senderId, pageId);
  const timestamp = firstNumber(metadata.timestamp, request.timestamp) ?? nowMs;
  requireWhole('timestamp', timestamp, { minimum: 0, maximum: latestMs });
  const { timestamp: _, senderId: __, ...beside } = metadata;
  const said = { ...beside, request, responses, ...(err !== undefined && { err: textOf(err) }) };
  return {
    ...toAttributes(encodeEach(said), ofStorage),
    senderId,
    userId: senderKey(sender),
    time: new Date(timestamp).toISOString(),
    entryId,
  };
}

/** The same item under a key of its own, for a millisecond that has an entry already. */
export function besideOthers(item: ChatLogItem): ChatLogItem {
  return { ...item, time: `${item.time}${separator}${String(item.entryId)}` };
}

/** The end of the year 9999: later times have keys of another form. */
export const latestMs = 253_402_300_799_999;

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

/** What an entry says, decoded. */
export function decodeEntry(item: Record<string, unknown>): Record<string, unknown> {
  return fromAttributes(Object.fromEntries(Object.entries(item).filter(([name]) => !ofStorage.has(name))));
}

function encodeEach(attributes: object): Record<string, Json> {
  const present = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present.map(([name, value]) => [name, encodeTyped(value, name)]));
}

/** What was thrown, as a text; an object without a prototype has none of its own. */
function textOf(err: unknown): string {
  try {
    return String(err);
  } catch {
    return Object.prototype.toString.call(err);
  }
}

function firstNumber(...values: readonly unknown[]): number | undefined {
  return values.find((value): value is number => typeof value === 'number' && Number.isFinite(value));
}
