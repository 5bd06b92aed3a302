import * as v from 'valibot';

/** The part of Lambda's SNS event that we read. */
const eventSchema = v.object({
  Records: v.pipe(v.array(v.object({ Sns: v.object({ Message: v.string() }) })), v.minLength(1)),
});

/** The part of what is published for a message that we read: everything else is read from the thread itself. */
const publishedSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ message: v.object({ threadId: v.pipe(v.string(), v.minLength(1)) }) }),
);

/** What came from the topic is no message of ours. It will never be understood, and ends in the dead-letter queue. */
class UnreadableEventError extends Error {
  override readonly name = 'UnreadableEventError';
  readonly code = 'event.unreadable';
}

/** @returns the threads that an SNS event of Lambda speaks of, each once */
export function threadIdsOf(event: unknown): readonly string[] {
  const records = v.safeParse(eventSchema, event);
  if (!records.success)
    throw new UnreadableEventError('The event is not one of SNS.', { cause: records.issues });
  const threadIds = records.output.Records.map(({ Sns }) => {
    const published = v.safeParse(publishedSchema, Sns.Message);
    if (published.success) return published.output.message.threadId;
    throw new UnreadableEventError('The SNS message is not JSON with a message.threadId.');
  });
  return [...new Set(threadIds)];
}
