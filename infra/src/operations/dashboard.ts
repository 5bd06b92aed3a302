import { oldestWaitingMetric, waitingKinds } from '@switchboard/declarations';
import { CloudwatchDashboard } from '../cdktf/aws.ts';
import { metricNamespace, physicalName } from '../names.ts';
import type { Scope } from '../scope.ts';
import { messagePath, type Operated } from './operated.ts';

/** A metric as a dashboard writes it: namespace, name, names and values of dimensions by turns, and options. */
type DashboardMetric = readonly (string | Readonly<Record<string, string>>)[];

interface Graph {
  readonly title: string;
  readonly statistic: string;
  readonly metrics: readonly DashboardMetric[];
}

/** A dashboard is 24 columns wide: three graphs in a row. */
const graphSize = { width: 8, height: 6 };
const graphsInRow = 3;

/** What triggers a function that people wait for. */
const answersSomeone: readonly string[] = ['webSocketRoute', 'topicSubscription', 'httpRoute'];

/** Creates a dashboard that shows at one glance what the environment does and what it waits for. */
export function createDashboard({ construct, environment }: Scope, operated: Operated): CloudwatchDashboard {
  const graphs = graphsOf(operated, metricNamespace(environment));
  const widgets = graphs.map(({ title, statistic, metrics }, index) => ({
    type: 'metric',
    x: (index % graphsInRow) * graphSize.width,
    y: Math.floor(index / graphsInRow) * graphSize.height,
    ...graphSize,
    properties: {
      title,
      view: 'timeSeries',
      region: environment.region,
      period: 300,
      stat: statistic,
      metrics,
    },
  }));
  return new CloudwatchDashboard(construct, 'dashboard', {
    dashboardName: physicalName(environment, 'overview'),
    dashboardBody: JSON.stringify({ widgets }),
  });
}

/** CloudWatch asks nothing for a dashboard with at most fifty metrics: functions and tables that are not shown here have their own pages there. */
function graphsOf(
  { functions, tables, deadLetterQueues, webSocket, http }: Operated,
  namespace: string,
): Graph[] {
  const answering = [...functions.values()].filter(({ definition }) =>
    definition.triggers.some(({ type }) => answersSomeone.includes(type)),
  );
  const ofFunctions = (name: string): DashboardMetric[] =>
    answering.map(({ lambda }) => ['AWS/Lambda', name, 'FunctionName', lambda.functionName]);
  const ofTables = (name: string): DashboardMetric[] =>
    messagePath.flatMap((tableName) => {
      const table = tables.get(tableName);
      return table ? [['AWS/DynamoDB', name, 'TableName', table.name]] : [];
    });
  const ofWebSocket = (name: string): DashboardMetric => [
    'AWS/ApiGateway',
    name,
    'ApiId',
    webSocket.api.id,
    'Stage',
    webSocket.stageName,
  ];
  const ofHttp = (name: string): DashboardMetric => [
    'AWS/ApiGateway',
    name,
    'ApiId',
    http.api.id,
    'Stage',
    '$default',
  ];
  return [
    {
      title: 'Longest wait, seconds',
      statistic: 'Maximum',
      metrics: waitingKinds.map((kind) => [
        namespace,
        oldestWaitingMetric.name,
        oldestWaitingMetric.dimension,
        kind,
      ]),
    },
    {
      title: 'Frames and connections',
      statistic: 'Sum',
      metrics: ['MessageCount', 'ConnectCount'].map(ofWebSocket),
    },
    {
      title: 'Errors of the APIs',
      statistic: 'Sum',
      metrics: [
        ...['ClientError', 'ExecutionError', 'IntegrationError'].map(ofWebSocket),
        ...['4xx', '5xx'].map(ofHttp),
      ],
    },
    { title: 'Failed invocations', statistic: 'Sum', metrics: ofFunctions('Errors') },
    { title: 'Duration, p99, milliseconds', statistic: 'p99', metrics: ofFunctions('Duration') },
    {
      title: 'Dead letters',
      statistic: 'Maximum',
      metrics: deadLetterQueues.map((queue) => [
        'AWS/SQS',
        'ApproximateNumberOfMessagesVisible',
        'QueueName',
        queue.name,
      ]),
    },
    { title: 'Write units', statistic: 'Sum', metrics: ofTables('ConsumedWriteCapacityUnits') },
    { title: 'Read units', statistic: 'Sum', metrics: ofTables('ConsumedReadCapacityUnits') },
  ];
}
