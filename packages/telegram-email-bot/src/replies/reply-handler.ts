import type { Invocation } from '@switchboard/chat-core';
import { handleQueueMessages, type QueueAnswer, queueMessagesOf } from '../jobs/queue-event.ts';
import { parseReplyJob, type ReplyJob, UnreadableReplyError } from './reply-job.ts';
import { type ReplyDependencies, sendReply } from './send-reply.ts';

export interface ReplyHandlerDependencies extends ReplyDependencies {
  /** Has a reply tried again after some milliseconds. */
  readonly sendAgain: (job: ReplyJob, afterMs: number) => Promise<void>;
}

/** A reply stays claimed for so much longer than the function lives, milliseconds. */
const leaseReserveMs = 2_000;

/** The function behind the queue of replies. */
export function createReplyHandler(dependencies: ReplyHandlerDependencies) {
  const { context, log, sendAgain } = dependencies;
  return async (event: unknown, invocation: Invocation): Promise<QueueAnswer> => {
    const messages = queueMessagesOf(event);
    if (messages === undefined) throw new UnreadableReplyError('The event is not one of SQS.');
    const leaseMs = invocation.getRemainingTimeInMillis() + leaseReserveMs;
    return handleQueueMessages(
      messages,
      async ({ body }) => {
        const job = parseReplyJob(body);
        const result = await sendReply(dependencies, job, leaseMs);
        log('reply.done', { updateId: job.updateId, outcome: typeof result === 'string' ? result : 'busy' });
        if (typeof result !== 'string')
          await sendAgain(job, Math.max(result.busyUntil - context.now(), 1_000));
      },
      (error) => log('reply.failed', {}, error),
    );
  };
}
