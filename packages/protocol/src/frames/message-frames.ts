import * as v from 'valibot';
import {
  answersThroughSchema,
  attachmentIdSchema,
  clientMessageIdSchema,
  metadataSchema,
  seqSchema,
  textSchema,
  threadIdSchema,
} from '../fields.ts';
import { limits } from '../limits.ts';

const pixels = (name: string) =>
  v.optional(
    v.pipe(
      v.number(`${name} must be a number`),
      v.safeInteger(`${name} must be a whole number of pixels`),
      v.minValue(1, `${name} must be at least 1`),
    ),
  );

/** A file that was uploaded and confirmed, and, of a picture, its size and a small version of it. */
const sentAttachment = v.object(
  {
    attachmentId: attachmentIdSchema,
    width: pixels('width'),
    height: pixels('height'),
    thumbnailId: v.optional(attachmentIdSchema),
  },
  'attachments must be objects with an attachmentId',
);

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
  answersThrough: answersThroughSchema,
  /** The message (`seq`) of this thread that this one replies to. */
  replyTo: v.optional(seqSchema('replyTo')),
  /** Files that this user has uploaded for the thread. */
  attachments: v.optional(
    v.pipe(
      v.array(sentAttachment, 'attachments must be a list'),
      v.minLength(1, 'attachments must not be empty'),
      v.maxLength(
        limits.attachmentsPerMessage,
        `attachments must have at most ${limits.attachmentsPerMessage} files`,
      ),
      v.check(
        (files) => new Set(files.map(({ attachmentId }) => attachmentId)).size === files.length,
        'attachments must name each file once',
      ),
    ),
  ),
  /** Everything up to this message (`seq`) has been read: a read position that costs no frame of its own. */
  read: v.optional(seqSchema('read')),
});

/** What is written in a thread, by `action`. */
export const messageFrameSchemas = { 'message.send': messageSend } as const;
