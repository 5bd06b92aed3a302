import { SqsQueue } from './cdktf/aws.ts';
import type { TerraformStack } from './cdktf/core.ts';
import type { Environment } from './environments.ts';
import { physicalName } from './names.ts';

/** The longest that SQS keeps a message: 14 days. */
const retentionSeconds = 14 * 24 * 60 * 60;

/** Where what one path could not do is kept until someone has looked at it. */
export const createDeadLetterQueue = (
  stack: TerraformStack,
  environment: Environment,
  path: string,
): SqsQueue =>
  new SqsQueue(stack, `queue_${path}`, {
    name: physicalName(environment, path),
    messageRetentionSeconds: retentionSeconds,
    sqsManagedSseEnabled: true,
  });
