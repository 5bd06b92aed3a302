import * as v from 'valibot';
import { answersThroughSchema, seqSchema, threadIdSchema, timestampSchema } from '../fields.ts';
import { cursorSchema, listSizeSchema, pageSizeSchema } from '../page-fields.ts';

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

/** Stops the reply that the bot is writing. What was asked stays answered by that; the partial reply is discarded. */
const replyCancel = v.object({
  action: v.literal('reply.cancel'),
  threadId: threadIdSchema,
  /** The newest message (`seq`) that the reply answers, as its frames say. @default everything that is stored by then */
  answersThrough: answersThroughSchema,
});

/** The threads of the user, those with unread messages first. */
const threadsList = v.object({
  action: v.literal('threads.list'),
  limit: v.optional(listSizeSchema),
  cursor: v.optional(cursorSchema),
});

/** What else people do in their threads, by `action`. */
export const chatFrameSchemas = {
  'history.get': historyGet,
  'thread.resume': threadResume,
  'threads.list': threadsList,
  typing,
  read,
  ping,
  'reply.cancel': replyCancel,
} as const;
