import { fromAttributes, toAttributes } from '../../shared/encoding/attributes.ts';
import { decodeTyped } from '../../shared/encoding/decode.ts';
import { encodeTyped, type Json } from '../../shared/encoding/encode.ts';
import { parseSenderKey, readSender, type Sender, senderKey } from '../../shared/keys/sender-key.ts';

/**
 * Which life of a conversation a state belongs to, for example when its thread was created. A state of another life than the one that is asked
 * for counts as absent.
 */
export type Life = string | number;

/** The state of a conversation, and whatever else its owner keeps beside it (wingbot: `lastTimestamps`, `lastInteraction`, `name`). */
export interface StateItem<State = Record<string, unknown>> extends Sender {
  state: State;
  /** @default none: the state belongs to every life */
  life?: Life | undefined;
  /** When the state ends, in epoch seconds. A save of what was locked or read keeps it unless it says otherwise. @default never */
  expiresAt?: number | undefined;
  [attribute: string]: unknown;
}

/** A state that the caller holds. Save it, or a copy that has its own attributes. */
export interface LockedState<State = Record<string, unknown>> extends StateItem<State> {
  /** Rises with every holder: what is saved under a lower one is refused. */
  readonly fence: number;
  /** When the lease runs out, in epoch milliseconds. */
  readonly lockedUntil: number;
  /** Where the state's body lies if it has an item of its own. */
  readonly bodySlot?: BodySlot;
}

/** A state that was read without its lock. It is saved only if nobody has saved or taken it since. */
export interface ReadState<State = Record<string, unknown>> extends StateItem<State> {
  readonly stateVersion: StateVersion;
}

/** What a state was when it was read: to be given back with the save, and not to be looked into. It survives JSON. */
export interface StateVersion {
  /** The fence of the stored item; null if there is none. */
  readonly fence: number | null;
  readonly savedBy: string | null;
  readonly bodySlot: BodySlot | null;
  /** DynamoDB may delete the item at any moment. */
  readonly expired: boolean;
}

/**
 * A state with a body has two places for it, used in turn: a save fills the one that is not in use, then lets the lock's item
 * point to it. So a holder that came too late can neither change what is in use nor, because of the fence that each place bears,
 * what its successor has just written.
 */
export type BodySlot = 0 | 1;

export const bodySlots: readonly BodySlot[] = [0, 1];

/** The item that bears the lock, as it is stored; the owner's attributes are in it or in a body. */
export interface StateHead {
  readonly fence: number;
  readonly lockedUntil: number;
  readonly savedBy: string | null;
  readonly life: Life | undefined;
  readonly bodySlot?: BodySlot;
  readonly bodyFence?: number;
}

/** What a handle says of the lock and the version: not of the owner's attributes. `lock` is what the original storage calls it. */
const ofHandle = new Set([
  'senderId',
  'pageId',
  'fence',
  'lockedUntil',
  'bodySlot',
  'lock',
  'life',
  'expiresAt',
]);

/** The attributes of a stored item that are ours. An owner's attribute of the same name is stored under another one. */
const ofStorage = new Set([...ofHandle, 'lockedBy', 'savedBy', 'bodyFence', 'interactedAt']);

/** Whether an attribute is a handle's and not the owner's. */
const isOfHandle = (name: string, value: unknown): boolean =>
  ofHandle.has(name) || (name === 'stateVersion' && isStateVersion(value));

/** The owner's attributes, encoded. */
export function encodeOwn(item: StateItem<object>): { readonly [name: string]: Json } {
  const own = Object.entries(item).filter(([name, value]) => !isOfHandle(name, value) && value !== undefined);
  // Each attribute by itself, because a tag is for a value, never for the item as a whole.
  return Object.fromEntries(own.map(([name, value]) => [name, encodeTyped(value, name)]));
}

/** The encoded attributes as attributes of the item that bears the lock. */
export function inlineAttributes(encoded: { readonly [name: string]: Json }): {
  readonly [name: string]: Json;
} {
  return toAttributes(encoded, ofStorage);
}

/** The owner's attributes of an item that bears the lock. */
export function decodeInline(stored: object): Record<string, unknown> {
  return fromAttributes(Object.fromEntries(Object.entries(stored).filter(([name]) => !ofStorage.has(name))));
}

/** The owner's attributes of a body. */
export function decodeBody(body: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, decodeTyped(value)]));
}

export function readHead(stored: Record<string, unknown>): StateHead {
  const { fence, lockedUntil, savedBy, life, bodySlot, bodyFence } = stored;
  return {
    fence: typeof fence === 'number' ? fence : 0,
    lockedUntil: typeof lockedUntil === 'number' ? lockedUntil : 0,
    savedBy: typeof savedBy === 'string' ? savedBy : null,
    life: typeof life === 'string' || typeof life === 'number' ? life : undefined,
    ...((bodySlot === 0 || bodySlot === 1) && { bodySlot }),
    ...(typeof bodyFence === 'number' && { bodyFence }),
  };
}

/** What a locked item says of its lock, from the stored item. */
export function lockOf(
  stored: Record<string, unknown>,
): Pick<LockedState, 'fence' | 'lockedUntil' | 'bodySlot'> {
  const { fence, lockedUntil, bodySlot } = readHead(stored);
  return { fence, lockedUntil, ...(bodySlot !== undefined && { bodySlot }) };
}

/** Whether the stored state belongs to another life than the one that is asked for. */
export function isOfAnotherLife({ life }: Pick<StateHead, 'life'>, asked: Life | undefined): boolean {
  return asked !== undefined && life !== asked;
}

export function isLocked(item: object): item is LockedState<object> {
  return 'fence' in item && typeof item.fence === 'number';
}

export function isRead(item: object): item is ReadState<object> {
  return 'stateVersion' in item && isStateVersion(item.stateVersion);
}

function isStateVersion(value: unknown): value is StateVersion {
  return typeof value === 'object' && value !== null && 'fence' in value && 'savedBy' in value;
}

/**
 * The key of a state's item, for a BatchGet of the caller's own; see `parseState`.
 *
 * @throws {InvalidOptionError}
 */
export function stateKey(senderId: string, pageId?: string | null): { senderId: string } {
  return headKey(readSender(senderId, pageId));
}

export function headKey(sender: Sender): { senderId: string } {
  return { senderId: senderKey(sender) };
}

export function bodyKey(sender: Sender, slot: BodySlot): { senderId: string } {
  return { senderId: senderKey(sender, `body${slot}`) };
}

/** The sender of a stored item, or undefined for an item that is only a body. */
export function senderOf(stored: Record<string, unknown>): Sender | undefined {
  const { sender, part } = parseSenderKey(String(stored.senderId));
  return part === undefined ? sender : undefined;
}
