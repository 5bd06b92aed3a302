import { isExpired } from '@switchboard/data-core';
import type { Message, ServerFrame } from '@switchboard/protocol';

/** A message as it is stored in the table and published. */
export interface StoredMessage extends Message {
  /** Epoch seconds. */
  readonly expiresAt: number;
  /** The ids, in a channel that is pushed to, of what it shows an operator's message as. */
  readonly shownAs?: readonly string[];
  /** The files that a message had when it was deleted, and their thumbnails: what dies before it has removed them finds them here. */
  readonly withdrawnIds?: readonly string[];
}

/** @returns the message in an item of the table, or `null` if there is none or it has expired */
export function parseMessage(
  item: Readonly<Record<string, unknown>> | undefined,
  now: number,
): StoredMessage | null {
  if (item === undefined) return null;
  const message = item as Record<string, unknown> & StoredMessage;
  return isExpired(message, now) ? null : message;
}

/** The message as it goes over the wire: without what only the platform needs. */
export function wireMessage(stored: StoredMessage): Message {
  const { expiresAt: _, shownAs: __, withdrawnIds: ___, ...message } = stored;
  return message;
}

/** The frame that brings a message to a device. */
export const messageFrame = (message: StoredMessage): ServerFrame<'message'> => ({
  event: 'message',
  ...wireMessage(message),
});

/** The frame that answers its sender, at the first try and at every retry. */
export const ackFrame = ({
  messageId,
  threadId,
  seq,
  timestamp,
  clientMessageId,
}: Pick<
  Message,
  'messageId' | 'threadId' | 'seq' | 'timestamp' | 'clientMessageId'
>): ServerFrame<'ack'> => ({
  event: 'ack',
  messageId,
  threadId,
  seq,
  timestamp,
  ...(clientMessageId === undefined ? {} : { clientMessageId }),
  message: 'Message sent successfully',
});
