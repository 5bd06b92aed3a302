import { isRecord, type ServerFrame } from '@switchboard/protocol';
import type { OutgoingMessage } from '../outbox/outgoing-message.ts';
import type { ChatMessage } from '../snapshot.ts';

/** An operator's answer to a question of the bot's is a message of the platform: it takes nothing over. */
const typeOf = (
  writesAs: 'user' | 'operator',
  metadata: OutgoingMessage['metadata'],
): ChatMessage['messageType'] => {
  const approval = metadata?.approval;
  const isAnswer =
    isRecord(approval) && typeof approval.id === 'string' && typeof approval.approved === 'boolean';
  return writesAs === 'operator' && isAnswer ? 'system' : writesAs;
};

/** The message that an acknowledgement speaks of, as the server keeps it. */
export const storedMessage = (
  { messageId, threadId, seq, timestamp }: ServerFrame<'ack'>,
  { attachments, clientMessageId, metadata, replyTo, text }: OutgoingMessage,
  { userId = '', writesAs }: { readonly userId: string | undefined; readonly writesAs: 'user' | 'operator' },
): ChatMessage => ({
  messageId,
  threadId,
  seq,
  timestamp,
  messageType: typeOf(writesAs, metadata),
  text,
  sender: userId,
  status: 'sent',
  metadata: { ...metadata },
  clientMessageId,
  ...(replyTo === undefined ? {} : { replyTo }),
  ...(attachments === undefined ? {} : { attachments: [...attachments] }),
});
