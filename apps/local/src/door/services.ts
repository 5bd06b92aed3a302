import type { Buckets } from '../buckets/buckets.ts';
import { createS3Service } from '../buckets/s3-service.ts';
import type { Deployment } from '../deployment/deployment.ts';
import type { Functions } from '../functions/functions.ts';
import type { AccountLimits } from '../limits/account-limits.ts';
import type { Log } from '../log/log.ts';
import type { Outbox } from '../mail/outbox.ts';
import { createSesService } from '../mail/ses-service.ts';
import { createLambdaService } from '../messaging/lambda-service.ts';
import type { Messaging } from '../messaging/messaging.ts';
import { createSnsService } from '../messaging/sns-service.ts';
import type { Secrets } from '../parameters/secrets.ts';
import { createSsmService } from '../parameters/ssm-service.ts';
import { createSqsService } from '../queues/sqs-service.ts';
import type { WebSocketGateway } from '../web-socket/gateway.ts';
import { createManagementService } from '../web-socket/management-service.ts';
import { createDynamoDbService } from './dynamodb-service.ts';
import type { Forward } from './forward.ts';
import type { Service } from './service.ts';

export interface ServicesOptions {
  readonly deployment: Deployment;
  /** Sends a request to the DynamoDB engine. */
  readonly forward: Forward;
  readonly functions: Functions;
  readonly messaging: Messaging;
  readonly buckets: Buckets;
  readonly outbox: Outbox;
  readonly webSocket: WebSocketGateway | undefined;
  readonly accountLimits: AccountLimits;
  readonly secrets: Secrets;
  readonly now: () => number;
  readonly log: Log;
  readonly newId: () => string;
}

/** Every service of AWS behind the door, by the name that requests are signed for. */
export type Services = Readonly<Record<string, Service>> & { readonly s3: Service };

export function createServices(options: ServicesOptions): Services {
  const {
    accountLimits,
    secrets,
    now,
    log,
    buckets,
    deployment,
    forward,
    functions,
    messaging,
    webSocket,
    newId,
  } = options;
  const { region, accountId } = deployment.place;
  const arnOf = (service: string, resource: string): string =>
    `arn:aws:${service}:${region}:${accountId}:${resource}`;
  const tableArn = (name: string): string =>
    name.startsWith('arn:') ? name : arnOf('dynamodb', `table/${name}`);
  return {
    dynamodb: createDynamoDbService(forward, tableArn),
    s3: createS3Service(buckets, newId),
    sns: createSnsService(messaging.topics, newId),
    sqs: createSqsService(messaging.queues, (name) => arnOf('sqs', name), accountId),
    ses: createSesService({
      ...options,
      region,
      identities: deployment.mailIdentities,
      identityArn: (name) => arnOf('ses', `identity/${name}`),
    }),
    ssm: createSsmService({
      secrets,
      // Names of hierarchies begin with the slash that stands behind `parameter`.
      parameterArn: (name) => arnOf('ssm', `parameter/${name.replace(/^\//, '')}`),
      note: (text) => log.problem('ssm', text),
      now,
    }),
    lambda: createLambdaService({
      functions: deployment.functions,
      invoke: functions.invoke,
      asynchronous: messaging.asynchronous,
    }),
    ...(deployment.webSocketApi && webSocket
      ? {
          'execute-api': createManagementService(
            deployment.webSocketApi,
            webSocket.connections,
            accountLimits,
          ),
        }
      : {}),
  };
}
