import type { Invocation } from '@switchboard/chat-core';
import type { MailJob } from '../jobs/mail-job.ts';
import { parseJob } from '../jobs/mail-job.ts';
import { handleQueueMessages, type QueueAnswer, queueMessagesOf } from '../jobs/queue-event.ts';
import { runMailJob } from '../jobs/run-mail-job.ts';
import { type ReceiveDependencies, receiveMail } from './receive-mail.ts';
import { type Receipt, receiptsOf } from './ses-event.ts';

export interface MailHandlerDependencies extends ReceiveDependencies {
  /** Has a job done after some milliseconds. */
  readonly sendJob: (job: MailJob, afterMs: number) => Promise<void>;
}

/** A mail stays claimed for so much longer than the function lives, milliseconds. */
const leaseReserveMs = 2_000;

/** With less time than this left no further part of a notice is sent, milliseconds: Telegram has ten seconds to answer. */
const sendReserveMs = 12_000;

/**
 * The function behind the receipt rule and the queue of mail jobs. Every recipient of every mail has its turn, whatever happens to the others.
 *
 * @throws the first failure of a mail, when all had their turn: Lambda tries again, and what keeps failing ends in the dead-letter queue
 */
export function createMailHandler(dependencies: MailHandlerDependencies) {
  const { context, log, sendJob } = dependencies;

  async function receiveAll(within: MailHandlerDependencies, event: unknown, leaseMs: number): Promise<void> {
    const failures: unknown[] = [];
    const attempt = async (receipt: Receipt, recipient: string) => {
      try {
        const outcome = await receiveMail(within, receipt, recipient, leaseMs);
        log('mail.received', { mailId: receipt.messageId, outcome });
      } catch (error) {
        log('mail.failed', { mailId: receipt.messageId }, error);
        failures.push(error);
      }
    };
    for (const receipt of receiptsOf(event)) {
      if (receipt instanceof Error) failures.push(receipt);
      else for (const recipient of receipt.recipients) await attempt(receipt, recipient);
    }
    if (failures.length > 0) throw failures[0];
  }

  async function runJob(within: MailHandlerDependencies, body: string, leaseMs: number): Promise<void> {
    const job = parseJob(body);
    const result = await runMailJob(within, job, leaseMs);
    log('job.done', { type: job.type, outcome: typeof result === 'string' ? result : 'busy' });
    if (typeof result !== 'string') await sendJob(job, Math.max(result.busyUntil - context.now(), 1_000));
  }

  return async (event: unknown, invocation: Invocation): Promise<QueueAnswer | undefined> => {
    const leaseMs = invocation.getRemainingTimeInMillis() + leaseReserveMs;
    const within = {
      ...dependencies,
      isOver: () => invocation.getRemainingTimeInMillis() < sendReserveMs,
    };
    const messages = queueMessagesOf(event);
    if (messages === undefined) {
      await receiveAll(within, event, leaseMs);
      return undefined;
    }
    return handleQueueMessages(
      messages,
      ({ body }) => runJob(within, body, leaseMs),
      (error) => log('job.failed', {}, error),
    );
  };
}
