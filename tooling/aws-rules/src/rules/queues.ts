import { type Account, type Found, type Rule, refuse } from '../account.ts';
import { outOfRange } from './functions.ts';

export const queues: Rule = {
  name: 'queue',
  check: (account) =>
    account
      .all('aws_sqs_queue')
      .flatMap((queue) => problemsOf(account, queue).map((problem) => refuse(queue, problem))),
};

function problemsOf(account: Account, queue: Found): readonly string[] {
  const name = queue.text('name') ?? '';
  return [
    ...(/^[\w-]{1,75}(\.fifo)?$|^[\w-]{1,80}$/.test(name)
      ? []
      : [
          `name should have 1 to 80 letters, digits, hyphens or underscores, but is ${JSON.stringify(name)}.`,
        ]),
    ...outOfRange(queue, 'visibility_timeout_seconds', { minimum: 0, maximum: 43_200, unit: 'seconds' }),
    ...outOfRange(queue, 'message_retention_seconds', { minimum: 60, maximum: 1_209_600, unit: 'seconds' }),
    ...outOfRange(queue, 'delay_seconds', { minimum: 0, maximum: 900, unit: 'seconds' }),
    ...outOfRange(queue, 'receive_wait_time_seconds', { minimum: 0, maximum: 20, unit: 'seconds' }),
    ...redriveProblems(account, queue),
  ];
}

function redriveProblems(account: Account, queue: Found): readonly string[] {
  const json = queue.text('redrive_policy');
  if (json === undefined) return [];
  const policy = JSON.parse(json) as { deadLetterTargetArn?: string; maxReceiveCount?: number | string };
  const count = Number(policy.maxReceiveCount);
  return [
    ...(account.find('aws_sqs_queue', 'arn', policy.deadLetterTargetArn)
      ? []
      : [`redrive_policy should name a dead-letter queue, but there is no ${policy.deadLetterTargetArn}.`]),
    ...(Number.isInteger(count) && count >= 1 && count <= 1000
      ? []
      : [`redrive_policy.maxReceiveCount should be 1 to 1000, but is ${policy.maxReceiveCount}.`]),
  ];
}
