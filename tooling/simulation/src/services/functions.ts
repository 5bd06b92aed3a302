import type { SNSClient } from '@aws-sdk/client-sns';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Bot, createResponder } from '@switchboard/bot-responder';
import {
  type Announcer,
  attachmentsOfUsers,
  type ChatContext,
  type ChatLimits,
  createObjectStore,
  createWebDeliverer,
  type FindGone,
  findGone,
  recordConnect,
  recordDisconnect,
  removeDevice,
  startDuty,
  type ThreadIdPolicy,
} from '@switchboard/chat-core';
import {
  createAlerts,
  createAttachmentActions,
  createAuthorize,
  createChatActions,
  createConnect,
  createConnectionCloser,
  createDesk,
  createDisconnect,
  createMessageChanges,
  createMessageSend,
  createPostToConnection,
  createSessions,
  createSweep,
  createUsers,
  createWebPush,
} from '@switchboard/chat-handlers';
import { functionPackage } from '@switchboard/chat-handlers/functions';
import {
  BotConfigStorage,
  BotTokenStorage,
  DynamoLock,
  eraseUserData,
  StateStorage,
} from '@switchboard/data-core';
import { createAbortAfter } from '../engine/abort-after.ts';
import { currentInvocation } from '../engine/invocation.ts';
import type { LambdaContext, SimulatedFunction } from '../engine/lambda.ts';
import type { SeededRandom } from '../engine/seeded-random.ts';
import type { Turnstile } from '../engine/turnstile.ts';
import type { VirtualClock } from '../engine/virtual-clock.ts';
import { botName } from '../history/journal.ts';
import type { SimulatedBucket } from './bucket.ts';
import type { SimulatedGateway } from './gateway.ts';
import { type SimulatedPushService, vapidKeys } from './push-service.ts';
import type { SimulationTables } from './tables.ts';
import { createTelegram, type TelegramParts } from './telegram.ts';

export interface FunctionParts extends Pick<TelegramParts, 'isErasing' | 'onTaken' | 'comeBack'> {
  readonly clock: VirtualClock;
  readonly turnstile: Turnstile;
  readonly dynamoDb: DynamoDBDocumentClient;
  readonly sns: SNSClient;
  readonly gateway: SimulatedGateway;
  readonly bucket: SimulatedBucket;
  readonly pushService: SimulatedPushService;
  readonly tables: SimulationTables;
  readonly newId: () => string;
  readonly random: SeededRandom;
  readonly bot: Bot;
  readonly threadIds: ThreadIdPolicy;
  /** Of customers who send messages. */
  readonly limits: ChatLimits;
}

export const topicArns = {
  responder: 'arn:aws:sns:us-east-1:000000000000:responder',
  outbound: 'arn:aws:sns:us-east-1:000000000000:outbound',
  alerts: 'arn:aws:sns:us-east-1:000000000000:alerts',
} as const;

/** How long everything is kept, days. */
export const retentionDays = 1;

const authentication = 'token';

const silent = (): void => {};

const bucketAccess = {
  bucket: 'files',
  region: 'us-east-1',
  credentials: { accessKeyId: 'simulation', secretAccessKey: 'simulation' },
};

/** The platform's own functions, on clients, a clock and chance of the simulation. */
export function createFunctions(parts: FunctionParts) {
  const { clock, dynamoDb, sns, gateway, bucket, pushService, tables, newId, bot, threadIds, limits } = parts;
  const { next: random } = parts.random;
  const now = () => clock.now() + (currentInvocation()?.clockSkewMs ?? 0);
  const pause = (milliseconds: number) => clock.wait(milliseconds);
  const abortAfter = createAbortAfter(clock);
  const context: ChatContext = {
    client: dynamoDb,
    tables,
    now,
    newId,
    random,
    pause,
    abortAfter,
    retentionDays,
  };
  const patient = { random, sleep: pause };
  const stores = { ...patient, client: dynamoDb, now, newId };
  const announcer: Announcer = {
    deliverer: createWebDeliverer({ poster: gateway.poster }),
    outbound: { client: sns, topicArn: topicArns.outbound },
    alerts: { client: sns, topicArn: topicArns.alerts },
  };
  const publisher = { client: sns, topicArn: topicArns.responder };
  const askWhoIsGone: FindGone = (devices) => findGone(context, gateway.poster, devices);
  const closer = createConnectionCloser(gateway.poster, silent);
  const objects = createObjectStore(bucketAccess, now, bucket.request);
  const pushKeys = vapidKeys();
  const chat = { context, publisher, announcer, closer, threadIds, log: silent } as const;
  const tokens = new BotTokenStorage(tables.tokens, undefined, { ...patient, client: dynamoDb, now });
  const locks = new DynamoLock({ ...stores, tableName: tables.locks });
  const telegram = createTelegram({ ...parts, context, publisher, announcer, objects, locks });

  /** A store of its own with data of users: bots keep their states under the ids of threads. */
  const store = (table: 'states' | 'bottokens', tableName: string) => ({
    table,
    async erase(userId: string, threadIds: readonly string[]): Promise<number> {
      const senders = [userId, ...threadIds].map((senderId) => ({ senderId }));
      const request = { client: dynamoDb, tables: { [table]: tableName }, subject: { senders } };
      return (await eraseUserData(request, { ...patient, now })).total;
    },
  });

  return {
    authorize: answering(
      'authorize',
      createAuthorize({
        authentication,
        findByToken: (token) => tokens.findByToken(token, { consistentRead: true }),
        now,
        log: silent,
      }),
    ),
    connect: answering(
      'connect',
      createConnect({
        authentication,
        recordConnect: (device) => recordConnect(context, device, askWhoIsGone),
        removeDevice: (device) => removeDevice(context, device),
        startDuty: (userId) => startDuty(context, userId),
        closer,
        log: silent,
      }),
    ),
    disconnect: answering(
      'disconnect',
      createDisconnect({ recordDisconnect: (device) => recordDisconnect(context, device), log: silent }),
    ),
    messageSend: {
      ...answering(
        'message-send',
        createMessageSend({ ...chat, context: { ...context, limits }, authentication }),
      ),
      answersInTime: true,
    },
    chatActions: { ...answering('chat-actions', createChatActions(chat)), answersInTime: true },
    desk: {
      ...answering(
        'desk',
        createDesk({
          ...chat,
          cannedIn: ({ client }) => new BotConfigStorage(tables.config, { client, now, newId, ...patient }),
        }),
      ),
      answersInTime: true,
    },
    messageChanges: {
      ...answering('message-changes', createMessageChanges({ ...chat, announcer, objects })),
      answersInTime: true,
    },
    attachments: {
      ...answering('attachments', createAttachmentActions({ ...chat, objects })),
      answersInTime: true,
    },
    postToConnection: {
      ...answering('post-to-connection', createPostToConnection(chat)),
      answersInTime: true,
    },
    sessions: answering(
      'sessions',
      createSessions({ ...chat, policy: 'any', tokens, countSession: async () => {} }),
    ),
    users: answering(
      'users',
      createUsers({
        ...chat,
        revokeTokens: (userId) => tokens.revokeAll(userId),
        stores: [
          store('states', tables.states),
          store('bottokens', tables.tokens),
          attachmentsOfUsers(context, objects),
        ],
      }),
      30_000,
    ),
    responder: {
      name: 'responder',
      timeoutMs: 60_000,
      handler: createResponder({
        chat: context,
        states: new StateStorage(tables.states, stores),
        statesTable: tables.states,
        announcer,
        bot,
        botName,
        linkFile: noFiles,
        wait: clock.wait,
        log: silent,
      }),
    },
    alerts: answering('alerts', createAlerts({ context, announcer, log: silent }), 30_000),
    webPush: answering(
      'web-push',
      createWebPush({ ...chat, keys: async () => pushKeys, request: pushService.request }),
      20_000,
    ),
    sweeper: { name: 'sweeper', timeoutMs: 50_000, handler: createSweep({ ...chat, reportWaiting: silent }) },
    telegramWebhook: answering('telegram-webhook', telegram.webhook),
    telegramPush: answering('telegram-push', telegram.push, 30_000),
  } satisfies Record<string, SimulatedFunction>;
}

export type FunctionName = keyof ReturnType<typeof createFunctions>;

/** The declared names of the functions behind the routes of the WebSocket API. */
const functionNames = new Map(
  functionPackage.functions.flatMap(({ name, triggers }) =>
    triggers.flatMap((trigger) =>
      trigger.type === 'webSocketRoute' ? [[trigger.routeKey, name] as const] : [],
    ),
  ),
);

const camelCase = (name: string): string => name.replaceAll(/-./g, ([, letter = '']) => letter.toUpperCase());

/** The function behind a route of the WebSocket API, as it is declared. */
export const functionOf = (action: string): FunctionName =>
  camelCase(functionNames.get(action) ?? 'chat-actions') as FunctionName;

const answering = (
  name: string,
  handler: (event: unknown, context: LambdaContext) => Promise<unknown>,
  timeoutMs = 10_000,
): SimulatedFunction => ({ name, timeoutMs, handler });

/** The bots of the simulation read no files. */
const noFiles = (): never => {
  throw new Error('A bot of the simulation asked for a file.');
};
