import { type Account, type Found, type Rule, refuse } from '../account.ts';
import { roleAllows } from '../identities.ts';

/** What a schedule's role needs for its target, by the service in the target's ARN. */
const actions: Readonly<Record<string, string>> = {
  lambda: 'lambda:InvokeFunction',
  sqs: 'sqs:SendMessage',
  sns: 'sns:Publish',
};

/** Schedules whose role may not reach the target or the dead-letter queue: they are created, and then do nothing. */
export const scheduleTargets: Rule = {
  name: 'schedule-target',
  check: (account) =>
    account.all('aws_scheduler_schedule').flatMap((schedule) => {
      const target = schedule.block('target');
      const role = account.find('aws_iam_role', 'arn', target?.text('role_arn'));
      const arns = [target?.text('arn'), target?.block('dead_letter_config')?.text('arn')];
      return role ? arns.flatMap((arn) => problemOf(account, schedule, role, arn)) : [];
    }),
};

function problemOf(account: Account, schedule: Found, role: Found, arn: string | undefined) {
  const action = actions[arn?.split(':')[2] ?? ''];
  if (arn === undefined || action === undefined) return [];
  return roleAllows(account, role, { action, resource: arn }) === false
    ? [refuse(schedule, `The role ${role.text('name')} should allow ${action} on ${arn}.`)]
    : [];
}
