import { type Account, type Found, type Rule, refuse } from '../account.ts';
import { roleAllows } from '../identities.ts';
import { outOfRange } from './functions.ts';

/** What a role needs for a destination, by the service in the destination's ARN. */
const actions: Readonly<Record<string, string>> = {
  sqs: 'sqs:SendMessage',
  sns: 'sns:Publish',
  lambda: 'lambda:InvokeFunction',
  events: 'events:PutEvents',
};

/** Destinations of asynchronous events that the function's role may not reach: Lambda refuses the configuration. */
export const destinations: Rule = {
  name: 'destination-permission',
  check: (account) =>
    account.all('aws_lambda_function_event_invoke_config').flatMap((configuration) => [
      ...limits(configuration).map((problem) => refuse(configuration, problem)),
      ...(['on_failure', 'on_success'] as const).flatMap((kind) => {
        const arn = configuration.block('destination_config')?.block(kind)?.text('destination');
        const problem = arn === undefined ? undefined : problemOf(account, configuration, arn);
        return problem === undefined ? [] : [refuse(configuration, `destination_config.${kind}: ${problem}`)];
      }),
    ]),
};

const limits = (configuration: Found): readonly string[] => [
  ...outOfRange(configuration, 'maximum_retry_attempts', { minimum: 0, maximum: 2, unit: 'attempts' }),
  ...outOfRange(configuration, 'maximum_event_age_in_seconds', {
    minimum: 60,
    maximum: 21_600,
    unit: 'seconds',
  }),
];

function problemOf(account: Account, configuration: Found, arn: string): string | undefined {
  const action = actions[arn.split(':')[2] ?? ''];
  if (action === undefined) return `${arn} is the ARN of nothing that takes events.`;
  const name = configuration.text('function_name') ?? '';
  const target = account.find('aws_lambda_function', 'function_name', name.split(':')[6] ?? name);
  const role = account.find('aws_iam_role', 'arn', target?.text('role'));
  if (!role || roleAllows(account, role, { action, resource: arn }) !== false) return undefined;
  return `the role ${role.text('name')} should allow ${action} on ${arn}.`;
}
