import { functionPackages } from '../src/functions/function-packages.ts';
import { all, one, removeStacks, synthesiseStack, wholeDev } from './stack.ts';

const stack = synthesiseStack(wholeDev);
const definitions = functionPackages.flatMap(({ functions }) => functions);
const ref = (type: string, name: string, attribute: string): string => `\${${type}.${name}.${attribute}}`;

afterAll(removeStacks);

const triggeredBy = (type: string): string[] =>
  definitions
    .filter(({ triggers }) => triggers.some((trigger) => trigger.type === type))
    .map(({ name }) => name);

describe('what fails for good', () => {
  it('goes to a queue of its own after an asynchronous invocation', () => {
    const asynchronous = [...triggeredBy('topicSubscription'), ...triggeredBy('schedule')];
    expect(asynchronous).toEqual(expect.arrayContaining(['responder', 'sweeper']));
    for (const name of asynchronous) {
      expect(one(stack, 'aws_lambda_function_event_invoke_config', `events_${name}`)).toMatchObject({
        destination_config: {
          on_failure: { destination: ref('aws_sqs_queue', `queue_${name}-failed`, 'arn') },
        },
      });
    }
  });

  it('is tried for as long as it helps: a sweep until the next one, a message until it is swept up', () => {
    const eventsOf = (name: string) =>
      one(stack, 'aws_lambda_function_event_invoke_config', `events_${name}`);
    expect(eventsOf('sweeper')).toMatchObject({
      maximum_retry_attempts: 0,
      maximum_event_age_in_seconds: 60,
    });
    expect(eventsOf('responder')).toMatchObject({
      maximum_retry_attempts: 2,
      maximum_event_age_in_seconds: 900,
    });
  });

  it('goes to a queue where SNS cannot deliver, which SNS alone may send to, for that topic alone', () => {
    const subscription = one(stack, 'aws_sns_topic_subscription', 'subscription_responder_responder');
    const queue = ref('aws_sqs_queue', 'queue_responder-undelivered', 'arn');
    expect(JSON.parse(subscription.redrive_policy)).toEqual({ deadLetterTargetArn: queue });
    const policy = one(stack, 'aws_sqs_queue_policy', 'queue-policy_responder_responder');
    expect(policy.queue_url).toBe(ref('aws_sqs_queue', 'queue_responder-undelivered', 'url'));
    expect(JSON.parse(policy.policy).Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queue,
        Condition: {
          ArnEquals: { 'aws:SourceArn': ref('aws_sns_topic', 'topic_responder', 'arn') },
          StringEquals: { 'aws:SourceAccount': ref('data.aws_caller_identity', 'current', 'account_id') },
        },
      },
    ]);
  });

  it('goes to a queue where the scheduler cannot call', () => {
    expect(one(stack, 'aws_scheduler_schedule', 'schedule_sweeper-every-1-min')).toMatchObject({
      schedule_expression: 'rate(1 minute)',
      target: {
        arn: ref('aws_lambda_function', 'sweeper', 'arn'),
        dead_letter_config: { arn: ref('aws_sqs_queue', 'queue_sweeper-unscheduled', 'arn') },
      },
    });
  });

  it('is kept as long as SQS can: 14 days, encrypted', () => {
    for (const queue of all(stack, 'aws_sqs_queue')) {
      expect(queue).toMatchObject({ message_retention_seconds: 1_209_600, sqs_managed_sse_enabled: true });
    }
  });

  it('has no queue that nothing leads to', () => {
    const queues = Object.keys(stack.resource.aws_sqs_queue ?? {});
    const unused = queues.filter((name) => !stack.text.includes(`aws_sqs_queue.${name}.arn`));
    expect(unused).toEqual([]);
  });
});

describe('the schedule', () => {
  it('may invoke its own function and send to its own queue, and nothing else', () => {
    const { policy } = one(stack, 'aws_iam_role_policy', 'policy_sweeper-schedule');
    expect(JSON.parse(policy).Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['lambda:InvokeFunction'],
        Resource: [ref('aws_lambda_function', 'sweeper', 'arn')],
      },
      {
        Effect: 'Allow',
        Action: ['sqs:SendMessage'],
        Resource: [ref('aws_sqs_queue', 'queue_sweeper-unscheduled', 'arn')],
      },
    ]);
  });
});
