import { CloudwatchMetricAlarm, type SnsTopic } from '../cdktf/aws.ts';
import { physicalName } from '../names.ts';
import type { Scope } from '../scope.ts';

/** One metric of CloudWatch. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  /** How the values of a period become one: `Sum`, `Maximum`, `p99`. */
  readonly statistic: string;
}

export interface AlarmProps {
  /** Names the alarm, for example `dead-letters`. */
  readonly id: string;
  /** What has happened. The guide for operators has a section of the alarm's name. */
  readonly description: string;
  readonly metrics: readonly Metric[];
  /** Puts the metrics together, which it calls `m0`, `m1`, ... @default the one metric as it is */
  readonly expression?: string;
  readonly comparison: 'above' | 'below';
  readonly threshold: number;
  readonly periodMinutes: number;
  /** How many periods in a row. @default 1 */
  readonly periods?: number;
  /** Whether it alarms when there is no data. @default false */
  readonly alarmsWithoutData?: boolean;
}

/** The most metrics that the expression of an alarm may have. */
export const mostMetrics = 10;

/** Creates an alarm that tells a topic when it goes off and when it is over. Each of its metrics costs $0.10 a month. */
export function createAlarm({ construct, environment }: Scope, topic: SnsTopic, props: AlarmProps): void {
  const { id, metrics, expression, comparison, alarmsWithoutData = false } = props;
  new CloudwatchMetricAlarm(construct, `alarm_${id}`, {
    alarmName: physicalName(environment, id),
    alarmDescription: `${props.description} See "${id}" in docs/how-to/run-in-production.md.`,
    comparisonOperator: comparison === 'above' ? 'GreaterThanThreshold' : 'LessThanThreshold',
    threshold: props.threshold,
    evaluationPeriods: props.periods ?? 1,
    treatMissingData: alarmsWithoutData ? 'breaching' : 'notBreaching',
    alarmActions: [topic.arn],
    okActions: [topic.arn],
    metricQuery: [
      ...metrics.map(({ namespace, name, dimensions, statistic }, index) => ({
        id: `m${index}`,
        metric: {
          namespace,
          metricName: name,
          stat: statistic,
          period: props.periodMinutes * 60,
          ...(dimensions && { dimensions }),
        },
        ...(expression === undefined && { returnData: true }),
      })),
      ...(expression === undefined ? [] : [{ id: 'all', expression, label: id, returnData: true }]),
    ],
  });
}
