import { type Account, type Found, type Rule, refuse } from '../account.ts';
import { roleAllows } from '../identities.ts';

const neededActions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

/** The defaults of AWS, in seconds. */
const defaultVisibilitySeconds = 30;
const defaultTimeoutSeconds = 3;

/** Mappings that Lambda refuses: it looks at the queue, and whether the function's role may receive from it. */
export const eventSources: Rule = {
  name: 'event-source',
  check: (account) =>
    account
      .all('aws_lambda_event_source_mapping')
      .flatMap((mapping) => problemsOf(account, mapping).map((problem) => refuse(mapping, problem))),
};

function problemsOf(account: Account, mapping: Found): readonly string[] {
  const sourceArn = mapping.text('event_source_arn') ?? '';
  if (!sourceArn.includes(':sqs:')) return [];
  const queue = account.find('aws_sqs_queue', 'arn', sourceArn);
  if (!queue) return [`event_source_arn should be the ARN of a queue, but there is no ${sourceArn}.`];
  const target = functionOf(account, mapping);
  return [...batchProblems(mapping), ...(target ? functionProblems(account, target, queue) : [])];
}

const functionOf = (account: Account, mapping: Found): Found | undefined => {
  const name = mapping.text('function_name') ?? '';
  return account.find('aws_lambda_function', 'function_name', name.split(':')[6] ?? name);
};

function functionProblems(account: Account, target: Found, queue: Found): readonly string[] {
  const visibility = queue.number('visibility_timeout_seconds') ?? defaultVisibilitySeconds;
  const timeout = target.number('timeout') ?? defaultTimeoutSeconds;
  const role = account.find('aws_iam_role', 'arn', target.text('role'));
  const resource = queue.text('arn') ?? '';
  const missing = role
    ? neededActions.filter((action) => roleAllows(account, role, { action, resource }) === false)
    : [];
  return [
    ...(visibility < timeout
      ? [
          `The queue ${queue.text('name')} hides a message for ${visibility} s, but the function may take ${timeout} s: visibility_timeout_seconds should be at least that.`,
        ]
      : []),
    ...(missing.length > 0
      ? [
          `The role ${role?.text('name')} should allow ${missing.join(', ')} on the queue ${queue.text('name')}.`,
        ]
      : []),
  ];
}

function batchProblems(mapping: Found): readonly string[] {
  const size = mapping.number('batch_size') ?? 10;
  const concurrency = mapping.block('scaling_config')?.number('maximum_concurrency');
  return [
    ...(size > 10 && !mapping.number('maximum_batching_window_in_seconds')
      ? [`batch_size ${size} needs maximum_batching_window_in_seconds of at least 1.`]
      : []),
    ...(concurrency !== undefined && (concurrency < 2 || concurrency > 1000)
      ? [`scaling_config.maximum_concurrency should be 2 to 1000, but is ${concurrency}.`]
      : []),
  ];
}
