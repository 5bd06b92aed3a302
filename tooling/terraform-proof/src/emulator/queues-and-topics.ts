import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  type SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  type QueueAttributeName,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Arguments, Kind } from './kind.ts';

const queueAttributes = (given: Arguments): Record<string, string> => ({
  MessageRetentionPeriod: String(given.message_retention_seconds),
  SqsManagedSseEnabled: String(given.sqs_managed_sse_enabled),
  ...(given.visibility_timeout_seconds !== undefined && {
    VisibilityTimeout: String(given.visibility_timeout_seconds),
  }),
  ...(given.redrive_policy !== undefined && { RedrivePolicy: given.redrive_policy }),
});

async function readQueue(client: SQSClient, QueueUrl: string, names: readonly string[]) {
  const AttributeNames = names as QueueAttributeName[];
  const { Attributes = {} } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
  return Attributes as Readonly<Record<string, string>>;
}

/** A policy document or a redrive policy, for comparing: their texts may differ in spaces. */
const parsed = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text));

export const queues = (client: SQSClient): Kind => ({
  type: 'aws_sqs_queue',
  async create(given) {
    const { QueueUrl = '' } = await client.send(
      new CreateQueueCommand({ QueueName: given.name, Attributes: queueAttributes(given) }),
    );
    const { QueueArn = '' } = await readQueue(client, QueueUrl, ['QueueArn']);
    return { name: given.name, id: QueueUrl, url: QueueUrl, arn: QueueArn };
  },
  async compare(given, { url = '' }) {
    const { RedrivePolicy: redrive, ...wanted } = queueAttributes(given);
    const names = [...Object.keys(wanted), 'RedrivePolicy'];
    const { RedrivePolicy, ...is } = await readQueue(client, url, names);
    return {
      is: { ...is, redrive: parsed(RedrivePolicy) },
      shouldBe: { ...wanted, redrive: parsed(redrive) },
    };
  },
  async remove(_given, { url: QueueUrl }) {
    await client.send(new DeleteQueueCommand({ QueueUrl }));
  },
});

export const queuePolicies = (client: SQSClient): Kind => ({
  type: 'aws_sqs_queue_policy',
  async create({ queue_url: QueueUrl, policy: Policy }) {
    await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
    return { id: QueueUrl };
  },
  async compare({ queue_url: url, policy }) {
    const { Policy } = await readQueue(client, url, ['Policy']);
    return { is: parsed(Policy), shouldBe: parsed(policy) };
  },
  // It goes with its queue.
  async remove() {},
});

export const topics = (client: SNSClient): Kind => ({
  type: 'aws_sns_topic',
  async create({ name: Name, kms_master_key_id: key }) {
    const Attributes = key === undefined ? {} : { KmsMasterKeyId: key };
    const { TopicArn = '' } = await client.send(new CreateTopicCommand({ Name, Attributes }));
    return { name: Name, id: TopicArn, arn: TopicArn };
  },
  async compare({ kms_master_key_id: key }, { arn: TopicArn }) {
    const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn }));
    return { is: Attributes?.KmsMasterKeyId, shouldBe: key };
  },
  async remove(_given, { arn: TopicArn }) {
    await client.send(new DeleteTopicCommand({ TopicArn }));
  },
});

export const subscriptions = (client: SNSClient): Kind => ({
  type: 'aws_sns_topic_subscription',
  async create({ topic_arn: TopicArn, protocol: Protocol, endpoint: Endpoint, redrive_policy: redrive }) {
    const Attributes = redrive === undefined ? {} : { RedrivePolicy: redrive };
    const command = new SubscribeCommand({
      TopicArn,
      Protocol,
      Endpoint,
      Attributes,
      ReturnSubscriptionArn: true,
    });
    const { SubscriptionArn = '' } = await client.send(command);
    return { id: SubscriptionArn, arn: SubscriptionArn };
  },
  async compare({ endpoint, redrive_policy: redrive }, { arn: SubscriptionArn }) {
    const { Attributes } = await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    return {
      is: { endpoint: Attributes?.Endpoint, redrive: parsed(Attributes?.RedrivePolicy) },
      shouldBe: { endpoint, redrive: parsed(redrive) },
    };
  },
  async remove(_given, { arn: SubscriptionArn }) {
    await client.send(new UnsubscribeCommand({ SubscriptionArn }));
  },
});
