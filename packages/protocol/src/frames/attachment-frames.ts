import * as v from 'valibot';
import { attachmentTypes } from '../attachment.ts';
import { attachmentIdSchema, clientMessageIdSchema, fileNameSchema, threadIdSchema } from '../fields.ts';
import { limits } from '../limits.ts';

/** Asks where a file can be uploaded that is to be sent in the thread. */
const attachmentUpload = v.object({
  action: v.literal('attachment.upload'),
  threadId: threadIdSchema,
  name: fileNameSchema,
  type: v.picklist(attachmentTypes, `type must be one of ${attachmentTypes.join(', ')}`),
  /** Bytes. */
  size: v.pipe(
    v.number('size must be a number'),
    v.safeInteger('size must be a whole number of bytes'),
    v.minValue(1, 'size must be at least 1'),
    v.maxValue(limits.attachmentBytes, `size must be at most ${limits.attachmentBytes}`),
  ),
  /** Comes back with the answer. */
  clientMessageId: v.optional(clientMessageIdSchema),
});

/** Says that the file was uploaded. Only then can it be sent. */
const attachmentConfirm = v.object({
  action: v.literal('attachment.confirm'),
  threadId: threadIdSchema,
  attachmentId: attachmentIdSchema,
});

/** Asks for links to files of the thread. */
const attachmentGet = v.object({
  action: v.literal('attachment.get'),
  threadId: threadIdSchema,
  attachmentIds: v.pipe(
    v.array(attachmentIdSchema, 'attachmentIds must be a list'),
    v.minLength(1, 'attachmentIds must not be empty'),
    v.maxLength(limits.attachmentLinks, `attachmentIds must have at most ${limits.attachmentLinks} ids`),
  ),
});

/** What is done with files, by `action`. */
export const attachmentFrameSchemas = {
  'attachment.upload': attachmentUpload,
  'attachment.confirm': attachmentConfirm,
  'attachment.get': attachmentGet,
} as const;
