import { oldestWaitingMetric, waitingKinds } from '@switchboard/declarations';
import { CloudwatchDashboard, type SqsQueue } from '../cdktf/aws.ts';
import { metricNamespace, physicalName } from '../names.ts';
import type { Scope } from '../scope.ts';
import { messagePath, type Operated, widgetFunctions } from './operated.ts';

/** A metric as a dashboard writes it: namespace, name, names and values of dimensions by turns, and options. */
type DashboardMetric = readonly (string | Readonly<Record<string, string>>)[];

/** Where a widget stands on a dashboard, and what it shows, as CloudWatch has it. */
type Widget = Readonly<Record<string, unknown>>;

interface Graph {
  readonly title: string;
  readonly statistic: string;
  readonly metrics: readonly DashboardMetric[];
}

/** A dashboard is 24 columns wide: three graphs in a row. */
const graphSize = { width: 8, height: 6 };
const graphsInRow = 3;

/** What a function shows gets rows of its own. */
const ownRowSize = { width: 24, height: 9 };

/** The dashboards of an environment. */
export interface Dashboards {
  readonly overview: CloudwatchDashboard;
  readonly queues: CloudwatchDashboard;
}

/** What triggers a function that people wait for. */
const answersSomeone: readonly string[] = ['webSocketRoute', 'topicSubscription', 'httpRoute'];

/**
 * Creates the dashboards of an environment: one that shows at one glance what it does and what it waits for, and one of its queues.
 *
 * CloudWatch asks nothing for three dashboards with at most fifty metrics each: functions and tables that are not shown here have their own
 * pages there. What is not a metric is shown by functions that CloudWatch invokes while somebody looks (trigger `dashboardWidget`).
 */
export function createDashboards(scope: Scope, operated: Operated): Dashboards {
  const graphs = overviewGraphs(operated, metricNamespace(scope.environment));
  return {
    overview: createDashboard(scope, { id: 'dashboard', name: 'overview' }, [
      ...placeGraphs(scope, graphs),
      ...functionWidgets(operated, rowsOf(graphs) * graphSize.height),
    ]),
    queues: createDashboard(
      scope,
      { id: 'dashboard_queues', name: 'queues' },
      placeGraphs(scope, queueGraphs(operated)),
    ),
  };
}

const createDashboard = (
  { construct, environment }: Scope,
  { id, name }: { readonly id: string; readonly name: string },
  widgets: readonly Widget[],
): CloudwatchDashboard =>
  new CloudwatchDashboard(construct, id, {
    dashboardName: physicalName(environment, name),
    dashboardBody: JSON.stringify({ widgets }),
  });

const rowsOf = (graphs: readonly Graph[]): number => Math.ceil(graphs.length / graphsInRow);

const placeGraphs = ({ environment }: Scope, graphs: readonly Graph[]): Widget[] =>
  graphs.map(({ title, statistic, metrics }, index) => ({
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

/** What functions show, each in rows of its own from a row of the grid on. */
const functionWidgets = ({ functions }: Operated, firstRow: number): Widget[] =>
  widgetFunctions(functions).map(({ lambda, title }, index) => ({
    type: 'custom',
    x: 0,
    y: firstRow + index * ownRowSize.height,
    ...ownRowSize,
    properties: {
      title,
      endpoint: lambda.arn,
      updateOn: { refresh: true, resize: false, timeRange: false },
    },
  }));

function overviewGraphs({ functions, tables, webSocket, http }: Operated, namespace: string): Graph[] {
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
    { title: 'Write units', statistic: 'Sum', metrics: ofTables('ConsumedWriteCapacityUnits') },
    { title: 'Read units', statistic: 'Sum', metrics: ofTables('ConsumedReadCapacityUnits') },
  ];
}

function queueGraphs({ queues, deadLetterQueues }: Operated): Graph[] {
  const metrics = (name: string, shown: readonly SqsQueue[]): DashboardMetric[] =>
    shown.map((queue) => ['AWS/SQS', name, 'QueueName', queue.name]);
  const work = [...queues.values()].map(({ queue }) => queue);
  return [
    {
      title: 'Dead letters',
      statistic: 'Maximum',
      metrics: metrics('ApproximateNumberOfMessagesVisible', deadLetterQueues),
    },
    {
      title: 'Work that waits, messages',
      statistic: 'Maximum',
      metrics: metrics('ApproximateNumberOfMessagesVisible', work),
    },
    {
      title: 'Work that waits longest, seconds',
      statistic: 'Maximum',
      metrics: metrics('ApproximateAgeOfOldestMessage', work),
    },
  ];
}
