import * as v from 'valibot';
import { clientMessageIdSchema, seqSchema, textSchema, threadIdSchema, timestampSchema } from '../fields.ts';

/** What names a message that is to be changed: its number, and its timestamp, which is its key. */
const target = {
  threadId: threadIdSchema,
  seq: seqSchema('seq'),
  timestamp: timestampSchema('timestamp'),
  clientMessageId: v.optional(clientMessageIdSchema),
};

/** Changes the text of your own message. A retry carries the same `clientMessageId` and gets the same acknowledgement. */
const messageEdit = v.object({ action: v.literal('message.edit'), ...target, text: textSchema });

/** Deletes the text of your own message. Its number stays. */
const messageDelete = v.object({ action: v.literal('message.delete'), ...target });

/** What changes messages that are written, by `action`. */
export const messageChangeFrameSchemas = {
  'message.edit': messageEdit,
  'message.delete': messageDelete,
} as const;
