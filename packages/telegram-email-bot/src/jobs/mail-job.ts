import * as v from 'valibot';
import type { Claim } from '../notices/mail-state-store.ts';
import type { PlainPart } from '../notices/notice.ts';

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(300));
const number = v.pipe(v.number(), v.integer());

/** What a person asked for by a button; `updateId` is that of the tap, so that it is done once. */
const request = { updateId: number, chatId: number, stateId: id, replyTo: v.exactOptional(number) };

/** Written by `sendAnswer` alone. */
const part = v.custom<PlainPart>((value) => value instanceof Object);

const jobSchema = v.variant('type', [
  /** Sends what is left of the answer to an update, which Telegram did not take at once. */
  v.object({
    type: v.literal('answer'),
    updateId: number,
    chatId: number,
    /** The message that asked, or the one whose button was tapped. */
    messageId: number,
    topicId: v.exactOptional(number),
    parts: v.array(part),
  }),
  /** Sends what is stored of a mail, which a claim of it has put off. */
  v.object({ type: v.literal('deliver'), stateId: id, putOffBy: number }),
  /** Sends the whole text of a mail. */
  v.object({ type: v.literal('full'), ...request }),
  /** Sends the attachments of a mail. */
  v.object({ type: v.literal('files'), ...request }),
  /** Sends the mail as it came, as a file. */
  v.object({ type: v.literal('raw'), ...request }),
  /** Sends a mail that was held, or that a digest named. */
  v.object({ type: v.literal('show'), ...request }),
]);

/** Work of the mail function, by its queue. */
export type MailJob = v.InferOutput<typeof jobSchema>;

/** The job that brings back what a claim has put off. */
export const deliverJob = ({ id: stateId, fence }: Claim): MailJob => ({
  type: 'deliver',
  stateId,
  putOffBy: fence,
});

/** The message from the queue is not a job. Retrying does not help: it goes to the dead-letter queue. */
class UnreadableJobError extends Error {
  override readonly name = 'UnreadableJobError';
  readonly code = 'job.unreadable';
}

export function parseJob(body: string): MailJob {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), jobSchema), body);
  if (result.success) return result.output;
  throw new UnreadableJobError('The message is no job of the mail function.', { cause: result.issues });
}
