import { CloudwatchLogMetricFilter } from '../cdktf/aws.ts';
import type { DeployedFunction } from '../functions/deployed-function.ts';
import { metricNamespace, physicalName } from '../names.ts';
import type { Scope } from '../scope.ts';
import type { Metric } from './alarm.ts';

/*
 * CloudWatch has metrics of its own for each function, and an alarm is paid by its metrics. These count lines of all functions' logs in one metric.
 */

/** Lambda's own line about an invocation that threw, ran out of time or ran out of memory. */
const failedInvocation = '{ $.type = "platform.report" && $.record.status != "success" }';

/** From this share of its timeout on, a function is about to be stopped. */
const slowShare = 0.8;

/** Counts the invocations of functions that failed. */
export const countFailedInvocations = (scope: Scope, functions: readonly DeployedFunction[]): Metric =>
  countLines(scope, functions, {
    id: 'errors',
    metricName: 'FunctionErrors',
    patternOf: () => failedInvocation,
  });

/** Counts the invocations of functions that took more than 80 % of their timeout. */
export const countSlowInvocations = (scope: Scope, functions: readonly DeployedFunction[]): Metric =>
  countLines(scope, functions, {
    id: 'slow',
    metricName: 'SlowInvocations',
    patternOf: ({ definition }) =>
      `{ $.type = "platform.report" && $.record.metrics.durationMs > ${definition.timeoutSeconds * 1000 * slowShare} }`,
  });

/** Whether somebody waits for the function while a message is sent or answered. */
export const isOnMessagePath = ({ definition }: DeployedFunction): boolean =>
  definition.triggers.some(({ type }) => type === 'topicSubscription' || type === 'webSocketRoute');

interface CountedLines {
  /** Names the filters: `errors_<function>`. */
  readonly id: string;
  readonly metricName: string;
  /** What a counted line looks like, as a filter pattern of CloudWatch Logs. */
  patternOf(deployed: DeployedFunction): string;
}

function countLines(
  { construct, environment }: Scope,
  functions: readonly DeployedFunction[],
  { id, metricName, patternOf }: CountedLines,
): Metric {
  const namespace = metricNamespace(environment);
  for (const deployed of functions) {
    const { definition, logGroup } = deployed;
    new CloudwatchLogMetricFilter(construct, `${id}_${definition.name}`, {
      name: physicalName(environment, `${definition.name}-${id}`),
      logGroupName: logGroup.name,
      pattern: patternOf(deployed),
      metricTransformation: { namespace, name: metricName, value: '1' },
    });
  }
  return { namespace, name: metricName, statistic: 'Sum' };
}
