import { type Found, type Rule, refuse } from '../account.ts';

/** The most metrics that the expressions of an alarm may have. */
const mostMetrics = 10;

/** What CloudWatch refuses of alarms that put metrics together. */
export const alarms: Rule = {
  name: 'alarm',
  check: (account) =>
    account
      .all('aws_cloudwatch_metric_alarm')
      .flatMap((alarm) => problemsOf(alarm).map((problem) => refuse(alarm, problem))),
};

function problemsOf(alarm: Found): readonly string[] {
  const queries = alarm.blocks('metric_query');
  if (queries.length === 0) return [];
  const ids = queries.map((query) => query.text('id'));
  const metrics = queries.filter((query) => query.block('metric') !== undefined);
  const results = queries.filter((query) => query.flag('return_data'));
  const used = queries.flatMap((query) => query.text('expression')?.match(/\b[a-z]\w*/g) ?? []);
  return [
    ...(metrics.length > mostMetrics
      ? [`metric_query has ${metrics.length} metrics, but may have ${mostMetrics}.`]
      : []),
    ...(results.length === 1
      ? []
      : [`metric_query should have return_data once, but has it ${results.length} times.`]),
    ...used
      .filter((id) => !ids.includes(id))
      .map((id) => `metric_query has no ${id}, which an expression names.`),
  ];
}
