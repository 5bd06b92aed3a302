import * as v from 'valibot';
import { clientMessageIdSchema, metadataSchema, seqSchema, textSchema, threadIdSchema } from '../fields.ts';

/** Writes a message. A retry carries the same `clientMessageId` and gets the same acknowledgement. */
const messageSend = v.object({
  action: v.literal('message.send'),
  threadId: threadIdSchema,
  text: textSchema,
  /** Needed only where nobody is authenticated; otherwise the credential says who sends. */
  sender: v.optional(v.string('sender must be a string')),
  metadata: v.optional(metadataSchema),
  clientMessageId: v.optional(clientMessageIdSchema),
  /**
   * For operators: the newest message (`seq`) that the operator had seen, so that a customer's message that came in while
   * the operator wrote still waits for an answer. @default everything that is stored when the message is
   */
  answersThrough: v.optional(seqSchema('answersThrough', 0)),
  /** The message (`seq`) of this thread that this one replies to. */
  replyTo: v.optional(seqSchema('replyTo')),
  /** Everything up to this message (`seq`) has been read: a read position that costs no frame of its own. */
  read: v.optional(seqSchema('read')),
});

/** What is written in a thread, by `action`. */
export const messageFrameSchemas = { 'message.send': messageSend } as const;
