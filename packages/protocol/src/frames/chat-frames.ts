import * as v from 'valibot';
import {
  clientMessageIdSchema,
  seqSchema,
  textSchema,
  threadIdSchema,
  timestampSchema,
  userIdSchema,
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
  v.maxLength(4_096, 'cursor must have at most 4096 characters'),
);

const listSizeSchema = v.pipe(
  v.number('limit must be a number'),
  v.integer('limit must be a whole number'),
  v.minValue(1, 'limit must be at least 1'),
  v.maxValue(limits.listPageSize, `limit must be at most ${limits.listPageSize}`),
);

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
});

/** The threads of the user, those with unread messages first. */
const threadsList = v.object({
  action: v.literal('threads.list'),
  limit: v.optional(listSizeSchema),
});

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
  to: userIdSchema,
});

/** The operator ends the conversation. The customer's next message opens it again, with the bot. */
const threadClose = v.object({
  action: v.literal('thread.close'),
  threadId: threadIdSchema,
});

/** Writes a note that only operators see. A retry carries the same `clientMessageId`. */
const noteAdd = v.object({
  action: v.literal('note.add'),
  threadId: threadIdSchema,
  text: textSchema,
  clientMessageId: v.optional(clientMessageIdSchema),
});

/** Asks for the notes of a thread, oldest first. */
const notesGet = v.object({
  action: v.literal('notes.get'),
  threadId: threadIdSchema,
});

/** Asks for the threads that wait for a person or whose bot has failed, oldest first. */
const queueGet = v.object({
  action: v.literal('queue.get'),
  limit: v.optional(listSizeSchema),
  cursor: v.optional(cursorSchema),
});

/** Asks for a list of threads: the operator's own, those with the bot, or the closed ones. */
const inboxGet = v.object({
  action: v.literal('inbox.get'),
  list: v.picklist(['mine', 'bot', 'closed'], 'list must be "mine", "bot" or "closed"'),
  limit: v.optional(listSizeSchema),
  cursor: v.optional(cursorSchema),
});

/** Says whether the operator takes threads, and so whether changes of the queue are told to them. */
const dutySet = v.object({
  action: v.literal('duty.set'),
  status: v.picklist(['available', 'away'], 'status must be "available" or "away"'),
});

/** What else customers and operators do in threads and with lists of them, by `action`. */
export const chatFrameSchemas = {
  'history.get': historyGet,
  'thread.resume': threadResume,
  typing,
  read,
  ping,
  'thread.claim': threadClaim,
  'thread.release': threadRelease,
  'thread.requeue': threadRequeue,
  'thread.transfer': threadTransfer,
  'thread.close': threadClose,
  'note.add': noteAdd,
  'notes.get': notesGet,
  'queue.get': queueGet,
  'inbox.get': inboxGet,
  'duty.set': dutySet,
  'threads.list': threadsList,
  'reply.cancel': replyCancel,
} as const;
