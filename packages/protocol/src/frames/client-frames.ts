import * as v from 'valibot';
import {
  clientMessageIdSchema,
  metadataSchema,
  seqSchema,
  textSchema,
  threadIdSchema,
  timestampSchema,
} from '../fields.ts';
import { limits } from '../limits.ts';

const pageSizeSchema = v.pipe(
  v.number('limit must be a number'),
  v.integer('limit must be a whole number'),
  v.minValue(1, 'limit must be at least 1'),
  v.maxValue(limits.historyPageSize, `limit must be at most ${limits.historyPageSize}`),
);

const cursorSchema = v.pipe(
  v.string('cursor must be a string'),
  v.maxLength(2_048, 'cursor must have at most 2048 characters'),
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
});

/** Asks for a page of history: the newest messages, or on from a `cursor` of an earlier page. */
const historyGet = v.object({
  action: v.literal('history.get'),
  threadId: threadIdSchema,
  /** `backward` gives older messages, `forward` newer ones. @default 'backward' */
  direction: v.optional(v.picklist(['backward', 'forward'], 'direction must be "backward" or "forward"')),
  cursor: v.optional(cursorSchema),
  limit: v.optional(pageSizeSchema),
});

/** Asks for what came after the message of that `timestamp` (0: everything from the start). */
const threadResume = v.object({
  action: v.literal('thread.resume'),
  threadId: threadIdSchema,
  after: timestampSchema('after'),
  limit: v.optional(pageSizeSchema),
});

const typing = v.object({
  action: v.literal('typing'),
  threadId: threadIdSchema,
  /** @default true */
  isTyping: v.optional(v.boolean('isTyping must be true or false')),
});

/** Says that everything up to `seq` has been read. */
const read = v.object({
  action: v.literal('read'),
  threadId: threadIdSchema,
  seq: seqSchema('seq'),
});

const ping = v.object({ action: v.literal('ping') });

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

/** What a client may send, by `action`. */
export const clientFrameSchemas = {
  'message.send': messageSend,
  'history.get': historyGet,
  'thread.resume': threadResume,
  typing,
  read,
  ping,
  'thread.claim': threadClaim,
  'thread.release': threadRelease,
} as const;

export type ClientAction = keyof typeof clientFrameSchemas;

/** The frame of one action: `ClientFrame<'message.send'>`; without a parameter, any of them. */
export type ClientFrame<Action extends ClientAction = ClientAction> = {
  [Name in Action]: v.InferOutput<(typeof clientFrameSchemas)[Name]>;
}[Action];
