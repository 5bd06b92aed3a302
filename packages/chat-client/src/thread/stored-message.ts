import type { ServerFrame } from '@switchboard/protocol';
import type { OutgoingMessage } from '../outbox/outgoing-message.ts';
import type { ChatMessage } from '../snapshot.ts';

/** The message that an acknowledgement speaks of, as the server keeps it. */
export const storedMessage = (
  { messageId, threadId, seq, timestamp }: ServerFrame<'ack'>,
  { attachments, clientMessageId, metadata, replyTo, text }: OutgoingMessage,
  {
    userId = '',
    messageType,
  }: { readonly userId: string | undefined; readonly messageType: 'user' | 'operator' },
): ChatMessage => ({
  messageId,
  threadId,
  seq,
  timestamp,
  messageType,
  text,
  sender: userId,
  status: 'sent',
  metadata: { ...metadata },
  clientMessageId,
  ...(replyTo === undefined ? {} : { replyTo }),
  ...(attachments === undefined ? {} : { attachments: [...attachments] }),
});
