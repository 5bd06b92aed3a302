import { SnsTopic, SnsTopicPolicy, SnsTopicSubscription } from '../cdktf/aws.ts';
import { physicalName } from '../names.ts';
import { policyDocument } from '../policy.ts';
import type { Scope } from '../scope.ts';

/** The services that tell the topic something. */
const publishers = ['budgets.amazonaws.com', 'cloudwatch.amazonaws.com'];

/**
 * Creates the topic that alarms go to, and subscribes mail addresses to it. It is not encrypted: the services could not use SNS's own key, and
 * alarms hold no data of users.
 */
export function createAlarmTopic(
  { construct, environment, accountId }: Scope,
  addresses: readonly string[],
): SnsTopic {
  const topic = new SnsTopic(construct, 'alarms', { name: physicalName(environment, 'alarms') });
  new SnsTopicPolicy(construct, 'alarms-policy', {
    arn: topic.arn,
    policy: policyDocument(
      publishers.map((service) => ({
        Effect: 'Allow',
        Principal: { Service: service },
        Action: 'sns:Publish',
        Resource: topic.arn,
        Condition: { StringEquals: { 'aws:SourceAccount': accountId } },
      })),
    ),
  });
  addresses.forEach((address, index) => {
    new SnsTopicSubscription(construct, `alarms-subscription_${index}`, {
      topicArn: topic.arn,
      protocol: 'email',
      endpoint: address,
    });
  });
  return topic;
}
