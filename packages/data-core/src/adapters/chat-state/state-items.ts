import { decodeTyped } from '../../shared/encoding/decode.ts';
import { encodeTyped } from '../../shared/encoding/encode.ts';
import { compositeKey } from '../../shared/keys/composite-key.ts';
import { epochSeconds } from '../../shared/time/expiry.ts';

/** The kinds of things that the Chat SDK keeps. Each thread or key has one item of each kind. */
export type StateKind = 'lock' | 'value' | 'list' | 'queue' | 'subscription';

export interface StateKey {
  readonly partitionKey: string;
  readonly sortKey: string;
}

export function stateKey(prefix: string, kind: StateKind, id: string): StateKey {
  return { partitionKey: compositeKey(prefix, id), sortKey: kind };
}

/** The attributes of an item that lives `ttlMs`: exact for us, and rounded up for DynamoDB. */
export function lifetime(ttlMs: number | undefined, nowMs: number): { untilMs?: number; expiresAt?: number } {
  if (!ttlMs) return {};
  return { untilMs: nowMs + ttlMs, expiresAt: epochSeconds(nowMs + ttlMs) + 1 };
}

/** The item unless its time is over, whether or not DynamoDB has deleted it. */
export function living(
  item: Record<string, unknown> | undefined,
  nowMs: number,
): Record<string, unknown> | undefined {
  return typeof item?.untilMs === 'number' && item.untilMs <= nowMs ? undefined : item;
}

/** A value as text, so that no depth and no type of it is a problem. */
export function packValue(value: unknown): string {
  return JSON.stringify(encodeTyped(value));
}

/** The packed value. The caller names its type, as the Chat SDK's interface wants it. */
export function unpackValue<Value>(packed: unknown): Value {
  return decodeTyped(JSON.parse(String(packed))) as Value;
}
