import { requireText } from '../validation/options.ts';
import { compositeKey, splitKey } from './composite-key.ts';

/** A sender as the bot engine names it: on a page of its channel, or without one. */
export interface Sender {
  readonly senderId: string;
  readonly pageId?: string;
}

/** A key of 2048 bytes holds both ids, escaped, and the part. */
const maxIdBytes = 600;

/** @throws {InvalidOptionError} naming `senderId` or `pageId` */
export function readSender(senderId: unknown, pageId?: unknown): Sender {
  requireText('senderId', senderId, maxIdBytes);
  if (pageId === undefined || pageId === null) return { senderId };
  requireText('pageId', pageId, maxIdBytes);
  return { senderId, pageId };
}

/**
 * The key of what is stored for a sender: the bare sender id; with a page, `<page>|<sender>`; and a third part for an item
 * that belongs to the sender beside the main one.
 *
 * @example senderKey({ senderId: 'anna' }) === 'anna'
 * @example senderKey({ senderId: 'anna', pageId: 'shop' }) === 'shop|anna'
 */
export function senderKey({ senderId, pageId }: Sender, part?: string): string {
  if (part !== undefined) return compositeKey(pageId ?? '', senderId, part);
  return pageId === undefined ? compositeKey(senderId) : compositeKey(pageId, senderId);
}

/** The sender and the part of a key that {@link senderKey} made. */
export function parseSenderKey(key: string): { sender: Sender; part?: string } {
  const [first = '', second, part] = splitKey(key);
  if (second === undefined) return { sender: { senderId: first } };
  if (part === undefined) return { sender: { senderId: second, pageId: first } };
  return { sender: first === '' ? { senderId: second } : { senderId: second, pageId: first }, part };
}
