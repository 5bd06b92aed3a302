import * as v from 'valibot';
import { attachmentFields } from '../attachment.ts';
import { errorCodes } from '../error-codes.ts';
import { messageFields, messageSchema, messageTypes } from '../message.ts';

const message = v.object({ event: v.literal('message'), ...messageFields });

/** The message is stored and published. A retry of the same `clientMessageId` gets the same. */
const ack = v.object({
  event: v.literal('ack'),
  messageId: v.string(),
  threadId: v.string(),
  seq: v.number(),
  timestamp: v.number(),
  clientMessageId: v.optional(v.string()),
  message: v.literal('Message sent successfully'),
});

/** An action was refused; nothing was stored, and the connection lives on. */
const error = v.object({
  event: v.literal('error'),
  code: v.picklist(errorCodes),
  /** A sentence for a developer that says what would be right. */
  message: v.string(),
  requestId: v.string(),
  action: v.optional(v.string()),
  clientMessageId: v.optional(v.string()),
  /** The thread that the frame named, so that a client with several threads can match the answer. */
  threadId: v.optional(v.string()),
  /** The field that was wrong, where there is one. */
  field: v.optional(v.string()),
  /** How long to wait before another try, milliseconds; with `service.limited`. */
  retryAfterMs: v.optional(v.number()),
});

const typing = v.object({
  event: v.literal('typing'),
  threadId: v.string(),
  userId: v.string(),
  isTyping: v.boolean(),
});

const presence = v.object({
  event: v.literal('presence'),
  threadId: v.string(),
  userId: v.string(),
  status: v.picklist(['online', 'offline']),
});

const read = v.object({
  event: v.literal('read'),
  threadId: v.string(),
  userId: v.string(),
  /** Everything up to this message has been read. */
  seq: v.number(),
});

/** The bot, an operator, or nobody until an operator takes the thread from the queue. */
const ownerType = v.picklist(['bot', 'operator', 'queue']);

/** Who answers in the thread has changed. */
const takeover = v.object({
  event: v.literal('takeover'),
  threadId: v.string(),
  owner: ownerType,
  /** The operator. */
  userId: v.optional(v.string()),
  /** Rises with every change of owner: a frame with a lower one than seen is late. */
  ownerEpoch: v.number(),
  /** The operator has ended the conversation; the customer's next message opens it again. @default false */
  closed: v.optional(v.boolean()),
});

/** Who owes the customer an answer: the bot, a person, a person because the bot has failed, or nobody. */
const waitingKind = v.picklist(['bot', 'human', 'failed', 'none']);

/** An answer takes longer than it should, or somebody else is to give it now. */
const waiting = v.object({
  event: v.literal('waiting'),
  threadId: v.string(),
  waiting: waitingKind,
  /** Since when the customer waits, epoch milliseconds; absent where nobody waits. */
  since: v.optional(v.number()),
});

/** A piece of a reply that is still being written. Never stored; the `message` with the same `replyId` takes its place. */
const chunk = v.object({
  event: v.literal('chunk'),
  threadId: v.string(),
  replyId: v.string(),
  /** 0, 1, 2, ... within the reply. */
  index: v.number(),
  /** Where the piece begins in the reply's text, UTF-16 code units. What was shown from there on is replaced. */
  offset: v.number(),
  text: v.string(),
  sender: v.optional(v.string()),
});

/** A bot calls a tool for its reply, or the call has ended. Never stored. */
const tool = v.object({
  event: v.literal('tool'),
  threadId: v.string(),
  replyId: v.string(),
  /** The same in every frame of one call. */
  callId: v.string(),
  /** For the customer, for example `Looking up your order`. */
  title: v.string(),
  status: v.picklist(['running', 'done', 'failed']),
  sender: v.optional(v.string()),
});

/** A page of a thread, the answer to `history.get` and `thread.resume`. */
const history = v.object({
  event: v.literal('history'),
  threadId: v.string(),
  direction: v.picklist(['backward', 'forward']),
  /** Always oldest first, whatever the direction. */
  messages: v.array(messageSchema),
  /** Where the next page in the same direction goes on; absent on the last page. */
  cursor: v.optional(v.string()),
  /** Who answers in the thread, as in `takeover`; absent while nobody has written in it. */
  owner: v.optional(v.object({ type: ownerType, userId: v.optional(v.string()), ownerEpoch: v.number() })),
  /** As in the frame `waiting`; absent while nobody waits for an answer. */
  waiting: v.optional(waitingKind),
  /** The conversation has been ended by an operator. @default false */
  closed: v.optional(v.boolean()),
  /** The `seq` up to which each of those who take part has read, by user id. */
  readPositions: v.optional(v.record(v.string(), v.number())),
});

const ownerOf = v.object({ type: ownerType, userId: v.optional(v.string()) });

const lastMessage = v.object({
  text: v.string(),
  messageType: v.picklist(messageTypes),
  timestamp: v.number(),
});

const threadRowFields = {
  threadId: v.string(),
  waiting: v.picklist(['bot', 'human', 'failed', 'none']),
  /** Since when the customer waits, or, where nobody waits, when the thread came into the list; epoch milliseconds. */
  since: v.number(),
  owner: ownerOf,
  customer: v.object({ userId: v.string(), name: v.optional(v.string()) }),
  /** Absent where it has expired. */
  lastMessage: v.optional(lastMessage),
  /** Messages that the operator has not read. */
  unread: v.number(),
  /** What the bot said about the conversation when it handed over. */
  summary: v.optional(v.string()),
  channel: v.string(),
};

const threadRow = v.object(threadRowFields);

export type ThreadRow = v.InferOutput<typeof threadRow>;

/** A page of the threads that wait for a person, the answer to `queue.get`. */
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
  ...threadRowFields,
});

/** What operators alone see: a note of one of them, or the bot's summary at its hand-over. */
const noteFields = {
  noteId: v.string(),
  threadId: v.string(),
  text: v.string(),
  /** The user id of the operator, or the name of the bot. */
  author: v.string(),
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

/** The user's threads, the answer to `threads.list`. */
const threads = v.object({
  event: v.literal('threads'),
  threads: v.array(
    v.object({
      threadId: v.string(),
      unread: v.number(),
      lastMessage: v.optional(lastMessage),
      owner: ownerOf,
    }),
  ),
});

/** The operator's duty, the answer to `duty.set`. */
const duty = v.object({
  event: v.literal('duty'),
  status: v.picklist(['available', 'away']),
});

/** Where a file is to be uploaded, the answer to `attachment.upload`. */
const attachmentUpload = v.object({
  event: v.literal('attachment.upload'),
  threadId: v.string(),
  attachmentId: v.string(),
  /** Takes one PUT with the file and exactly these headers. */
  url: v.string(),
  headers: v.record(v.string(), v.string()),
  /** Epoch milliseconds. */
  expiresAt: v.number(),
  clientMessageId: v.optional(v.string()),
});

/** The file can be sent, the answer to `attachment.confirm`. */
const attachmentConfirmed = v.object({
  event: v.literal('attachment'),
  threadId: v.string(),
  ...attachmentFields,
});

/** Links to files, the answer to `attachment.get`. */
const attachments = v.object({
  event: v.literal('attachments'),
  threadId: v.string(),
  links: v.array(
    v.object({
      ...attachmentFields,
      url: v.string(),
      /** Epoch milliseconds. */
      expiresAt: v.number(),
    }),
  ),
});

/** The reply was cancelled: nothing of it will be stored. */
const replyCancelled = v.object({
  event: v.literal('reply.cancelled'),
  threadId: v.string(),
  replyId: v.optional(v.string()),
});

const pong = v.object({ event: v.literal('pong'), timestamp: v.optional(v.number()) });

/** What the server sends, by `event`. */
export const serverFrameSchemas = {
  message,
  ack,
  error,
  typing,
  presence,
  read,
  takeover,
  chunk,
  tool,
  history,
  waiting,
  queue,
  inbox,
  'queue.changed': queueChanged,
  note,
  notes,
  threads,
  duty,
  'attachment.upload': attachmentUpload,
  attachment: attachmentConfirmed,
  attachments,
  'reply.cancelled': replyCancelled,
  pong,
} as const;

export type ServerEvent = keyof typeof serverFrameSchemas;

/** The frame of one event: `ServerFrame<'message'>`; without a parameter, any of them. */
export type ServerFrame<Event extends ServerEvent = ServerEvent> = {
  [Name in Event]: v.InferOutput<(typeof serverFrameSchemas)[Name]>;
}[Event];
