import type { Trigger } from '@switchboard/declarations';
import { SchedulerSchedule, type SqsQueue } from '../cdktf/aws.ts';
import { createDeadLetterQueue } from '../messaging/dead-letter-queue.ts';
import { addressName, physicalName } from '../names.ts';
import { allow, serviceTrust } from '../policy.ts';
import type { Scope } from '../scope.ts';
import type { DeployedFunction } from './deployed-function.ts';
import { createRole } from './roles.ts';

/** When a schedule runs, as EventBridge Scheduler has it. */
interface Timing {
  /** Names the schedule among those of its function. */
  readonly suffix: string;
  readonly expression: string;
  readonly timeZone: string;
  readonly longestAgeSeconds: number;
}

/** An hour, for a schedule that runs seldom. */
const longestWaitSeconds = 3600;

/**
 * Invokes a function at the times that it declares. An invocation that the scheduler cannot make goes to a queue `<name>-unscheduled`.
 *
 * @returns that queue, if the function has schedules
 */
export function createSchedules(scope: Scope, { definition, lambda }: DeployedFunction): readonly SqsQueue[] {
  const timings = definition.triggers.flatMap((trigger) => timingOf(trigger) ?? []);
  if (timings.length === 0) return [];
  const { construct, environment, accountId } = scope;
  const missed = createDeadLetterQueue(scope, `${definition.name}-unscheduled`);
  const { role, policy } = createRole(scope, {
    id: `${definition.name}-schedule`,
    trust: serviceTrust('scheduler.amazonaws.com', accountId),
    statements: [allow(['lambda:InvokeFunction'], [lambda.arn]), allow(['sqs:SendMessage'], [missed.arn])],
  });
  for (const { suffix, expression, timeZone, longestAgeSeconds } of timings) {
    const id = `${definition.name}-${suffix}`;
    new SchedulerSchedule(construct, `schedule_${id}`, {
      name: physicalName(environment, id),
      scheduleExpression: expression,
      scheduleExpressionTimezone: timeZone,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: lambda.arn,
        roleArn: role.arn,
        deadLetterConfig: { arn: missed.arn },
        retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: longestAgeSeconds },
      },
      dependsOn: [policy],
    });
  }
  return [missed];
}

function timingOf(trigger: Trigger): Timing | undefined {
  switch (trigger.type) {
    case 'schedule': {
      const { rateMinutes: minutes } = trigger;
      return {
        suffix: `every-${minutes}-min`,
        // EventBridge wants the singular for one.
        expression: `rate(${minutes} minute${minutes === 1 ? '' : 's'})`,
        timeZone: 'UTC',
        longestAgeSeconds: Math.min(60 * minutes, longestWaitSeconds),
      };
    }
    case 'cron':
      return {
        suffix: `at-${addressName(trigger.expression).replaceAll('_', '-').replaceAll(/^-|-$/g, '')}`,
        expression: `cron(${trigger.expression})`,
        timeZone: trigger.timeZone,
        longestAgeSeconds: longestWaitSeconds,
      };
    default:
      return undefined;
  }
}
