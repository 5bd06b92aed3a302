import * as v from 'valibot';

/** The part of Lambda's SQS event that we read. */
const eventSchema = v.object({
  Records: v.pipe(
    v.array(v.object({ eventSource: v.literal('aws:sqs'), messageId: v.string(), body: v.string() })),
    v.minLength(1),
  ),
});

export interface QueueMessage {
  readonly messageId: string;
  readonly body: string;
}

/** What a function behind a queue answers: the messages that are to be delivered again. */
export interface QueueAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** @returns the messages of an SQS event; undefined where the event is another one */
export function queueMessagesOf(event: unknown): readonly QueueMessage[] | undefined {
  const result = v.safeParse(eventSchema, event);
  return result.success ? result.output.Records : undefined;
}

/** Handles each message by itself: one that fails is delivered again, without the others. */
export async function handleQueueMessages(
  messages: readonly QueueMessage[],
  handle: (message: QueueMessage) => Promise<void>,
  onError: (error: unknown) => void,
): Promise<QueueAnswer> {
  const failed: { readonly itemIdentifier: string }[] = [];
  for (const message of messages) {
    try {
      await handle(message);
    } catch (error) {
      onError(error);
      failed.push({ itemIdentifier: message.messageId });
    }
  }
  return { batchItemFailures: failed };
}
