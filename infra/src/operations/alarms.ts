import { oldestWaitingMetric } from '@switchboard/declarations';
import type { DynamodbTable, SnsTopic, SqsQueue } from '../cdktf/aws.ts';
import { metricNamespace } from '../names.ts';
import type { Scope } from '../scope.ts';
import { type AlarmProps, createAlarm, type Metric, mostMetrics } from './alarm.ts';
import { countFailedInvocations, countSlowInvocations, isOnMessagePath } from './function-metrics.ts';
import { messagePath, type Operated } from './operated.ts';

/**
 * Creates the alarms of an environment, about a dozen. Each tells the topic. What has one remedy has one alarm; what one alarm cannot hold, because
 * CloudWatch takes ten metrics in an expression, has as few as it takes.
 */
export function createAlarms(scope: Scope, topic: SnsTopic, operated: Operated): void {
  const alarms = [
    ...deadLetterAlarms(operated),
    ...functionAlarms(scope, operated),
    ...apiAlarms(operated),
    ...tableAlarms(operated),
    ...waitingAlarms(metricNamespace(scope.environment)),
    ...silenceAlarms(operated),
  ];
  for (const alarm of alarms) createAlarm(scope, topic, alarm);
}

/** Puts all metrics of an alarm together. A metric without data counts as zero: otherwise one quiet queue would silence the alarm of all others. */
const sum = 'SUM(FILL(METRICS(), 0))';
const highest = 'MAX(FILL(METRICS(), 0))';

/** One metric of an alarm in an expression, zero where it has no data. */
const filled = (index: number): string => `FILL(m${index}, 0)`;

/** One alarm where CloudWatch takes so many metrics; otherwise as few as it takes, `<id>-1`, `<id>-2`, ..., with the metrics spread evenly. */
function grouped(
  metrics: readonly Metric[],
  expression: string,
  props: Omit<AlarmProps, 'metrics' | 'expression'>,
): AlarmProps[] {
  const count = Math.ceil(metrics.length / mostMetrics);
  return Array.from({ length: count }, (_, index) => {
    const group = metrics.filter((_, place) => place % count === index);
    const id = count === 1 ? props.id : `${props.id}-${index + 1}`;
    return { ...props, id, metrics: group, expression };
  });
}

const queueMetric = (queue: SqsQueue, name: string): Metric => ({
  namespace: 'AWS/SQS',
  name,
  dimensions: { QueueName: queue.name },
  statistic: 'Maximum',
});

const dayHours = 24;

function deadLetterAlarms({ deadLetterQueues }: Operated): AlarmProps[] {
  const depth = deadLetterQueues.map((queue) => queueMetric(queue, 'ApproximateNumberOfMessagesVisible'));
  const age = deadLetterQueues.map((queue) => queueMetric(queue, 'ApproximateAgeOfOldestMessage'));
  return [
    ...grouped(depth, sum, {
      id: 'dead-letters',
      description: 'Something failed for good and lies in a dead-letter queue.',
      comparison: 'above',
      threshold: 0,
      periodMinutes: 5,
    }),
    ...grouped(age, highest, {
      id: 'dead-letters-old',
      description: 'A dead letter has been lying for ten days. SQS deletes it after fourteen.',
      comparison: 'above',
      threshold: 10 * dayHours * 3600,
      periodMinutes: 60,
    }),
  ];
}

/** An account-wide metric: another environment of the same account shows in it too. */
const accountThrottles: Metric = { namespace: 'AWS/Lambda', name: 'Throttles', statistic: 'Sum' };

function functionAlarms(scope: Scope, { functions }: Operated): AlarmProps[] {
  const deployed = [...functions.values()];
  return [
    {
      id: 'function-errors',
      description:
        'Functions failed, or were not started because the account runs as many as its quota allows.',
      metrics: [countFailedInvocations(scope, deployed), accountThrottles],
      expression: sum,
      comparison: 'above',
      threshold: 5,
      periodMinutes: 5,
    },
    {
      id: 'function-duration',
      description: 'Functions of the message path take nearly as long as they may.',
      metrics: [countSlowInvocations(scope, deployed.filter(isOnMessagePath))],
      comparison: 'above',
      threshold: 5,
      periodMinutes: 5,
      periods: 3,
    },
  ];
}

function apiAlarms({ webSocket, http }: Operated): AlarmProps[] {
  const ofWebSocket = (name: string): Metric => ({
    namespace: 'AWS/ApiGateway',
    name,
    dimensions: { ApiId: webSocket.api.id, Stage: webSocket.stageName },
    statistic: 'Sum',
  });
  const ofHttp = (name: string): Metric => ({
    namespace: 'AWS/ApiGateway',
    name,
    dimensions: { ApiId: http.api.id, Stage: '$default' },
    statistic: 'Sum',
  });
  const faults = [ofWebSocket('IntegrationError'), ofWebSocket('ExecutionError'), ofHttp('5xx')];
  const refusals = [ofWebSocket('ClientError'), ofHttp('4xx')];
  const requests = [ofWebSocket('ConnectCount'), ofWebSocket('MessageCount'), ofHttp('Count')];
  const refused = `(${filled(0)}+${filled(1)})`;
  const all = `(${filled(2)}+${filled(3)}+${filled(4)})`;
  return [
    {
      id: 'api-errors',
      description: 'Requests or frames were answered with an internal error.',
      metrics: faults,
      expression: sum,
      comparison: 'above',
      threshold: 5,
      periodMinutes: 5,
    },
    {
      id: 'api-refusals',
      description:
        'More than half of at least a hundred requests were refused: a broken client, or an attack.',
      metrics: [...refusals, ...requests],
      expression: `IF(${all} >= 100 AND 2*${refused} > ${all}, 1, 0)`,
      comparison: 'above',
      threshold: 0,
      periodMinutes: 5,
      periods: 2,
    },
  ];
}

/** What one partition of a table writes at most in five minutes: 1000 units a second. */
const partitionWriteUnits = 1000 * 300;

function tableAlarms({ tables }: Operated): AlarmProps[] {
  const watched = messagePath.flatMap((name) => tables.get(name) ?? []);
  const metrics = (...names: readonly string[]): Metric[] =>
    watched.flatMap((table) => names.map((name) => tableMetric(table, name)));
  const userErrors: Metric = { namespace: 'AWS/DynamoDB', name: 'UserErrors', statistic: 'Sum' };
  return [
    ...grouped([...metrics('ReadThrottleEvents', 'WriteThrottleEvents'), userErrors], sum, {
      id: 'table-errors',
      description:
        'DynamoDB refused requests: a table of the message path is too busy, or requests are invalid.',
      comparison: 'above',
      threshold: 10,
      periodMinutes: 5,
    }),
    ...grouped(metrics('ConsumedWriteCapacityUnits'), highest, {
      id: 'table-capacity',
      description: 'A table is written as much as a single partition can take.',
      comparison: 'above',
      threshold: partitionWriteUnits,
      periodMinutes: 5,
      periods: 3,
    }),
  ];
}

const tableMetric = (table: DynamodbTable, name: string): Metric => ({
  namespace: 'AWS/DynamoDB',
  name,
  dimensions: { TableName: table.name },
  statistic: 'Sum',
});

function waitingAlarms(namespace: string): AlarmProps[] {
  const oldest = (kind: string): Metric => ({
    namespace,
    name: oldestWaitingMetric.name,
    dimensions: { [oldestWaitingMetric.dimension]: kind },
    statistic: 'Maximum',
  });
  return [
    {
      id: 'waiting-for-bot',
      description: 'A customer has been waiting for the bot for ten minutes.',
      metrics: [oldest('bot')],
      comparison: 'above',
      threshold: 600,
      periodMinutes: 1,
      periods: 3,
    },
    {
      id: 'waiting-for-human',
      description:
        'A customer has been waiting for a person for half an hour, or the bot failed for an hour and a person should look.',
      metrics: [oldest('human'), oldest('failed')],
      expression: `IF(${filled(0)} > 1800 OR ${filled(1)} > 0, 1, 0)`,
      comparison: 'above',
      threshold: 0,
      periodMinutes: 5,
    },
  ];
}

/** A schedule that runs at least this often is missed when it does not. */
const oftenMinutes = 5;

function silenceAlarms({ functions }: Operated): AlarmProps[] {
  const regular = [...functions.values()].filter(({ definition }) =>
    definition.triggers.some((trigger) => trigger.type === 'schedule' && trigger.rateMinutes <= oftenMinutes),
  );
  if (regular.length === 0) return [];
  const succeeded = regular.map((_, index) => `${filled(2 * index)}-${filled(2 * index + 1)}`);
  return [
    {
      id: 'silent-schedules',
      description: `No run of one of these has succeeded for a quarter of an hour: ${regular.map(({ definition }) => definition.name).join(', ')}.`,
      metrics: regular.flatMap(({ lambda }) =>
        ['Invocations', 'Errors'].map((name) => ({
          namespace: 'AWS/Lambda',
          name,
          dimensions: { FunctionName: lambda.functionName },
          statistic: 'Sum',
        })),
      ),
      expression: `MIN([${succeeded.join(', ')}])`,
      comparison: 'below',
      threshold: 1,
      periodMinutes: 15,
      alarmsWithoutData: true,
    },
  ];
}
