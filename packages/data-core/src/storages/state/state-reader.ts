import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { StoreTable } from '../../shared/client/store.ts';
import { unpackJson } from '../../shared/encoding/packed-json.ts';
import type { Sender } from '../../shared/keys/sender-key.ts';
import { isExpired } from '../../shared/time/expiry.ts';
import { requireRecord } from '../../shared/validation/options.ts';
import { StateDamagedError } from './errors.ts';
import {
  bodyKey,
  decodeBody,
  decodeInline,
  headKey,
  isOfAnotherLife,
  type Life,
  type ReadState,
  readHead,
  type StateVersion,
  senderOf,
} from './state-item.ts';

/** What an item says of a state, without the sender; `state` is `{}` if there is none. */
export interface ParsedState {
  state: Record<string, unknown>;
  readonly stateVersion: StateVersion;
  readonly life?: Life;
  /** In epoch seconds. */
  readonly expiresAt?: number;
  /** When the lease of the present or last holder ends, in epoch milliseconds; 0 if nobody holds it. */
  readonly lockedUntil: number;
  /**
   * Where the state lies if it is too large for the item that was parsed: `state` is `{}` then though there is one. Read it with
   * `StateStorage.readState`.
   */
  readonly bodyKey?: { readonly senderId: string };
  [attribute: string]: unknown;
}

/** Whether an item can be believed: it is there, its time is not over, and it is of the life that is asked for. */
export function isPresent(
  item: Record<string, unknown> | undefined,
  nowMs: number,
  life: Life | undefined,
): item is Record<string, unknown> {
  return item !== undefined && !isExpired(item, nowMs) && !isOfAnotherLife(readHead(item), life);
}

/**
 * What an item says that was read with {@link stateKey}, for those who read it together with other items.
 *
 * @param item undefined if there was none
 * @param nowMs epoch milliseconds: a state whose time is over counts as absent
 * @param life a state of another life counts as absent. @default every life
 */
export function parseState(
  item: Record<string, unknown> | undefined,
  nowMs: number,
  life?: Life,
): ParsedState {
  if (item !== undefined) requireRecord('item', item);
  const known = {
    lockedUntil: item === undefined ? 0 : readHead(item).lockedUntil,
    stateVersion: versionOf(item, nowMs),
    ...lifetimeOf(isPresent(item, nowMs, life) ? item : {}, life),
  };
  if (!isPresent(item, nowMs, life)) return { state: {}, ...known };
  const { bodySlot } = readHead(item);
  const sender = senderOf(item);
  if (bodySlot !== undefined && sender) return { state: {}, ...known, bodyKey: bodyKey(sender, bodySlot) };
  const attributes = decodeInline(item);
  return { ...attributes, state: isState(attributes.state) ? attributes.state : {}, ...known };
}

/**
 * Reads a state from its item and, where it has one, its body.
 *
 * @returns `isSaved`: whether a state was found that someone had saved
 */
export async function readState(
  table: StoreTable,
  sender: Sender,
  nowMs: number,
  life?: Life,
): Promise<{ readonly isSaved: boolean; readonly item: ReadState }> {
  const get = new GetCommand({ TableName: table.tableName, Key: headKey(sender), ConsistentRead: true });
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const { Item } = await table.client.send(get);
    const attributes = isPresent(Item, nowMs, life) ? await readAttributes(table, sender, Item) : {};
    if (attributes === undefined) continue;
    const isSaved = isState(attributes.state);
    const state = isState(attributes.state) ? attributes.state : {};
    const lifetime = lifetimeOf(isPresent(Item, nowMs, life) ? Item : {}, life);
    return {
      isSaved,
      item: { ...attributes, ...sender, state, ...lifetime, stateVersion: versionOf(Item, nowMs) },
    };
  }
  throw new StateDamagedError(sender);
}

/**
 * The owner's attributes of a state, from the lock's item as it was read or from its body.
 *
 * @returns undefined if the body was replaced since the lock's item was read, which cannot happen to the holder
 */
export async function readAttributes(
  { client, tableName }: StoreTable,
  sender: Sender,
  stored: Record<string, unknown>,
): Promise<Record<string, unknown> | undefined> {
  const { bodySlot, bodyFence } = readHead(stored);
  if (bodySlot === undefined) return decodeInline(stored);
  const key = bodyKey(sender, bodySlot);
  const { Item } = await client.send(
    new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }),
  );
  if (Item?.fence !== bodyFence || !(Item?.data instanceof Uint8Array)) return undefined;
  const body = unpackJson(Item.format, Item.data);
  return isState(body) ? decodeBody(body) : undefined;
}

export function versionOf(item: Record<string, unknown> | undefined, nowMs: number): StateVersion {
  if (item === undefined) return { fence: null, savedBy: null, bodySlot: null, expired: false };
  const { fence, savedBy, bodySlot } = readHead(item);
  return { fence, savedBy, bodySlot: bodySlot ?? null, expired: isExpired(item, nowMs) };
}

export function isState(state: unknown): state is Record<string, unknown> {
  return typeof state === 'object' && state !== null;
}

/** The life that a state is of, or is to be of, and when it ends. */
export function lifetimeOf(
  item: Record<string, unknown>,
  asked: Life | undefined,
): { readonly life?: Life; readonly expiresAt?: number } {
  const life = readHead(item).life ?? asked;
  return {
    ...(life !== undefined && { life }),
    ...(typeof item.expiresAt === 'number' && { expiresAt: item.expiresAt }),
  };
}
