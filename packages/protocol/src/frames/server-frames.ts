import * as v from 'valibot';
import { errorCodes } from '../error-codes.ts';
import { messageFields, messageSchema } from '../message.ts';

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
});

/** A piece of a reply that is still being written. Never stored; the `message` with the same `replyId` takes its place. */
const chunk = v.object({
  event: v.literal('chunk'),
  threadId: v.string(),
  replyId: v.string(),
  /** 0, 1, 2, ... within the reply. */
  index: v.number(),
  text: v.string(),
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
  /** The `seq` up to which each of those who take part has read, by user id. */
  readPositions: v.optional(v.record(v.string(), v.number())),
});

const pong = v.object({ event: v.literal('pong'), timestamp: v.number() });

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
  history,
  pong,
} as const;

export type ServerEvent = keyof typeof serverFrameSchemas;

/** The frame of one event: `ServerFrame<'message'>`; without a parameter, any of them. */
export type ServerFrame<Event extends ServerEvent = ServerEvent> = {
  [Name in Event]: v.InferOutput<(typeof serverFrameSchemas)[Name]>;
}[Event];
