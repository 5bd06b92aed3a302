import type { StoredMarker } from './append-request.ts';
import type { StoredMessage } from './stored-message.ts';

/** What the table keeps of a message by its clientMessageId, to answer a retry with. */
export interface MarkerItem extends StoredMarker {
  readonly partitionKey: string;
  readonly sortKey: string;
  /** Epoch seconds, as the message's. */
  readonly expiresAt: number;
}

/** The marker's key in the table `partitioned_keys`. */
const markerKey = (threadId: string, clientMessageId: string) => ({
  partitionKey: `message.${threadId}`,
  sortKey: clientMessageId,
});

export function markerOf(message: StoredMessage, clientMessageId: string): MarkerItem {
  const { messageId, threadId, seq, timestamp, expiresAt } = message;
  return {
    ...markerKey(threadId, clientMessageId),
    messageId,
    threadId,
    seq,
    timestamp,
    clientMessageId,
    expiresAt,
  };
}

/** @returns what the marker's item says */
export function parseMarker(item: Readonly<Record<string, unknown>>): StoredMarker {
  const { messageId, threadId, seq, timestamp, clientMessageId } = item as Record<string, unknown> &
    MarkerItem;
  return { messageId, threadId, seq, timestamp, clientMessageId };
}
