import { PlatformError } from '../platform-error.ts';
import type { Resource } from '../terraform/resource.ts';
import { type Fields, fieldsOf } from './fields.ts';

export interface Topic {
  readonly name: string;
  readonly arn: string;
  readonly subscriptions: readonly Subscription[];
}

/** A function that a topic invokes. */
export interface Subscription {
  readonly arn: string;
  readonly functionArn: string;
  /** The queue that takes what could not be handed to the function. */
  readonly deadLetterArn: string | undefined;
}

export interface Queue {
  readonly name: string;
  readonly arn: string;
  /** Attributes of SQS's CreateQueue. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Schedule {
  readonly name: string;
  readonly arn: string;
  readonly everyMs: number;
  readonly functionArn: string;
  /** The event, as the schedule gives it. */
  readonly input: string;
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
  if (fields.text('protocol') !== 'lambda') {
    throw unsupported(`${fields.address}.protocol should be lambda: the platform delivers to no other.`);
  }
  if (fields.optionalText('filter_policy'))
    throw unsupported(`${fields.address}.filter_policy is not supported.`);
  const redrive = fields.optionalText('redrive_policy');
  return {
    arn: `${topicArn}:${fields.text('id')}`,
    functionArn: fields.text('endpoint'),
    deadLetterArn: redrive
      ? (JSON.parse(redrive) as { deadLetterTargetArn: string }).deadLetterTargetArn
      : undefined,
  };
}

/** What Terraform calls an attribute of a queue and what SQS does. */
const queueAttributes = {
  message_retention_seconds: 'MessageRetentionPeriod',
  visibility_timeout_seconds: 'VisibilityTimeout',
  delay_seconds: 'DelaySeconds',
  max_message_size: 'MaximumMessageSize',
  redrive_policy: 'RedrivePolicy',
} as const;

export const queuesOf = (resources: readonly Resource[]): Queue[] =>
  resources
    .filter((resource) => resource.type === 'aws_sqs_queue')
    .map((resource) => ({
      name: fieldsOf(resource).text('name'),
      arn: fieldsOf(resource).text('arn'),
      attributes: Object.fromEntries(
        Object.entries(queueAttributes).flatMap(([written, name]) => {
          const value = resource.attributes[written] ?? undefined;
          return value === undefined ? [] : [[name, String(value)]];
        }),
      ),
    }));

const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

export const schedulesOf = (resources: readonly Resource[]): Schedule[] =>
  ofType(resources, 'aws_scheduler_schedule').map((fields) => {
    const expression = fields.text('schedule_expression');
    const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
    const everyMs = Number(count) * (unitMs[unit] ?? Number.NaN);
    const target = fields.block('target');
    if (!target || Number.isNaN(everyMs)) {
      throw unsupported(`${fields.address}.schedule_expression should be rate(...), but is ${expression}.`);
    }
    return {
      name: fields.text('name'),
      arn: fields.text('arn'),
      everyMs,
      functionArn: target.text('arn'),
      input: target.optionalText('input') ?? '{}',
    };
  });

const ofType = (resources: readonly Resource[], type: string): Fields[] =>
  resources.filter((resource) => resource.type === type).map(fieldsOf);

const unsupported = (message: string): PlatformError => new PlatformError('terraform.unsupported', message);
