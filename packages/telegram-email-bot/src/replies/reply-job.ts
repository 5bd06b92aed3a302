import * as v from 'valibot';

const number = v.pipe(v.number(), v.integer());

const replyJobSchema = v.object({
  /** The update that brought the reply: it is sent once. */
  updateId: number,
  chatId: number,
  /** The message of the person. */
  messageId: number,
  /** The mail that is answered. */
  stateId: v.pipe(v.string(), v.minLength(1), v.maxLength(300)),
  text: v.string(),
  /** What the person attached, by Telegram's ids. */
  files: v.array(v.object({ fileId: v.string(), name: v.string(), mimeType: v.string(), sizeBytes: number })),
});

/** A mail that a person wants to send as an answer. */
export type ReplyJob = v.InferOutput<typeof replyJobSchema>;

/** The message from the queue is not a reply. Retrying does not help: it goes to the dead-letter queue. */
export class UnreadableReplyError extends Error {
  override readonly name = 'UnreadableReplyError';
  readonly code = 'reply.unreadable';
}

export function parseReplyJob(body: string): ReplyJob {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), replyJobSchema), body);
  if (result.success) return result.output;
  throw new UnreadableReplyError('The message is no reply to a mail.', { cause: result.issues });
}
