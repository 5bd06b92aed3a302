import * as v from 'valibot';
import { attachmentSchema } from './attachment.ts';
import { metadataSchema } from './fields.ts';

/** Who wrote a message: a customer, a bot, an operator, or Switchboard itself. A note is seen by operators alone. */
export const messageTypes = ['user', 'bot', 'operator', 'system', 'note'] as const;

export type MessageType = (typeof messageTypes)[number];

/** That a message (`seq`) of the same thread has another text now, or none. */
const changeSchema = v.object({ type: v.picklist(['edit', 'delete']), seq: v.number() });

/**
 * What a message of the platform's own words says. `queued`: the conversation waits for a person. `handOver` and `askedOperators`: what a bot says that
 * asks for a person, or asks operators something, and says nothing else.
 */
const noticeSchema = v.object({
  type: v.picklist(['queued', 'handOver', 'askedOperators']),
  /** The place in the queue, 1 for the next; absent beyond 100. */
  position: v.optional(v.number()),
  /** When people are there again, epoch milliseconds; absent while they are. */
  backAt: v.optional(v.number()),
  /** The zone of the business hours, by its IANA name. */
  timeZone: v.optional(v.string()),
});

export type Notice = v.InferOutput<typeof noticeSchema>;

export type MessageChange = v.InferOutput<typeof changeSchema>;

/** The fields of a message, as they lie at the top level of a `message` frame. */
export const messageFields = {
  messageId: v.string(),
  threadId: v.string(),
  /** 1, 2, 3, ... within the thread, without a gap. */
  seq: v.number(),
  /** Epoch milliseconds; strictly increasing with `seq`. */
  timestamp: v.number(),
  messageType: v.picklist(messageTypes),
  text: v.string(),
  /** The user id of a customer or an operator, or the name of a bot. */
  sender: v.string(),
  /** `sent`; `edited` or `deleted` once its author has changed it; `erased` once its author was erased. */
  status: v.string(),
  metadata: metadataSchema,
  /** The id that the sender gave, so that its devices can match the message with what they show as being sent. */
  clientMessageId: v.optional(v.string()),
  /** The same as in the `chunk` frames that this message takes the place of. */
  replyId: v.optional(v.string()),
  /** The message (`seq`) that this one replies to. */
  replyTo: v.optional(v.number()),
  /** Files that belong to the message. */
  attachments: v.optional(v.array(attachmentSchema)),
  /** Of a `system` message: what its sender has changed. An edit's `text` is the new text of the message. */
  change: v.optional(changeSchema),
  /** Of a `system` or a `bot` message: what its text says, for clients that say it in the language of the reader. */
  notice: v.optional(noticeSchema),
};

export const messageSchema = v.object(messageFields);

export type Message = v.InferOutput<typeof messageSchema>;
