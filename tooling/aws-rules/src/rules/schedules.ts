import { type Found, type Rule, refuse } from '../account.ts';
import { outOfRange } from './functions.ts';

/** `rate(1 minute)`, `rate(5 minutes)`: the unit is singular for one only. `cron(...)` has six fields. */
const expression =
  /^(rate\((1 (minute|hour|day)|([2-9]|[1-9]\d+) (minutes|hours|days))\)|cron\(\S+( \S+){5}\)|at\([\dT:-]+\))$/;

export const schedules: Rule = {
  name: 'schedule',
  check: (account) =>
    account
      .all('aws_scheduler_schedule')
      .flatMap((schedule) => problemsOf(schedule).map((problem) => refuse(schedule, problem))),
};

function problemsOf(schedule: Found): readonly string[] {
  const written = schedule.text('schedule_expression') ?? '';
  const retry = schedule.block('target')?.block('retry_policy');
  return [
    ...(expression.test(written)
      ? []
      : [
          `schedule_expression should be rate(<number> <unit>), cron(<six fields>) or at(<time>), but is ${JSON.stringify(written)}.`,
        ]),
    ...(retry
      ? [
          ...outOfRange(retry, 'maximum_retry_attempts', { minimum: 0, maximum: 185, unit: 'attempts' }),
          ...outOfRange(retry, 'maximum_event_age_in_seconds', {
            minimum: 60,
            maximum: 86_400,
            unit: 'seconds',
          }),
        ]
      : []),
  ];
}
