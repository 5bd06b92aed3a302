import * as v from 'valibot';
import { dutyStatuses } from '../duty.ts';
import {
  cannedKeySchema,
  clientMessageIdSchema,
  shortTextSchema,
  textSchema,
  threadIdSchema,
} from '../fields.ts';
import { limits } from '../limits.ts';
import { cursorSchema, listSizeSchema } from '../page-fields.ts';

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

/**
 * Says whether the operator takes threads: `full` hears of the queue without being alerted, `away` does not hear of it.
 */
const dutySet = v.object({
  action: v.literal('duty.set'),
  status: v.picklist(dutyStatuses, 'status must be "available", "full" or "away"'),
  /** The operator is alerted while they hold fewer threads; 0: however many. @default as it was */
  capacity: v.optional(
    v.pipe(
      v.number('capacity must be a number'),
      v.safeInteger('capacity must be a whole number'),
      v.minValue(0, 'capacity must not be negative'),
      v.maxValue(1_000, 'capacity must be at most 1000'),
    ),
  ),
});

/** Asks which operators have been here lately. */
const operatorsGet = v.object({ action: v.literal('operators.get') });

/** Asks what is known of a thread's customer. */
const customerGet = v.object({ action: v.literal('customer.get'), threadId: threadIdSchema });

/** Says what the operator does in a thread that is open before them. Repeat it every 20 seconds. */
const threadView = v.object({
  action: v.literal('thread.view'),
  threadId: threadIdSchema,
  activity: v.picklist(['viewing', 'typing', 'left'], 'activity must be "viewing", "typing" or "left"'),
});

/** Gives a thread its tags, in place of those that it has. */
const tagsSet = v.object({
  action: v.literal('tags.set'),
  threadId: threadIdSchema,
  tags: v.pipe(
    v.array(shortTextSchema('tag', limits.tagBytes), 'tags must be a list'),
    v.maxLength(limits.tags, `tags must have at most ${limits.tags} entries`),
  ),
});

/** Asks for the replies that are kept for everybody. */
const cannedGet = v.object({ action: v.literal('canned.get') });

/** Keeps a reply under a key, in place of any other of this key. */
const cannedPut = v.object({
  action: v.literal('canned.put'),
  key: cannedKeySchema,
  text: textSchema,
});

/** Forgets a kept reply. */
const cannedDelete = v.object({ action: v.literal('canned.delete'), key: cannedKeySchema });

/** What operators work with, by `action`. */
export const deskFrameSchemas = {
  'note.add': noteAdd,
  'notes.get': notesGet,
  'queue.get': queueGet,
  'inbox.get': inboxGet,
  'duty.set': dutySet,
  'operators.get': operatorsGet,
  'customer.get': customerGet,
  'thread.view': threadView,
  'tags.set': tagsSet,
  'canned.get': cannedGet,
  'canned.put': cannedPut,
  'canned.delete': cannedDelete,
} as const;
