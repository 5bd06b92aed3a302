import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { createStageLimits } from '../limits/stage-limits.ts';
import type { Log } from '../log/log.ts';
import type { Recorder } from '../studio/recorder.ts';
import { type Connection, type ConnectionTimes, closeReasons, openConnection } from './connection.ts';
import { type ConnectionInfo, disconnectEvent, messageEvent, requestContext } from './events.ts';
import { decideHandshake, type HandshakeOptions, handshakeProblem, refuseHandshake } from './handshake.ts';
import { integrate } from './integrate.ts';
import { findRoute, selectRoute } from './routes.ts';

/** API Gateway's limit of a message, in bytes. */
export const largestMessageBytes = 128 * 1024;

export interface WebSocketGatewayOptions extends Omit<HandshakeOptions, 'apiInfo' | 'stageLimits'> {
  /** The host that clients connect to. */
  readonly domainName: string;
  readonly times: ConnectionTimes;
  /** A new connection's id. */
  readonly newConnectionId: () => string;
  readonly log: Log;
  readonly recorder: Pick<Recorder, 'frame'>;
}

/** The WebSocket API. */
export interface WebSocketGateway {
  /** Open connections by id: what `@connections` reaches. */
  readonly connections: ReadonlyMap<string, Connection>;
  attach(server: Server): void;
  /** Closes every connection and waits a moment for what `$disconnect` does. */
  stop(): Promise<void>;
}

/** How long the functions of `$disconnect` have when the platform stops, in milliseconds. */
const farewellMs = 2000;

export function createWebSocketGateway(options: WebSocketGatewayOptions): WebSocketGateway {
  const { accountLimits, api, domainName, functions, times, now, newId, newConnectionId, log, recorder } =
    options;
  const apiInfo = { apiId: api.id, stage: api.stage.name, domainName };
  const stageLimits = createStageLimits(api.stage, now);
  const connections = new Map<string, Connection>();
  const farewells = new Set<Promise<unknown>>();
  const subprotocols = new WeakMap<IncomingMessage, string>();
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: largestMessageBytes,
    perMessageDeflate: false,
    handleProtocols: (_offered, request) => subprotocols.get(request) ?? false,
  });

  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const problem = handshakeProblem(request);
    if (problem) return refuseHandshake(socket, problem);
    const arriving: ConnectionInfo = {
      connectionId: newConnectionId(),
      connectedAt: now(),
      sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
      userAgent: request.headers['user-agent'],
      authorizer: undefined,
    };
    const decision = await decideHandshake(request, arriving, { ...options, apiInfo, stageLimits });
    if (decision.type === 'refused') return refuseHandshake(socket, decision);
    if (decision.subprotocol !== undefined) subprotocols.set(request, decision.subprotocol);
    const { connection: info } = decision;
    let isOpen = false;
    server.handleUpgrade(request, socket, head, (webSocket) => {
      isOpen = true;
      const connection = openConnection(webSocket, socket, {
        info,
        times,
        now,
        events: {
          message: (text) =>
            handleMessage(info, text).catch((error: unknown) => {
              log.problem('ws', `A message could not be handled: ${error}`);
            }),
          closed: (code, reason) => {
            connections.delete(info.connectionId);
            remember(disconnect(info, code, reason));
          },
        },
      });
      connections.set(info.connectionId, connection);
    });
    // $connect has answered 200, but the client has gone, or its handshake is invalid.
    if (!isOpen) remember(disconnect(info, 1006, closeReasons[1006] ?? ''));
  };

  const handleMessage = async (info: ConnectionInfo, text: string): Promise<void> => {
    const requestId = newId();
    const { connectionId } = info;
    recorder.frame({ direction: 'in', connectionId, requestId, text });
    const answer = (body: string): void => {
      if (connections.get(connectionId)?.send(body))
        recorder.frame({ direction: 'out', connectionId, requestId, text: body });
    };
    const reply = (message: string): void => answer(JSON.stringify({ message, connectionId, requestId }));
    const route = selectRoute(api, text);
    if (!route) return reply('Forbidden');
    if (!accountLimits.takeRequest() || !stageLimits(route.key)) return reply('Too Many Requests');
    const context = requestContext(apiInfo, info, {
      routeKey: route.key,
      eventType: 'MESSAGE',
      requestId,
      now: now(),
    });
    const event = messageEvent(context, newConnectionId(), text);
    const outcome = await integrate(functions, { route, context, event, body: text });
    if (outcome.type === 'timedOut' || outcome.type === 'failed') return reply('Internal server error');
    // What an integration answers on a route without a response goes nowhere, whatever it is.
    if (!route.reply) return;
    if (outcome.type === 'unreadable') {
      log.problem(
        `ws ${route.key}`,
        'The integration answered without a statusCode: API Gateway takes that for an error.',
      );
      reply('Internal server error');
      return;
    }
    const { body = '' } = outcome.result;
    if (body !== '') answer(body);
  };

  const disconnect = async (info: ConnectionInfo, code: number, reason: string): Promise<void> => {
    const route = findRoute(api.routes, '$disconnect');
    if (!route) return;
    const context = requestContext(apiInfo, info, {
      routeKey: '$disconnect',
      eventType: 'DISCONNECT',
      requestId: newId(),
      now: now(),
    });
    const event = disconnectEvent(context, { code, reason });
    await integrate(functions, { route, context, event, body: '' });
  };

  const remember = (farewell: Promise<unknown>): void => {
    farewells.add(farewell);
    void farewell.finally(() => farewells.delete(farewell));
  };

  return {
    connections,
    attach: (httpServer) => {
      httpServer.on('upgrade', (request, socket, head) => {
        socket.on('error', () => socket.destroy());
        upgrade(request, socket, head).catch((error: unknown) => {
          log.problem('ws', `A connection could not be opened: ${error}`);
          socket.destroy();
        });
      });
    },
    stop: async () => {
      for (const connection of connections.values()) connection.close(1001, 'Going away');
      const deadline = performance.now() + farewellMs;
      while ((connections.size > 0 || farewells.size > 0) && performance.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
  };
}
