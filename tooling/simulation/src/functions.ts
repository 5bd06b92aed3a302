import type { SNSClient } from '@aws-sdk/client-sns';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Bot, createResponder } from '@switchboard/bot-responder';
import {
  type Announcer,
  type ChatContext,
  createWebDeliverer,
  recordConnect,
  recordDisconnect,
  setDuty,
} from '@switchboard/chat-core';
import {
  createChatActions,
  createConnect,
  createConnectionCloser,
  createDisconnect,
  createMessageSend,
  createSweep,
} from '@switchboard/chat-handlers';
import { StateStorage } from '@switchboard/data-core';
import type { SimulatedGateway } from './gateway.ts';
import { currentInvocation } from './invocation.ts';
import type { LambdaContext, SimulatedFunction } from './lambda.ts';
import type { SimulationTables } from './tables.ts';
import type { VirtualClock } from './virtual-clock.ts';

export interface FunctionParts {
  readonly clock: VirtualClock;
  readonly dynamoDb: DynamoDBDocumentClient;
  readonly sns: SNSClient;
  readonly gateway: SimulatedGateway;
  readonly tables: SimulationTables;
  readonly newId: () => string;
  readonly random: () => number;
  readonly bot: Bot;
}

export type FunctionName = 'connect' | 'disconnect' | 'messageSend' | 'chatActions' | 'responder' | 'sweeper';

export const topicArns = {
  responder: 'arn:aws:sns:us-east-1:000000000000:responder',
  outbound: 'arn:aws:sns:us-east-1:000000000000:outbound',
} as const;

const silent = (): void => {};

/** The platform's own functions, on clients, a clock and chance of the simulation. */
export function createFunctions(parts: FunctionParts): Readonly<Record<FunctionName, SimulatedFunction>> {
  const { clock, dynamoDb, sns, gateway, tables, newId, random, bot } = parts;
  const now = () => clock.now() + (currentInvocation()?.clockSkewMs ?? 0);
  const context: ChatContext = {
    client: dynamoDb,
    tables,
    now,
    newId,
    random,
    pause: (milliseconds) => clock.wait(milliseconds),
  };
  const announcer: Announcer = {
    deliverer: createWebDeliverer({ poster: gateway.poster }),
    outbound: { client: sns, topicArn: topicArns.outbound },
  };
  const publisher = { client: sns, topicArn: topicArns.responder };
  const closer = createConnectionCloser(gateway.poster, silent);
  const chat = { context, publisher, announcer, closer, threadIds: 'any', log: silent } as const;
  const sweep = createSweep({ context, publisher, announcer, log: silent });
  const respond = createResponder({
    chat: context,
    states: new StateStorage(tables.states, { client: dynamoDb, now, newId }),
    statesTable: tables.states,
    announcer,
    bot,
    botName: 'simulated',
    wait: clock.wait,
    log: silent,
  });
  return {
    connect: answering(
      'connect',
      createConnect({
        authentication: 'token',
        recordConnect: (device) => recordConnect(context, device),
        startDuty: (userId) => setDuty(context, userId, 'available'),
        closer,
        log: silent,
      }),
    ),
    disconnect: answering(
      'disconnect',
      createDisconnect({ recordDisconnect: (device) => recordDisconnect(context, device), log: silent }),
    ),
    messageSend: answering('message-send', createMessageSend({ ...chat, authentication: 'token' })),
    chatActions: answering('chat-actions', createChatActions(chat)),
    responder: { name: 'responder', timeoutMs: 60_000, handler: respond },
    sweeper: { name: 'sweeper', timeoutMs: 50_000, handler: sweep },
  };
}

const answering = (
  name: string,
  handler: (event: unknown, context: LambdaContext) => Promise<unknown>,
): SimulatedFunction => ({ name, timeoutMs: 10_000, handler });
