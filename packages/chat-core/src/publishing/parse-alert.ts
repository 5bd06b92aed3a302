import * as v from 'valibot';

const alertSchema = v.variant('type', [
  /** A thread has begun to wait for a person. */
  v.object({
    type: v.literal('queued'),
    threadId: v.string(),
    /** As it was then: a thread that has been claimed since alerts nobody. */
    ownerEpoch: v.number(),
  }),
  /** A bot has asked operators something. */
  v.object({
    type: v.literal('asked'),
    threadId: v.string(),
    /** A question that has ended since alerts nobody. */
    questionId: v.string(),
  }),
  /** An operator, the bot or the system has written, and no device of these customers was there. */
  v.object({
    type: v.literal('unseen'),
    threadId: v.string(),
    /** The key of the message. */
    timestamp: v.number(),
    userIds: v.array(v.string()),
  }),
]);

/** What the topic `alerts` carries: everything else is read from the thread. */
export type Alert = v.InferOutput<typeof alertSchema>;

/** The message of a subscriber's event. @throws {v.ValiError} for what is no alert */
export const parseAlert = (text: string): Alert => v.parse(alertSchema, JSON.parse(text));
