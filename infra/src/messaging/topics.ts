import type { TopicDefinition } from '@switchboard/declarations';
import { SnsTopic, SnsTopicSubscription, type SqsQueue, SqsQueuePolicy } from '../cdktf/aws.ts';
import { allowInvocation, type DeployedFunction } from '../functions/deployed-function.ts';
import { lookUp } from '../look-up.ts';
import { physicalName } from '../names.ts';
import { policyDocument } from '../policy.ts';
import type { Scope } from '../scope.ts';
import { createDeadLetterQueue } from './dead-letter-queue.ts';

/** SNS's own key: it costs nothing to keep, and every identity of the account may use it through SNS. */
export const encryptionKey = 'alias/aws/sns';

/** Creates an encrypted topic. */
export const createTopic = ({ construct, environment }: Scope, { name }: TopicDefinition): SnsTopic =>
  new SnsTopic(construct, `topic_${name}`, {
    name: physicalName(environment, name),
    kmsMasterKeyId: encryptionKey,
  });

/**
 * Subscribes a function to the topics that it declares. What SNS cannot deliver goes to a queue `<name>-undelivered`.
 *
 * @returns those queues
 */
export function createSubscriptions(
  scope: Scope,
  topics: ReadonlyMap<string, SnsTopic>,
  { definition, lambda }: DeployedFunction,
): readonly SqsQueue[] {
  return definition.triggers.flatMap((trigger) => {
    if (trigger.type !== 'topicSubscription') return [];
    const topic = lookUp(topics, trigger.topic.name);
    const id = `${trigger.topic.name}_${definition.name}`;
    const undelivered = createDeadLetterQueue(scope, `${definition.name}-undelivered`);
    const mayQueue = allowSending(scope, id, undelivered, topic);
    const mayInvoke = allowInvocation(scope, lambda, {
      id: `topic_${id}`,
      service: 'sns.amazonaws.com',
      sourceArn: topic.arn,
    });
    new SnsTopicSubscription(scope.construct, `subscription_${id}`, {
      topicArn: topic.arn,
      protocol: 'lambda',
      endpoint: lambda.arn,
      redrivePolicy: JSON.stringify({ deadLetterTargetArn: undelivered.arn }),
      // A message that is published in the meantime would be lost.
      dependsOn: [mayQueue, mayInvoke],
    });
    return [undelivered];
  });
}

const allowSending = (
  { construct, accountId }: Scope,
  id: string,
  queue: SqsQueue,
  topic: SnsTopic,
): SqsQueuePolicy =>
  new SqsQueuePolicy(construct, `queue-policy_${id}`, {
    queueUrl: queue.url,
    policy: policyDocument([
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queue.arn,
        Condition: {
          ArnEquals: { 'aws:SourceArn': topic.arn },
          StringEquals: { 'aws:SourceAccount': accountId },
        },
      },
    ]),
  });
