import { recordConnect, recordDisconnect } from '@switchboard/chat-core';
import { createChatActions } from '../src/chat-actions.ts';
import { createConnect } from '../src/connection/connect.ts';
import { createDisconnect } from '../src/connection/disconnect.ts';
import type { ApiResult } from '../src/events/result.ts';
import { createMessageSend } from '../src/message-send.ts';
import { connectEvent, disconnectEvent, messageEvent } from './events/web-socket.ts';
import type { World } from './world.ts';

export interface Answer {
  readonly statusCode: number;
  readonly body: Record<string, unknown>;
}

const read = ({ statusCode, body }: ApiResult): Answer => ({ statusCode, body: JSON.parse(body) });

const routes = ['history.get', 'thread.resume', 'typing', 'read', 'ping', 'thread.claim', 'thread.release'];

/** The handlers of a world, wired as the Lambda files do, with API Gateway's choice of a route before them. */
export function createGateway(world: World, { authentication = 'token' as 'token' | 'none' } = {}) {
  const { context, log } = world;
  const messageSend = createMessageSend({ ...world, authentication });
  const chatActions = createChatActions(world);
  const connect = createConnect({
    authentication,
    recordConnect: (device) => recordConnect(context, device),
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
    return read(await (routeKey === 'message.send' ? messageSend(event) : chatActions(event)));
  }

  return {
    send,
    messageSend: async (event: unknown) => read(await messageSend(event)),
    connect: async (...args: Parameters<typeof connectEvent>) => connect(connectEvent(...args)),
    disconnect: async (...args: Parameters<typeof disconnectEvent>) =>
      read(await disconnect(disconnectEvent(...args))),
    /** Someone who has proved who they are, on a device that is connected. */
    async join(userId: string, connectionId: string, role: 'customer' | 'operator' = 'customer') {
      const authorizer = { principalId: userId, userId, role, integrationLatency: 7 };
      await connect(connectEvent({ connectionId }, authorizer));
      return { userId, connectionId, send: (frame: unknown) => send(connectionId, frame, authorizer) };
    },
  };
}

/** The route selection expression `$request.body.action`. */
function routeOf(body: string | undefined): string {
  try {
    const { action } = JSON.parse(body ?? '');
    return action === 'message.send' || routes.includes(action) ? action : '$default';
  } catch {
    return '$default';
  }
}
