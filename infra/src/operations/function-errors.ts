import { CloudwatchLogMetricFilter } from '../cdktf/aws.ts';
import { metricNamespace, physicalName } from '../names.ts';
import type { Scope } from '../scope.ts';
import type { Metric } from './alarm.ts';
import type { Operated } from './operated.ts';

const metricName = 'FunctionErrors';

/** Lambda's own line about an invocation that threw, ran out of time or ran out of memory. */
const failedInvocation = '{ $.type = "platform.report" && $.record.status != "success" }';

/**
 * Counts the failed invocations of all functions in one metric: CloudWatch's own has one for each function, and an alarm is paid by its metrics.
 */
export function countFunctionErrors({ construct, environment }: Scope, { functions }: Operated): Metric {
  const namespace = metricNamespace(environment);
  for (const { definition, logGroup } of functions.values()) {
    new CloudwatchLogMetricFilter(construct, `errors_${definition.name}`, {
      name: physicalName(environment, `${definition.name}-errors`),
      logGroupName: logGroup.name,
      pattern: failedInvocation,
      metricTransformation: { namespace, name: metricName, value: '1' },
    });
  }
  return { namespace, name: metricName, statistic: 'Sum' };
}
