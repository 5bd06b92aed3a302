import * as v from 'valibot';
import { threadIdSchema, userIdSchemaOf } from '../fields.ts';

/** An operator takes the thread over from the bot, or renews the lease. */
const threadClaim = v.object({
  action: v.literal('thread.claim'),
  threadId: threadIdSchema,
});

/** The operator gives the thread back to the bot. */
const threadRelease = v.object({
  action: v.literal('thread.release'),
  threadId: threadIdSchema,
});

/** The operator puts the thread back into the queue of those that wait for a person. */
const threadRequeue = v.object({
  action: v.literal('thread.requeue'),
  threadId: threadIdSchema,
});

/** The operator gives the thread to another operator. */
const threadTransfer = v.object({
  action: v.literal('thread.transfer'),
  threadId: threadIdSchema,
  /** The user id of the other operator. */
  to: userIdSchemaOf('to'),
});

/** The operator ends the conversation. The customer's next message opens it again, with the bot. */
const threadClose = v.object({
  action: v.literal('thread.close'),
  threadId: threadIdSchema,
});

/** How operators take threads over and give them away, by `action`. */
export const takeoverFrameSchemas = {
  'thread.claim': threadClaim,
  'thread.release': threadRelease,
  'thread.requeue': threadRequeue,
  'thread.transfer': threadTransfer,
  'thread.close': threadClose,
} as const;
