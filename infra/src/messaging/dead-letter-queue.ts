import { SqsQueue } from '../cdktf/aws.ts';
import { physicalName } from '../names.ts';
import type { Scope } from '../scope.ts';

/** The longest that SQS keeps a message: 14 days. */
export const longestRetentionSeconds = 14 * 24 * 60 * 60;

/**
 * Creates the queue that keeps what one path could not do, until a person has looked at it.
 *
 * @param path names the queue, for example `responder-failed`
 */
export const createDeadLetterQueue = ({ construct, environment }: Scope, path: string): SqsQueue =>
  new SqsQueue(construct, `queue_${path}`, {
    name: physicalName(environment, path),
    messageRetentionSeconds: longestRetentionSeconds,
    sqsManagedSseEnabled: true,
  });
