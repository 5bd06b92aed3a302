import type measuredFile from './measured.json';
import type priceFile from './prices.json';

export type Prices = typeof priceFile;
export type Measured = typeof measuredFile;

/** A synthesised stack, as far as its cost is read from it. */
export interface CostedStack {
  readonly resource: Readonly<Record<string, Readonly<Record<string, Attributes>> | undefined>>;
}

// biome-ignore lint/suspicious/noExplicitAny: what stands at a place of Terraform's JSON is known where it is read
type Attributes = any;

/** Dollars by what they are for. */
export type Dollars = Readonly<Record<string, number>>;

export const total = (dollars: Dollars): number =>
  Object.values(dollars).reduce((sum, part) => sum + part, 0);

const minutesInMonth = 60 * 24 * 30;
const million = 1e6;
const gigabyte = 1e9;

/** While nothing comes, five pollers wait twenty seconds each for a message. */
const pollsOfQueueInMonth = (minutesInMonth * 60 * 5) / 20;

/** CloudWatch asks nothing for the first three dashboards of an account, with this many metrics each. */
const freeDashboardMetrics = 50;

/** What functions did, each in numbers of one. */
interface Work {
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly invocations: number;
  readonly milliseconds: number;
}

const workCost = (work: Work, prices: Prices, { assumptions }: Measured): Dollars => ({
  'write units': (work.writeUnits * prices.dynamoDbMillionWriteUnits) / million,
  'read units': (work.readUnits * prices.dynamoDbMillionReadUnits) / million,
  'Lambda requests': (work.invocations * prices.lambdaMillionRequests) / million,
  'Lambda duration': (work.milliseconds / 1000) * assumptions.functionGigabytes * prices.lambdaGigabyteSecond,
  logs: (work.invocations * assumptions.loggedBytesOfInvocation * prices.logsGigabyte) / gigabyte,
});

const times = (dollars: Dollars, count: number): Dollars =>
  Object.fromEntries(Object.entries(dollars).map(([what, part]) => [what, part * count]));

/** What a month costs in which nobody writes. */
export function idleMonth(stack: CostedStack, prices: Prices, measured: Measured): Dollars {
  const all = (type: string): Attributes[] => Object.values(stack.resource[type] ?? {});
  const runs = all('aws_scheduler_schedule').reduce((sum, schedule) => sum + runsInMonth(schedule), 0);
  const alarms = all('aws_cloudwatch_metric_alarm').flatMap(({ metric_query: queries }) => queries);
  const watched = alarms.filter(({ metric }) => metric !== undefined);
  const own = new Set(
    watched
      .filter(({ metric }) => !metric.namespace.startsWith('AWS/'))
      .map(({ metric }) => JSON.stringify(metric)),
  );
  const dashboards = all('aws_cloudwatch_dashboard').filter(
    ({ dashboard_body: body }) => metricsOf(body) > freeDashboardMetrics,
  );
  return {
    ...times(workCost(measured.sweep, prices, measured), runs),
    schedules: (runs * prices.schedulerMillionInvocations) / million,
    'waiting for queues':
      (all('aws_lambda_event_source_mapping').length * pollsOfQueueInMonth * prices.sqsMillionRequests) /
      million,
    alarms: watched.length * prices.cloudWatchAlarmMetricMonth,
    'own metrics': own.size * prices.cloudWatchCustomMetricMonth,
    dashboards: dashboards.length * prices.cloudWatchDashboardMonth,
  };
}

const unitMinutes: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 60 * 24 };

/** A cron expression is taken for once a day. */
function runsInMonth({ schedule_expression: expression }: Attributes): number {
  const [, count = '1', unit = 'day'] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  return minutesInMonth / (Number(count) * (unitMinutes[unit] ?? 1));
}

const metricsOf = (dashboardBody: string): number =>
  JSON.parse(dashboardBody).widgets.reduce(
    (sum: number, { properties: { metrics = [] } }: Attributes) => sum + metrics.length,
    0,
  );

/** What some messages cost that a bot answers, each with its answer, on one device. */
export function answeredMessages(count: number, prices: Prices, measured: Measured): Dollars {
  const { answeredMessage: message, assumptions } = measured;
  const storage = prices.dynamoDbGigabyteMonth + prices.dynamoDbRecoveryGigabyteMonth;
  return times(
    {
      ...workCost(message, prices, measured),
      'WebSocket messages': (message.webSocketMessages * prices.webSocketMillionMessages) / million,
      publishes: (message.publishes * prices.snsMillionPublishes) / million,
      'storage and recovery': (message.storedBytes / gigabyte) * storage * assumptions.monthsKept,
    },
    count,
  );
}

/** What some pages cost that stay open for a month: API Gateway closes a connection after two hours, and the page opens another. */
export function openPages(count: number, prices: Prices, measured: Measured): Dollars {
  const { connection, assumptions } = measured;
  const hours = minutesInMonth / 60;
  const pings = 2 * assumptions.pingsInHour * hours;
  return times(
    {
      ...times(workCost(connection, prices, measured), hours / assumptions.longestConnectionHours),
      'connection minutes': (minutesInMonth * prices.webSocketMillionConnectionMinutes) / million,
      pings: (pings * prices.webSocketMillionMessages) / million,
    },
    count,
  );
}

/** What some inbound mails cost, kept for a month. */
export function receivedMails(count: number, prices: Prices, measured: Measured): Dollars {
  const { mail } = measured;
  return times(
    {
      ...workCost(mail, prices, measured),
      receipt: prices.sesThousandMailsReceived / 1000,
      'S3 writes': prices.s3ThousandWrites / 1000,
      'S3 storage': (mail.storedBytes / gigabyte) * prices.s3GigabyteMonth,
    },
    count,
  );
}
