import { decodeTyped } from '../../shared/encoding/decode.ts';
import { encodeTyped, type Json } from '../../shared/encoding/encode.ts';
import { parseSenderKey, type Sender, senderKey } from '../../shared/keys/sender-key.ts';

/** The state of a conversation, and whatever else its owner keeps beside it (wingbot: `lastTimestamps`, `lastInteraction`, `name`). */
export interface StateItem<State = Record<string, unknown>> extends Sender {
  state: State;
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

/**
 * A state with a body has two places for it, used in turn: a save fills the one that is not in use, then lets the lock's item
 * point to it. So a holder that came too late can neither change what is in use nor, because of the fence that each place bears,
 * what its successor has just written.
 */
export type BodySlot = 0 | 1;

export const bodySlots: readonly BodySlot[] = [0, 1];

/** The item that bears the lock, as it is stored; `attributes` are in it or in a body. */
export interface StateHead {
  readonly fence: number;
  readonly lockedUntil: number;
  readonly bodySlot?: BodySlot;
  readonly bodyFence?: number;
}

const ownAttributes = new Set([
  'senderId',
  'pageId',
  'fence',
  'lockedUntil',
  'lockedBy',
  'savedBy',
  'lock',
  'bodySlot',
  'bodyFence',
]);

/** The owner's attributes, encoded: all that is not ours. */
export function encodeAttributes(item: StateItem<object>): { readonly [name: string]: Json } {
  const attributes = Object.entries(item).filter(
    ([name, value]) => !ownAttributes.has(name) && value !== undefined,
  );
  // Each attribute by itself, because a tag is for a value, never for the item as a whole.
  return Object.fromEntries(attributes.map(([name, value]) => [name, encodeTyped(value, name)]));
}

/** The owner's attributes of a stored item or body. */
export function decodeAttributes(stored: object): Record<string, unknown> {
  const attributes = Object.entries(stored).filter(([name]) => !ownAttributes.has(name));
  return Object.fromEntries(attributes.map(([name, value]) => [name, decodeTyped(value)]));
}

export function readHead(stored: Record<string, unknown>): StateHead {
  const { fence, lockedUntil, bodySlot, bodyFence } = stored;
  return {
    fence: typeof fence === 'number' ? fence : 0,
    lockedUntil: typeof lockedUntil === 'number' ? lockedUntil : 0,
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

export function isLocked(item: StateItem<object>): item is LockedState<object> {
  return typeof item.fence === 'number';
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
