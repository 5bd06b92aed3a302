import * as v from 'valibot';
import { attachmentFields } from '../attachment.ts';
import { errorCodes } from '../error-codes.ts';
import { messageFields, messageSchema, messageTypes } from '../message.ts';

const message = v.object({ event: v.literal('message'), ...messageFields });

/** How a user is shown, where they have said it. */
export const personFields = { name: v.optional(v.string()), picture: v.optional(v.string()) };

/** How a user is shown, as of when, epoch milliseconds: what has a lower `asOf` than was seen of the user is late. */
const personNow = { ...personFields, asOf: v.optional(v.number()) };

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
  /** The operator who has the thread; with `thread.owned`, and with `thread.notOwned` where an operator has it. */
  owner: v.optional(v.object({ userId: v.string(), ...personFields })),
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
  ...personNow,
  /** Rises with every change of owner: a frame with a lower one than seen is late. */
  ownerEpoch: v.number(),
  /** The operator has ended the conversation; the customer's next message opens it again. @default false */
  closed: v.optional(v.boolean()),
});

/** Who owes the customer an answer: the bot, a person, a person because the bot has failed, or nobody. */
const waitingKind = v.picklist(['bot', 'human', 'failed', 'none']);

/** An answer takes longer than usual, or someone else will give it. */
const waiting = v.object({
  event: v.literal('waiting'),
  threadId: v.string(),
  waiting: waitingKind,
  /** Since when the customer waits, epoch milliseconds; absent where nobody waits. */
  since: v.optional(v.number()),
});

/** The newest message (`seq`) that the reply answers: what a `reply.cancel` of this reply is about. */
const answersThrough = v.optional(v.number());

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
  answersThrough,
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
  answersThrough,
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
  /** How those are shown who speak in these messages or own the thread, by user id. Customers get operators alone. */
  people: v.optional(v.record(v.string(), v.object(personNow))),
  /** The `seq` up to which each of those who take part has read, by user id. */
  readPositions: v.optional(v.record(v.string(), v.number())),
});

export const attributeValue = v.union([v.string(), v.number(), v.boolean()]);

export const ownerOf = v.object({ type: ownerType, userId: v.optional(v.string()), ...personFields });

export const lastMessage = v.object({
  text: v.string(),
  messageType: v.picklist(messageTypes),
  timestamp: v.number(),
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
  /** Where the next page goes on; absent on the last one. */
  cursor: v.optional(v.string()),
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

/** The key by which a browser subscribes to Web Push, the answer to the actions `push.*`. */
const push = v.object({ event: v.literal('push'), publicKey: v.string() });

/** The reply was cancelled: nothing of it will be stored. */
const replyCancelled = v.object({
  event: v.literal('reply.cancelled'),
  threadId: v.string(),
  replyId: v.optional(v.string()),
});

/** The bot has failed: nothing of what was shown of this reply is stored, and the question still waits for an answer. */
const replyDiscarded = v.object({
  event: v.literal('reply.discarded'),
  threadId: v.string(),
  replyId: v.string(),
});

const pong = v.object({ event: v.literal('pong'), timestamp: v.optional(v.number()) });

/** What a user has said of themselves was kept, the answer to `profile.set`. */
const profile = v.object({
  event: v.literal('profile'),
  userId: v.string(),
  ...personFields,
  attributes: v.record(v.string(), attributeValue),
});

/** What the server sends to anyone, by `event`. */
export const customerEventSchemas = {
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
  threads,
  'attachment.upload': attachmentUpload,
  attachment: attachmentConfirmed,
  attachments,
  profile,
  push,
  'reply.cancelled': replyCancelled,
  'reply.discarded': replyDiscarded,
  pong,
} as const;
