import { judge } from '@switchboard/aws-rules';
import type { Api, Route } from '../deployment/apis.ts';
import type { Deployment } from '../deployment/deployment.ts';
import type { LambdaFunction } from '../deployment/functions.ts';
import type { ReceiptRule } from '../deployment/mail.ts';
import type { Schedule } from '../deployment/schedules.ts';
import type { StackEdge, StackNode, StackView } from './api-types.ts';

/** Where the stack's events come from, what they invoke, and what that touches: read from the synthesised Terraform. */
export function stackView(deployment: Deployment, short: (name: string) => string): StackView {
  const nodes = [...sourcesOf(deployment, short), ...partsOf(deployment, short)];
  const known = new Set(nodes.map(({ id }) => id));
  const edges = [...invocations(deployment), ...uses(deployment), ...failures(deployment)];
  return { nodes, edges: edges.filter(({ from, to }) => known.has(from) && known.has(to)) };
}

const webSocketId = 'websocket';
const httpId = 'http';
const scheduleId = 'schedules';
const mailId = 'mail';

function sourcesOf(deployment: Deployment, short: (name: string) => string): StackNode[] {
  const { webSocketApi, httpApi, schedules, receiptRules } = deployment;
  const source = (id: string, label: string, detail: string): StackNode => ({
    id,
    kind: 'source',
    label,
    detail,
  });
  return [
    ...(webSocketApi ? [source(webSocketId, 'WebSocket API', countOf(webSocketApi.routes, 'route'))] : []),
    ...(httpApi ? [source(httpId, 'HTTP API', countOf(httpApi.routes, 'route'))] : []),
    ...(schedules.length > 0
      ? [source(scheduleId, 'Schedules', schedules.map(({ name }) => short(name)).join(', '))]
      : []),
    ...(receiptRules.length > 0 ? [source(mailId, 'Inbound mail', countOf(receiptRules, 'rule'))] : []),
  ];
}

const countOf = (list: readonly unknown[], name: string): string =>
  `${list.length} ${name}${list.length === 1 ? '' : 's'}`;

function partsOf(
  { functions, topics, queues, tables, buckets }: Deployment,
  short: (name: string) => string,
) {
  const node =
    (kind: StackNode['kind'], detail: string) =>
    ({ arn, name }: { readonly arn: string; readonly name: string }): StackNode => ({
      id: arn,
      kind,
      label: short(name),
      detail,
    });
  return [
    ...functions.map((entry) => node('function', `${entry.memoryMb} MB, ${entry.timeoutMs / 1000} s`)(entry)),
    ...topics.map(node('topic', 'topic')),
    ...queues.map(node('queue', 'queue')),
    ...tables.map((table) =>
      node('table', table.keySchema.map((key) => key.AttributeName).join(', '))(table),
    ),
    ...buckets.map(node('bucket', 'bucket')),
  ];
}

const functionsOf = (routes: readonly Route[]): readonly string[] =>
  routes.flatMap(({ integration, authorizer }) => [
    ...(integration.type === 'function' ? [integration.functionArn] : []),
    ...(authorizer ? [authorizer.functionArn] : []),
  ]);

function invocations(deployment: Deployment): StackEdge[] {
  const { webSocketApi, httpApi, topics, eventSources, schedules, receiptRules, buckets } = deployment;
  const edge = (from: string, to: string, kind: StackEdge['kind'] = 'invokes'): StackEdge => ({
    from,
    to,
    kind,
  });
  const ofApi = (id: string, api: Api | undefined): StackEdge[] =>
    [...new Set(functionsOf(api?.routes ?? []))].map((arn) => edge(id, arn));
  return [
    ...ofApi(webSocketId, webSocketApi),
    ...ofApi(httpId, httpApi),
    ...topics.flatMap(({ arn, subscriptions }) =>
      subscriptions.map(({ endpointArn, protocol }) =>
        edge(arn, endpointArn, protocol === 'sqs' ? 'sends' : 'invokes'),
      ),
    ),
    ...eventSources.map(({ queueArn, functionArn }) => edge(queueArn, functionArn)),
    ...schedules.map(({ functionArn }) => edge(scheduleId, functionArn)),
    ...mailFunctions(receiptRules).map((arn) => edge(mailId, arn)),
    ...mailBuckets(deployment).map((arn) => edge(mailId, arn, 'writes')),
    ...buckets.flatMap(({ arn, notifications }) =>
      notifications.map(({ target }) => edge(arn, target.arn, target.type === 'queue' ? 'sends' : 'invokes')),
    ),
  ];
}

const mailFunctions = (rules: readonly ReceiptRule[]): readonly string[] =>
  rules.flatMap(({ actions }) =>
    actions.flatMap((action) => (action.type === 'invoke' ? [action.functionArn] : [])),
  );

function mailBuckets({ receiptRules, buckets }: Deployment): readonly string[] {
  const stored = receiptRules.flatMap(({ actions }) =>
    actions.flatMap((action) => (action.type === 'store' ? [action.bucket] : [])),
  );
  return buckets.filter(({ name }) => stored.includes(name)).map(({ arn }) => arn);
}

const tableReads = ['GetItem', 'BatchGetItem', 'Query', 'Scan'].map((name) => `dynamodb:${name}`);
const tableWrites = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'].map(
  (name) => `dynamodb:${name}`,
);

/** What functions may do, by their policies. */
function uses({ functions, tables, topics, queues, buckets }: Deployment): StackEdge[] {
  return functions.flatMap(({ arn: from, statements }) => {
    const may = (actions: readonly string[], resource: string): boolean =>
      actions.some((action) => judge(statements, { action, resource }) === 'allowed');
    const edges = <T extends { readonly arn: string }>(
      list: readonly T[],
      actions: readonly string[],
      kind: StackEdge['kind'],
      within = '',
    ): StackEdge[] =>
      list.filter(({ arn }) => may(actions, `${arn}${within}`)).map(({ arn: to }) => ({ from, to, kind }));
    const written = edges(tables, tableWrites, 'writes');
    const read = edges(tables, tableReads, 'reads').filter(
      ({ to }) => !written.some((write) => write.to === to),
    );
    return [
      ...written,
      ...read,
      ...edges(topics, ['sns:Publish'], 'sends'),
      ...edges(queues, ['sqs:SendMessage'], 'sends').filter(
        ({ to }) => !functions.some(({ asynchronous }) => asynchronous.onFailureArn === to),
      ),
      ...edges(buckets, ['s3:PutObject'], 'writes', '/object'),
    ];
  });
}

function failures({ functions, queues, topics, schedules }: Deployment): StackEdge[] {
  const edge = (from: string, to: string | undefined): StackEdge[] =>
    to === undefined ? [] : [{ from, to, kind: 'fails to' }];
  return [
    ...functions.flatMap(({ arn, asynchronous }) => edge(arn, asynchronous.onFailureArn)),
    ...queues.flatMap(({ arn, redrive }) => edge(arn, redrive?.deadLetterArn)),
    ...topics.flatMap(({ arn, subscriptions }) =>
      subscriptions.flatMap(({ deadLetterArn }) => edge(arn, deadLetterArn)),
    ),
    ...[...new Set(schedules.map(({ deadLetterArn }) => deadLetterArn))].flatMap((arn) =>
      edge(scheduleId, arn),
    ),
  ];
}

/** What invokes a function, in words: `ws message.send`, `topic responder`. */
export function triggersOf(deployment: Deployment, { arn }: LambdaFunction): readonly string[] {
  const { webSocketApi, httpApi, topics, queues, eventSources, schedules, receiptRules } = deployment;
  const routes = (protocol: string, api: Api | undefined): string[] =>
    (api?.routes ?? []).flatMap(({ key, integration, authorizer }) => [
      ...(integration.type === 'function' && integration.functionArn === arn ? [`${protocol} ${key}`] : []),
      ...(authorizer?.functionArn === arn ? [`${protocol} authorizer`] : []),
    ]);
  const queueName = (queueArn: string): string =>
    queues.find((queue) => queue.arn === queueArn)?.name ?? queueArn;
  return [
    ...new Set([
      ...routes('ws', webSocketApi),
      ...routes('http', httpApi),
      ...topics
        .filter(({ subscriptions }) => subscriptions.some(({ endpointArn }) => endpointArn === arn))
        .map(({ name }) => `topic ${name}`),
      ...eventSources
        .filter(({ functionArn }) => functionArn === arn)
        .map(({ queueArn }) => `queue ${queueName(queueArn)}`),
      ...schedules.filter(({ functionArn }) => functionArn === arn).map(({ name }) => `schedule ${name}`),
      ...(mailFunctions(receiptRules).includes(arn) ? ['inbound mail'] : []),
    ]),
  ];
}

/** When a schedule runs, in words. */
export function timingText({ timing }: Schedule): string {
  if (timing.type === 'cron') return `by its cron expression, ${timing.timeZone}`;
  const minutes = timing.everyMs / 60_000;
  if (minutes % 1440 === 0) return minutes === 1440 ? 'every day' : `every ${minutes / 1440} days`;
  if (minutes % 60 === 0) return minutes === 60 ? 'every hour' : `every ${minutes / 60} hours`;
  return minutes === 1 ? 'every minute' : `every ${minutes} minutes`;
}
