import { oldestWaitingMetric } from '@switchboard/declarations';
import type { DynamodbTable, SnsTopic, SqsQueue } from '../cdktf/aws.ts';
import { metricNamespace } from '../names.ts';
import type { Scope } from '../scope.ts';
import { type AlarmProps, createAlarm, type Metric, mostMetrics } from './alarm.ts';
import { countFunctionErrors } from './function-errors.ts';
import { messagePath, type Operated } from './operated.ts';

/** Creates the alarms of an environment. Each tells the topic. */
export function createAlarms(scope: Scope, topic: SnsTopic, operated: Operated): void {
  const alarms = [
    ...deadLetterAlarms(operated),
    ...functionAlarms(countFunctionErrors(scope, operated), operated),
    ...apiAlarms(operated),
    ...tableAlarms(operated),
    ...waitingAlarms(metricNamespace(scope.environment)),
    ...silenceAlarms(operated),
  ];
  for (const alarm of alarms) createAlarm(scope, topic, alarm);
}

const sum = (metrics: readonly Metric[]): string => metrics.map((_, index) => `m${index}`).join('+');

const highest = (metrics: readonly Metric[]): string =>
  `MAX([${metrics.map((_, index) => `m${index}`).join(',')}])`;

/** One alarm where CloudWatch takes so many metrics; otherwise as few as it takes, `<id>-1`, `<id>-2`, ..., with the metrics spread evenly. */
function grouped(
  metrics: readonly Metric[],
  combine: (metrics: readonly Metric[]) => string,
  props: Omit<AlarmProps, 'metrics' | 'expression'>,
): AlarmProps[] {
  const count = Math.ceil(metrics.length / mostMetrics);
  return Array.from({ length: count }, (_, index) => {
    const group = metrics.filter((_, place) => place % count === index);
    const id = count === 1 ? props.id : `${props.id}-${index + 1}`;
    return { ...props, id, metrics: group, expression: combine(group) };
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

/** From this share of its timeout on, a function is about to be stopped, in percent. */
const slowPercent = 80;

function functionAlarms(errors: Metric, { functions }: Operated): AlarmProps[] {
  const responding = [...functions.values()].filter(({ definition }) =>
    definition.triggers.some(({ type }) => type === 'topicSubscription' || type === 'webSocketRoute'),
  );
  const durations = responding.map(({ lambda }) => ({
    namespace: 'AWS/Lambda',
    name: 'Duration',
    dimensions: { FunctionName: lambda.functionName },
    statistic: 'p99',
  }));
  const shares = responding.map(({ definition }, index) => `m${index}/${definition.timeoutSeconds * 10}`);
  return [
    {
      id: 'function-errors',
      description: 'Functions failed.',
      metrics: [errors],
      comparison: 'above',
      threshold: 5,
      periodMinutes: 5,
    },
    {
      id: 'function-throttles',
      description: 'Functions were not started: the account runs as many at once as its quota allows.',
      metrics: [accountThrottles],
      comparison: 'above',
      threshold: 0,
      periodMinutes: 5,
    },
    {
      id: 'function-duration',
      description: 'A function of the message path takes nearly as long as it may.',
      metrics: durations,
      expression: `MAX([${shares.join(',')}])`,
      comparison: 'above',
      threshold: slowPercent,
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
  return [
    {
      id: 'api-errors',
      description: 'Requests or frames were answered with an internal error.',
      metrics: faults,
      expression: sum(faults),
      comparison: 'above',
      threshold: 5,
      periodMinutes: 5,
    },
    {
      id: 'api-refusals',
      description:
        'More than half of at least a hundred requests were refused: a broken client, or an attack.',
      metrics: [...refusals, ...requests],
      expression: 'IF((m2+m3+m4)>=100, 100*(m0+m1)/(m2+m3+m4), 0)',
      comparison: 'above',
      threshold: 50,
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
  const throttles = metrics('ReadThrottleEvents', 'WriteThrottleEvents');
  return [
    ...grouped(throttles, sum, {
      id: 'table-throttles',
      description:
        'DynamoDB refused requests of the message path: a table or one of its partitions is too busy.',
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
    {
      id: 'table-user-errors',
      description: 'DynamoDB refused requests as invalid, in this account and region.',
      metrics: [{ namespace: 'AWS/DynamoDB', name: 'UserErrors', statistic: 'Sum' }],
      comparison: 'above',
      threshold: 5,
      periodMinutes: 5,
    },
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
      description: 'A customer has been waiting for a person for half an hour.',
      metrics: [oldest('human')],
      comparison: 'above',
      threshold: 1800,
      periodMinutes: 5,
    },
    {
      id: 'failed-threads',
      description: 'A thread is parked: the bot failed at it for an hour, and a person should look at it.',
      metrics: [oldest('failed')],
      comparison: 'above',
      threshold: 0,
      periodMinutes: 5,
    },
  ];
}

/** A schedule that runs at least this often is missed when it does not. */
const oftenMinutes = 5;

const silenceAlarms = ({ functions }: Operated): AlarmProps[] => {
  const regular = [...functions.values()].filter(({ definition }) =>
    definition.triggers.some((trigger) => trigger.type === 'schedule' && trigger.rateMinutes <= oftenMinutes),
  );
  return regular.map(({ definition, lambda }) => ({
    id: `silent-${definition.name}`,
    description: `No run of ${definition.name} has succeeded for a quarter of an hour.`,
    metrics: ['Invocations', 'Errors'].map((name) => ({
      namespace: 'AWS/Lambda',
      name,
      dimensions: { FunctionName: lambda.functionName },
      statistic: 'Sum',
    })),
    expression: 'm0-m1',
    comparison: 'below',
    threshold: 1,
    periodMinutes: 15,
    alarmsWithoutData: true,
  }));
};
