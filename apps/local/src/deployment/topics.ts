import { PlatformError } from '../platform-error.ts';
import type { Resource } from '../terraform/resource.ts';
import { type Fields, fieldsOf } from './fields.ts';

export interface Topic {
  readonly name: string;
  readonly arn: string;
  readonly subscriptions: readonly Subscription[];
}

/** A function that a topic invokes, or a queue that it sends to. */
export interface Subscription {
  readonly arn: string;
  /** Mail to people is not sent, only noted: nobody on this machine waits for it. */
  readonly protocol: 'lambda' | 'sqs' | 'email';
  readonly endpointArn: string;
  /** Whether a queue gets the message alone instead of the whole notification. */
  readonly isRaw: boolean;
  /** The queue that takes what could not be handed to the function. */
  readonly deadLetterArn: string | undefined;
}

export function topicsOf(resources: readonly Resource[]): Topic[] {
  const subscriptions = ofType(resources, 'aws_sns_topic_subscription');
  return ofType(resources, 'aws_sns_topic').map((topic) => {
    const arn = topic.text('arn');
    return {
      name: topic.text('name'),
      arn,
      subscriptions: subscriptions
        .filter((subscription) => subscription.text('topic_arn') === arn)
        .map((subscription) => subscriptionOf(subscription, arn)),
    };
  });
}

function subscriptionOf(fields: Fields, topicArn: string): Subscription {
  const protocol = fields.text('protocol');
  if (protocol !== 'lambda' && protocol !== 'sqs' && protocol !== 'email') {
    throw unsupported(
      `${fields.address}.protocol should be lambda, sqs or email: the platform delivers to no other.`,
    );
  }
  if (fields.optionalText('filter_policy'))
    throw unsupported(`${fields.address}.filter_policy is not supported.`);
  const redrive = fields.optionalText('redrive_policy');
  return {
    arn: `${topicArn}:${fields.text('id')}`,
    protocol,
    endpointArn: fields.text('endpoint'),
    isRaw: fields.flag('raw_message_delivery'),
    deadLetterArn: redrive
      ? (JSON.parse(redrive) as { deadLetterTargetArn: string }).deadLetterTargetArn
      : undefined,
  };
}

const ofType = (resources: readonly Resource[], type: string): Fields[] =>
  resources.filter((resource) => resource.type === type).map(fieldsOf);

const unsupported = (message: string): PlatformError => new PlatformError('terraform.unsupported', message);
