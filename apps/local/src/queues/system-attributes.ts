import type { StoredMessage } from './message-store.ts';

/**
 * The system attributes of a message.
 *
 * @param accountId the sender that it names
 */
export const systemAttributes = (message: StoredMessage, accountId: string): Record<string, string> => ({
  SenderId: accountId,
  SentTimestamp: String(Math.floor(message.sentAt)),
  ApproximateReceiveCount: String(message.receives),
  ApproximateFirstReceiveTimestamp: String(Math.floor(message.firstReceivedAt ?? message.sentAt)),
  ...(message.sourceArn === undefined ? {} : { DeadLetterQueueSourceArn: message.sourceArn }),
});
