import {
  allTablesVariable,
  type BucketOperation,
  bucketVariable,
  type FunctionDefinition,
  functionVariable,
  mailDomainVariable,
  metricNamespaceVariable,
  modelRegionVariable,
  queueVariable,
  type ResolvedSettings,
  secretVariable,
  type TableOperation,
  type Trigger,
  tableVariable,
  topicVariable,
  type Use,
  webSocketEndpointVariable,
} from '@switchboard/declarations';
import type { WebSocketApi } from '../apis/web-socket-api.ts';
import type { DynamodbTable, S3Bucket, SnsTopic } from '../cdktf/aws.ts';
import { lookUp } from '../look-up.ts';
import type { Queue } from '../messaging/queues.ts';
import { metricNamespace, parameterName, physicalName } from '../names.ts';
import { allow, type Statement } from '../policy.ts';
import { arnOf, type Scope } from '../scope.ts';
import { DeclarationError } from './declared.ts';

/** What functions may reach, by declared name. */
export interface Reachable {
  readonly tables: ReadonlyMap<string, Pick<DynamodbTable, 'name' | 'arn'>>;
  readonly topics: ReadonlyMap<string, Pick<SnsTopic, 'arn'>>;
  readonly queues: ReadonlyMap<string, Queue>;
  readonly buckets: ReadonlyMap<string, Pick<S3Bucket, 'bucket' | 'arn'>>;
  /** Absent where no function has a WebSocket route. */
  readonly webSocket: Pick<WebSocketApi, 'endpoint' | 'executionArn'> | undefined;
}

/** The policy statements that let a function do what it declares, and nothing else. */
export const statementsFor = (
  scope: Scope,
  { uses, triggers }: FunctionDefinition,
  reachable: Reachable,
): readonly Statement[] => [
  ...uses.flatMap((use) => statementsOf(scope, use, reachable)),
  ...triggers.flatMap((trigger) => receivingStatements(trigger, reachable)),
];

function statementsOf(scope: Scope, use: Use, reachable: Reachable): readonly Statement[] {
  switch (use.type) {
    case 'table': {
      const { arn } = lookUp(reachable.tables, use.table.name);
      return [allow(use.operations.map((operation) => tableActions[operation]).toSorted(), [arn])];
    }
    case 'tableIndex': {
      const { arn } = lookUp(reachable.tables, use.table.name);
      return [allow(['dynamodb:Query'], [`${arn}/index/${requireIndex(use)}`])];
    }
    case 'describeTables':
      return [
        allow(
          ['dynamodb:DescribeTable'],
          [...reachable.tables.values()].map(({ arn }) => arn),
        ),
      ];
    case 'publish':
      return [allow(['sns:Publish'], [lookUp(reachable.topics, use.topic.name).arn])];
    case 'sendMessage':
      return [allow(['sqs:SendMessage'], [lookUp(reachable.queues, use.queue.name).queue.arn])];
    case 'bucket': {
      const { arn } = lookUp(reachable.buckets, use.bucket.name);
      const actions = use.operations.map((operation) => bucketActions[operation]).toSorted();
      return [allow(actions, [`${arn}/${use.prefix}*`])];
    }
    case 'sendMail':
      return [
        allow(
          ['ses:SendEmail', 'ses:SendRawEmail'],
          [arnOf(scope, 'ses', `identity/${requireMailDomain(scope)}`)],
        ),
      ];
    case 'invoke': {
      const name = physicalName(scope.environment, use.functionName);
      return [allow(['lambda:InvokeFunction'], [arnOf(scope, 'lambda', `function:${name}`)])];
    }
    case 'connections':
      return [
        allow(
          ['execute-api:ManageConnections'],
          use.methods.map((method) => `${requireWebSocket(reachable).executionArn}/${method}/@connections/*`),
        ),
      ];
    // CloudWatch reads metrics from the log.
    case 'metrics':
    case 'mailDomain':
      return [];
    case 'invokeModels':
      return [
        allow(
          ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
          // A profile spreads the load over the models of several regions, which belong to no account.
          ['arn:aws:bedrock:*::foundation-model/*', arnOf(scope, 'bedrock', 'inference-profile/*')],
        ),
      ];
    case 'secret':
      return [
        allow(
          ['ssm:GetParameter'],
          [arnOf(scope, 'ssm', `parameter${parameterName(scope.environment, use.secret.name)}`)],
        ),
      ];
  }
}

/** A transaction has no action of its own: each of its parts needs the action of that part. */
const tableActions: Readonly<Record<TableOperation, string>> = {
  get: 'dynamodb:GetItem',
  batchGet: 'dynamodb:BatchGetItem',
  query: 'dynamodb:Query',
  put: 'dynamodb:PutItem',
  update: 'dynamodb:UpdateItem',
  delete: 'dynamodb:DeleteItem',
  batchWrite: 'dynamodb:BatchWriteItem',
  check: 'dynamodb:ConditionCheckItem',
};

const bucketActions: Readonly<Record<BucketOperation, string>> = {
  get: 's3:GetObject',
  put: 's3:PutObject',
  delete: 's3:DeleteObject',
};

/** Lambda receives from a queue on behalf of the function, with its role. */
const receivingStatements = (trigger: Trigger, { queues }: Reachable): readonly Statement[] =>
  trigger.type === 'queueMessages'
    ? [
        allow(
          ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
          [lookUp(queues, trigger.queue.name).queue.arn],
        ),
      ]
    : [];

function requireIndex({ table, indexName }: Extract<Use, { type: 'tableIndex' }>): string {
  if (table.indexes?.some(({ name }) => name === indexName)) return indexName;
  throw new DeclarationError(`The table ${table.name} has no index ${indexName}, which a function queries.`);
}

function requireWebSocket({ webSocket }: Reachable): Pick<WebSocketApi, 'endpoint' | 'executionArn'> {
  if (webSocket !== undefined) return webSocket;
  throw new DeclarationError('A function uses connections, but none has a WebSocket route.');
}

/** @throws {DeclarationError} if the environment has no mail domain */
export function requireMailDomain({ environment: { name, mail } }: Scope): string {
  if (mail !== undefined) return mail.domain;
  throw new DeclarationError(
    `A function receives or sends mail, but the environment ${name} has no mail.domain.`,
  );
}

/** The environment variables that tell a function where the things it uses are, and the settings that it reads. */
export function variablesFor(
  scope: Scope,
  { uses, settings: names = [] }: FunctionDefinition,
  reachable: Reachable,
  settings: ResolvedSettings,
): Readonly<Record<string, string>> {
  const places = uses.map((use) => placeOf(scope, use, reachable));
  const chosen = names.map((name) => [name, settings[name]] as const);
  return Object.fromEntries([...places, ...chosen]);
}

function placeOf(scope: Scope, use: Use, reachable: Reachable): readonly [variable: string, place: string] {
  switch (use.type) {
    case 'table':
    case 'tableIndex':
      return [tableVariable(use.table), lookUp(reachable.tables, use.table.name).name];
    case 'describeTables':
      return [allTablesVariable, [...reachable.tables.values()].map(({ name }) => name).join(',')];
    case 'publish':
      return [topicVariable(use.topic), lookUp(reachable.topics, use.topic.name).arn];
    case 'sendMessage':
      return [queueVariable(use.queue), lookUp(reachable.queues, use.queue.name).queue.url];
    case 'bucket':
      return [bucketVariable(use.bucket), lookUp(reachable.buckets, use.bucket.name).bucket];
    case 'sendMail':
    case 'mailDomain':
      return [mailDomainVariable, requireMailDomain(scope)];
    case 'invoke':
      return [functionVariable(use.functionName), physicalName(scope.environment, use.functionName)];
    case 'connections':
      return [webSocketEndpointVariable, requireWebSocket(reachable).endpoint];
    case 'metrics':
      return [metricNamespaceVariable, metricNamespace(scope.environment)];
    case 'invokeModels':
      return [modelRegionVariable, scope.environment.region];
    case 'secret':
      return [secretVariable(use.secret), parameterName(scope.environment, use.secret.name)];
  }
}
