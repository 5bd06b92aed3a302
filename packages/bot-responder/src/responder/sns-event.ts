import * as v from 'valibot';

/** The part of Lambda's SNS event that we read. */
const eventSchema = v.object({
  Records: v.pipe(v.array(v.object({ Sns: v.object({ Message: v.string() }) })), v.minLength(1)),
});

const nonEmpty = v.pipe(v.string(), v.minLength(1));

/** The part of what is published for a message that we read: everything else is read from the thread itself. */
const publishedSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    message: v.object({
      threadId: nonEmpty,
      sender: v.optional(nonEmpty),
      timestamp: v.optional(v.number(), 0),
    }),
  }),
);

/** The message from the topic is invalid. It goes to the dead-letter queue, because no retry can help. */
class UnreadableEventError extends Error {
  override readonly name = 'UnreadableEventError';
  readonly code = 'event.unreadable';
}

/** Tells that a message was written in a thread. */
export interface Notice {
  readonly threadId: string;
  /** Who wrote it. */
  readonly customerId: string | undefined;
  /** When it was written, epoch milliseconds; 0 if the publisher does not say so. */
  readonly writtenAt: number;
}

/** @returns the threads that an SNS event of Lambda speaks of, each once */
export function noticesOf(event: unknown): readonly Notice[] {
  const records = v.safeParse(eventSchema, event);
  if (!records.success)
    throw new UnreadableEventError('The event is not one of SNS.', { cause: records.issues });
  const notices = records.output.Records.map(({ Sns }) => {
    const published = v.safeParse(publishedSchema, Sns.Message);
    if (!published.success)
      throw new UnreadableEventError('The SNS message is not JSON with a message.threadId.');
    const { threadId, sender, timestamp } = published.output.message;
    return [threadId, { threadId, customerId: sender, writtenAt: timestamp }] as const;
  });
  return [...new Map(notices).values()];
}
