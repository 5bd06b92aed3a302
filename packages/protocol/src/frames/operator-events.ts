import * as v from 'valibot';
import { dutyStatuses } from '../duty.ts';
import { attributeValue, lastMessage, ownerOf, personFields } from './customer-events.ts';

const threadRowFields = {
  threadId: v.string(),
  waiting: v.picklist(['bot', 'human', 'failed', 'none']),
  /**
   * Since when the customer waits for a person, the bot's question waits for an operator, or the customer waits for the bot: the first that
   * applies. Otherwise the time of the newest message. Epoch milliseconds.
   */
  since: v.number(),
  owner: ownerOf,
  customer: v.object({ userId: v.string(), ...personFields }),
  /** The newest message, without the platform's notices; while a person owes an answer, also without the bot's messages. Absent where it has expired. */
  lastMessage: v.optional(lastMessage),
  /** Messages that the operator has not read. */
  unread: v.number(),
  /** What the bot said about the conversation when it handed over. */
  summary: v.optional(v.string()),
  channel: v.string(),
  tags: v.optional(v.array(v.string())),
  /** What the bot asks operators. It ends without an answer at `expiresAt`, epoch milliseconds. */
  question: v.optional(v.object({ id: v.string(), text: v.string(), expiresAt: v.number() })),
};

const threadRow = v.object(threadRowFields);

export type ThreadRow = v.InferOutput<typeof threadRow>;

/** A page of the threads that wait for a person or for an answer to the bot, the answer to `queue.get`. */
const queue = v.object({
  event: v.literal('queue'),
  threads: v.array(threadRow),
  cursor: v.optional(v.string()),
});

/** A page of a list of threads, the answer to `inbox.get`. */
const inbox = v.object({
  event: v.literal('inbox'),
  list: v.picklist(['mine', 'bot', 'closed']),
  threads: v.array(threadRow),
  cursor: v.optional(v.string()),
});

/** A thread has come into the queue, has left it, or has changed in it. For operators. */
const queueChanged = v.object({
  event: v.literal('queue.changed'),
  change: v.picklist(['added', 'removed', 'updated']),
  /** The operator has as many threads as they can take, or has been alerted before: show it, without an alert. @default false */
  silent: v.optional(v.boolean()),
  ...threadRowFields,
});

/** What operators alone see: a note of one of them, or the bot's summary at its hand-over. */
const noteFields = {
  noteId: v.string(),
  threadId: v.string(),
  text: v.string(),
  /** The user id of the operator, or the name of the bot. */
  author: v.string(),
  /** How the operator is called, where they have said it. */
  authorName: v.optional(v.string()),
  /** Epoch milliseconds. */
  timestamp: v.number(),
  kind: v.picklist(['note', 'summary']),
  clientMessageId: v.optional(v.string()),
};

export type Note = v.InferOutput<v.ObjectSchema<typeof noteFields, undefined>>;

const note = v.object({ event: v.literal('note'), ...noteFields });

/** The notes of a thread, oldest first, the answer to `notes.get`. */
const notes = v.object({
  event: v.literal('notes'),
  threadId: v.string(),
  notes: v.array(v.object(noteFields)),
});

/** The operator's duty, the answer to `duty.set`. */
const duty = v.object({
  event: v.literal('duty'),
  status: v.picklist(dutyStatuses),
  capacity: v.optional(v.number()),
});

/** The operators who have been here lately, the answer to `operators.get`. */
const operators = v.object({
  event: v.literal('operators'),
  operators: v.array(
    v.object({
      userId: v.string(),
      ...personFields,
      status: v.picklist(dutyStatuses),
      capacity: v.optional(v.number()),
    }),
  ),
});

/** What is known of a thread's customer, the answer to `customer.get`. */
const customer = v.object({
  event: v.literal('customer'),
  threadId: v.string(),
  userId: v.string(),
  ...personFields,
  /** Whether the name was said by the server of the site, and not by the customer. */
  isVerified: v.boolean(),
  attributes: v.array(v.object({ name: v.string(), value: attributeValue, isVerified: v.boolean() })),
  tags: v.array(v.string()),
  /** Other threads of the customer, newest first, at most 20. */
  threads: v.array(threadRow),
});

/** The operators who have the thread open before them. Also told when that changes, to those who have. */
const viewers = v.object({
  event: v.literal('viewers'),
  threadId: v.string(),
  viewers: v.array(
    v.object({ userId: v.string(), ...personFields, activity: v.picklist(['viewing', 'typing']) }),
  ),
});

/** A thread's tags, the answer to `tags.set`; also told to the other operators of the thread. */
const tags = v.object({ event: v.literal('tags'), threadId: v.string(), tags: v.array(v.string()) });

/** The kept replies by key, the answer to `canned.get`, `canned.put` and `canned.delete`. */
const canned = v.object({
  event: v.literal('canned'),
  replies: v.array(v.object({ key: v.string(), text: v.string() })),
});

/** What the server sends to operators alone, by `event`. */
export const operatorEventSchemas = {
  queue,
  inbox,
  'queue.changed': queueChanged,
  note,
  notes,
  duty,
  operators,
  customer,
  viewers,
  tags,
  canned,
} as const;
