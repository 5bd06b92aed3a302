import {
  findGone,
  recordConnect,
  recordDisconnect,
  removeDevice,
  startDuty,
  type ThreadIdPolicy,
} from '@switchboard/chat-core';
import { createAttachmentActions } from '../src/actions/attachments.ts';
import { createMessageChanges } from '../src/actions/change-message.ts';
import { createMessageSend } from '../src/actions/send-message.ts';
import { createChatActions } from '../src/chat-actions.ts';
import { createConnect } from '../src/connection/connect.ts';
import { createDisconnect } from '../src/connection/disconnect.ts';
import { createDesk } from '../src/desk.ts';
import type { ApiResult } from '../src/events/result.ts';
import { functionPackage } from '../src/functions.ts';
import { connectEvent, disconnectEvent, messageEvent } from './events/web-socket.ts';
import type { World } from './world.ts';

export interface Answer {
  readonly statusCode: number;
  readonly body: Record<string, unknown>;
}

const read = ({ statusCode, body }: ApiResult): Answer => ({ statusCode, body: JSON.parse(body) });

/** What Lambda tells a function that has just begun, for as long as the functions may take. */
export const invocation = { getRemainingTimeInMillis: () => 10_000 };

/** The function behind each route, as it is declared. */
const functionOfRoute: ReadonlyMap<string, string> = new Map(
  functionPackage.functions.flatMap(({ name, triggers }) =>
    triggers.flatMap((trigger) =>
      trigger.type === 'webSocketRoute' ? [[trigger.routeKey, name] as const] : [],
    ),
  ),
);

export interface GatewayOptions {
  readonly authentication?: 'token' | 'none';
  readonly threadIds?: ThreadIdPolicy;
  /** How much time each function has, milliseconds. @default 10 000 */
  readonly timeoutMs?: number;
}

/** The handlers of a world, wired as the Lambda files do, with API Gateway's choice of a route before them. */
export function createGateway(
  world: World,
  { authentication = 'token', threadIds = 'any', timeoutMs = 10_000 }: GatewayOptions = {},
) {
  const { context, closer, log } = world;
  const messageSend = createMessageSend({ ...world, threadIds, authentication });
  const chatActions = createChatActions({ ...world, threadIds });
  const handlers: Readonly<Record<string, typeof messageSend>> = {
    'message-send': messageSend,
    'message-changes': createMessageChanges({ ...world, threadIds }),
    attachments: createAttachmentActions({ ...world, threadIds }),
    desk: createDesk({ ...world, threadIds }),
    'chat-actions': chatActions,
  };
  const connect = createConnect({
    authentication,
    recordConnect: (device) =>
      recordConnect(context, device, (devices) => findGone(context, world.poster, devices)),
    removeDevice: (device) => removeDevice(context, device),
    startDuty: (userId) => startDuty(context, userId),
    closer,
    log,
  });
  const disconnect = createDisconnect({
    recordDisconnect: (device) => recordDisconnect(context, device),
    log,
  });

  /** A frame that comes over a connection; `authorizer` is what API Gateway hands on with it. */
  async function send(
    connectionId: string,
    frame: unknown,
    authorizer?: Readonly<Record<string, unknown>>,
  ): Promise<Answer> {
    const body = typeof frame === 'string' || frame === undefined ? frame : JSON.stringify(frame);
    const routeKey = routeOf(body);
    const event = messageEvent(connectionId, body, authorizer ? { routeKey, authorizer } : { routeKey });
    const endsAt = Date.now() + timeoutMs;
    const handler = handlers[functionOfRoute.get(routeKey) ?? ''] ?? chatActions;
    return read(await handler(event, { getRemainingTimeInMillis: () => endsAt - Date.now() }));
  }

  return {
    send,
    messageSend: async (event: unknown) => read(await messageSend(event, invocation)),
    connect: async (...args: Parameters<typeof connectEvent>) => connect(connectEvent(...args)),
    disconnect: async (...args: Parameters<typeof disconnectEvent>) =>
      read(await disconnect(disconnectEvent(...args))),
    /** Someone who has proved who they are, on a device that is connected. */
    async join(
      userId: string,
      connectionId: string,
      role: 'customer' | 'operator' = 'customer',
      credential: { readonly sessionId?: string; readonly expiresAt?: number } = {},
    ) {
      const authorizer = { principalId: userId, userId, role, ...credential, integrationLatency: 7 };
      const opened = await connect(connectEvent({ connectionId, query: { threadId: 't1' } }, authorizer));
      if (opened.statusCode !== 200) throw new Error(`No connection: ${opened.body}`);
      return { userId, connectionId, send: (frame: unknown) => send(connectionId, frame, authorizer) };
    },
  };
}

export type Person = Awaited<ReturnType<ReturnType<typeof createGateway>['join']>>;

/** The route selection expression `$request.body.action`. */
function routeOf(body: string | undefined): string {
  try {
    const { action } = JSON.parse(body ?? '');
    return functionOfRoute.has(action) ? action : '$default';
  } catch {
    return '$default';
  }
}
