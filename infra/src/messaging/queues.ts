import type { FunctionDefinition, QueueDefinition } from '@switchboard/declarations';
import { LambdaEventSourceMapping, SqsQueue } from '../cdktf/aws.ts';
import { DeclarationError } from '../functions/declared.ts';
import type { DeployedFunction } from '../functions/deployed-function.ts';
import { lookUp } from '../look-up.ts';
import { physicalName } from '../names.ts';
import type { Scope } from '../scope.ts';
import { createDeadLetterQueue, longestRetentionSeconds } from './dead-letter-queue.ts';

const defaultMaximumReceives = 5;

/** While a function works on a message nobody else may receive it: AWS advises six times the function's timeout. */
const visibilityPerTimeout = 6;

/** A queue and the one that takes what could not be processed. */
export interface Queue {
  readonly queue: SqsQueue;
  readonly failed: SqsQueue;
}

/**
 * Creates a queue and its dead-letter queue, `<name>-failed`.
 *
 * @param functions the functions of the environment: the one that receives from the queue decides how long a message is hidden
 * @throws {DeclarationError} if no function receives from the queue, or more than one
 */
export function createQueue(
  scope: Scope,
  { name, maximumReceives = defaultMaximumReceives }: QueueDefinition,
  functions: readonly FunctionDefinition[],
): Queue {
  const failed = createDeadLetterQueue(scope, `${name}-failed`);
  const queue = new SqsQueue(scope.construct, `queue_${name}`, {
    name: physicalName(scope.environment, name),
    messageRetentionSeconds: longestRetentionSeconds,
    visibilityTimeoutSeconds: visibilityPerTimeout * receiverOf(name, functions).timeoutSeconds,
    sqsManagedSseEnabled: true,
    redrivePolicy: JSON.stringify({ deadLetterTargetArn: failed.arn, maxReceiveCount: maximumReceives }),
  });
  return { queue, failed };
}

function receiverOf(queueName: string, functions: readonly FunctionDefinition[]): FunctionDefinition {
  const [receiver, ...others] = functions.filter(({ triggers }) =>
    triggers.some((trigger) => trigger.type === 'queueMessages' && trigger.queue.name === queueName),
  );
  if (receiver !== undefined && others.length === 0) return receiver;
  const count = receiver === undefined ? 'no function receives' : 'several functions receive';
  throw new DeclarationError(
    `The queue ${queueName} needs one function that receives from it, but ${count}.`,
  );
}

/** Lets a function receive from the queues that invoke it. A batch may fail in part. */
export function createQueueSources(
  { construct }: Scope,
  queues: ReadonlyMap<string, Queue>,
  { definition, lambda, policy }: DeployedFunction,
): void {
  for (const trigger of definition.triggers) {
    if (trigger.type !== 'queueMessages') continue;
    const { batchSize, maximumConcurrency } = trigger;
    new LambdaEventSourceMapping(construct, `messages_${trigger.queue.name}`, {
      eventSourceArn: lookUp(queues, trigger.queue.name).queue.arn,
      functionName: lambda.functionName,
      functionResponseTypes: ['ReportBatchItemFailures'],
      ...(batchSize !== undefined && { batchSize }),
      ...(maximumConcurrency !== undefined && { scalingConfig: { maximumConcurrency } }),
      // Lambda refuses the mapping while the role may not receive from the queue.
      dependsOn: [policy],
    });
  }
}
