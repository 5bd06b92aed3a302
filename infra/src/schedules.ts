import { IamRole, IamRolePolicy, SchedulerSchedule } from './cdktf/aws.ts';
import type { TerraformStack } from './cdktf/core.ts';
import { createDeadLetterQueue } from './dead-letter-queue.ts';
import type { DeployedFunction } from './deployed-function.ts';
import type { Environment } from './environments.ts';
import { physicalName } from './names.ts';
import { policyDocument, trustPolicy } from './policy.ts';

/** `rate(1 minute)`, `rate(5 minutes)`: EventBridge wants the singular for one. */
const rateExpression = (minutes: number): string => `rate(${minutes} minute${minutes === 1 ? '' : 's'})`;

/** Calls a function at the rates that it declares; a call that the scheduler cannot make goes to a queue `<name>-unscheduled`. */
export function createSchedules(
  stack: TerraformStack,
  environment: Environment,
  { definition, lambda }: DeployedFunction,
): void {
  const rates = definition.triggers.flatMap((trigger) =>
    trigger.type === 'schedule' ? [trigger.rateMinutes] : [],
  );
  for (const rateMinutes of rates) {
    const id = `${definition.name}-every-${rateMinutes}-min`;
    const missed = createDeadLetterQueue(stack, environment, `${definition.name}-unscheduled`);
    const role = new IamRole(stack, `role_${id}`, {
      name: physicalName(environment, id),
      assumeRolePolicy: trustPolicy('scheduler.amazonaws.com'),
    });
    const policy = new IamRolePolicy(stack, `policy_${id}`, {
      name: 'invoke',
      role: role.id,
      policy: policyDocument([
        { Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: [lambda.arn] },
        { Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: [missed.arn] },
      ]),
    });
    new SchedulerSchedule(stack, `schedule_${id}`, {
      name: physicalName(environment, id),
      scheduleExpression: rateExpression(rateMinutes),
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: lambda.arn,
        roleArn: role.arn,
        deadLetterConfig: { arn: missed.arn },
        retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 60 * rateMinutes },
      },
      dependsOn: [policy],
    });
  }
}
