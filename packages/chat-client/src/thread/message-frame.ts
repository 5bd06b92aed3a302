import type { Attachment, ClientFrame } from '@switchboard/protocol';
import type { OutgoingMessage } from '../outbox/outgoing-message.ts';

/** The fields of a file that the message sets; the server adds the others. */
const sentFile = ({ attachmentId, width, height, thumbnailId }: Attachment) => ({
  attachmentId,
  ...(width === undefined ? {} : { width }),
  ...(height === undefined ? {} : { height }),
  ...(thumbnailId === undefined ? {} : { thumbnailId }),
});

/** The frame that sends a message of the outbox. */
export function messageFrame(
  threadId: string,
  { clientMessageId, text, metadata, replyTo, attachments, answersThrough }: OutgoingMessage,
): ClientFrame<'message.send'> {
  return {
    action: 'message.send',
    threadId,
    clientMessageId,
    text,
    ...(metadata ? { metadata: { ...metadata } } : {}),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(attachments === undefined ? {} : { attachments: attachments.map(sentFile) }),
    ...(answersThrough === undefined ? {} : { answersThrough }),
  };
}
