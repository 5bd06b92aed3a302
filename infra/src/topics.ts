import type { TopicDefinition } from '@switchboard/declarations';
import { SnsTopic, SnsTopicSubscription, type SqsQueue, SqsQueuePolicy } from './cdktf/aws.ts';
import type { TerraformStack } from './cdktf/core.ts';
import { createDeadLetterQueue } from './dead-letter-queue.ts';
import { allowInvocation, type DeployedFunction } from './deployed-function.ts';
import type { Environment } from './environments.ts';
import { lookUp } from './look-up.ts';
import { physicalName } from './names.ts';

export const createTopic = (
  stack: TerraformStack,
  environment: Environment,
  { name }: TopicDefinition,
): SnsTopic => new SnsTopic(stack, `topic_${name}`, { name: physicalName(environment, name) });

/** Subscribes a function to the topics that it declares; what SNS cannot hand over goes to a queue `<name>-undelivered`. */
export function createSubscriptions(
  stack: TerraformStack,
  environment: Environment,
  topics: ReadonlyMap<string, SnsTopic>,
  { definition, lambda }: DeployedFunction,
): void {
  for (const trigger of definition.triggers) {
    if (trigger.type !== 'topicSubscription') continue;
    const topic = lookUp(topics, trigger.topic.name);
    const id = `${trigger.topic.name}_${definition.name}`;
    const undelivered = createDeadLetterQueue(stack, environment, `${definition.name}-undelivered`);
    allowSending(stack, id, undelivered, topic);
    allowInvocation(stack, lambda, { id: `topic_${id}`, service: 'sns.amazonaws.com', sourceArn: topic.arn });
    new SnsTopicSubscription(stack, `subscription_${id}`, {
      topicArn: topic.arn,
      protocol: 'lambda',
      endpoint: lambda.arn,
      redrivePolicy: JSON.stringify({ deadLetterTargetArn: undelivered.arn }),
    });
  }
}

function allowSending(stack: TerraformStack, id: string, queue: SqsQueue, topic: SnsTopic): void {
  new SqsQueuePolicy(stack, `queue-policy_${id}`, {
    queueUrl: queue.url,
    policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'sns.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: queue.arn,
          Condition: { ArnEquals: { 'aws:SourceArn': topic.arn } },
        },
      ],
    }),
  });
}
