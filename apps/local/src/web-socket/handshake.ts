import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Api } from '../deployment/apis.ts';
import { longestIntegrationMs } from '../deployment/integrations.ts';
import type { Functions } from '../functions/functions.ts';
import { within } from '../functions/integration.ts';
import type { AccountLimits } from '../limits/account-limits.ts';
import type { StageLimits } from '../limits/stage-limits.ts';
import {
  type AuthorizerDecision,
  decideAuthorization,
  hasIdentitySources,
  missingIdentity,
} from './authorize.ts';
import {
  type ApiInfo,
  authorizerEvent,
  type ConnectionInfo,
  connectEvent,
  handshakeParts,
  requestContext,
} from './events.ts';
import { integrate } from './integrate.ts';
import { findRoute } from './routes.ts';

export interface HandshakeOptions {
  readonly api: Api;
  readonly apiInfo: ApiInfo;
  readonly functions: Pick<Functions, 'invoke'>;
  readonly accountLimits: AccountLimits;
  readonly stageLimits: StageLimits;
  readonly now: () => number;
  readonly newId: () => string;
}

/** Whether a connection opens. */
export type HandshakeDecision =
  | {
      readonly type: 'accepted';
      readonly connection: ConnectionInfo;
      readonly subprotocol: string | undefined;
    }
  | Refusal;

export interface Refusal {
  readonly type: 'refused';
  readonly status: number;
  readonly message: string;
}

const forbidden: Refusal = { type: 'refused', status: 403, message: 'Forbidden' };

const tooMany: Refusal = { type: 'refused', status: 429, message: 'Too Many Requests' };

const newKey = /^[+/0-9A-Za-z]{22}==$/;

/**
 * What is wrong with a request to open a WebSocket; nothing may run for one that cannot become a connection.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6455#section-4.2.1
 */
export function handshakeProblem({ method, headers }: IncomingMessage): Refusal | undefined {
  const refused = (status: number, message: string): Refusal => ({ type: 'refused', status, message });
  if (method !== 'GET') return refused(405, 'Method Not Allowed');
  if (headers.upgrade?.toLowerCase() !== 'websocket') return refused(400, 'Bad Request');
  if (!newKey.test(headers['sec-websocket-key'] ?? '')) return refused(400, 'Bad Request');
  return headers['sec-websocket-version'] === '13' ? undefined : refused(400, 'Bad Request');
}

/** Asks the authorizer, then the integration of `$connect`; the client waits for both. */
export async function decideHandshake(
  request: IncomingMessage,
  arriving: ConnectionInfo,
  options: HandshakeOptions,
): Promise<HandshakeDecision> {
  const { api, apiInfo, functions, accountLimits, stageLimits, now, newId } = options;
  const path = new URL(request.url ?? '/', 'http://host').pathname.replace(/\/$/, '');
  if (path !== `/${api.stage.name}`) return forbidden;
  if (!accountLimits.takeConnection() || !stageLimits('$connect')) return tooMany;
  const route = findRoute(api.routes, '$connect');
  if (!route) return { type: 'accepted', connection: arriving, subprotocol: undefined };

  const authorization = await authorize(request, arriving, options);
  if (authorization?.type === 'refused') return authorization;
  const connection = { ...arriving, authorizer: authorization?.context };
  const context = requestContext(apiInfo, connection, {
    routeKey: '$connect',
    eventType: 'CONNECT',
    requestId: newId(),
    now: now(),
  });
  const event = connectEvent(handshakeParts(request), context);
  const outcome = await integrate(functions, { route, context, event, body: '' });
  if (outcome.type === 'timedOut') {
    return { type: 'refused', status: 504, message: 'Endpoint request timed out' };
  }
  if (outcome.type !== 'answered') return { type: 'refused', status: 502, message: 'Internal server error' };
  const { statusCode, body, headers } = outcome.result;
  if (statusCode < 200 || statusCode > 299) {
    return { type: 'refused', status: statusCode, message: body ?? '' };
  }
  return { type: 'accepted', connection, subprotocol: headers['sec-websocket-protocol'] };
}

async function authorize(
  request: IncomingMessage,
  connection: ConnectionInfo,
  { api, apiInfo, functions, now, newId }: HandshakeOptions,
): Promise<AuthorizerDecision | undefined> {
  const authorizer = findRoute(api.routes, '$connect')?.authorizer;
  if (!authorizer) return undefined;
  const parts = handshakeParts(request);
  const given = { headers: parts.headers, query: parts.queryStringParameters ?? {} };
  if (!hasIdentitySources(authorizer.identitySources, given)) return missingIdentity;
  const methodArn = `${api.executionArn}/${api.stage.name}/$connect`;
  const context = requestContext(apiInfo, connection, {
    routeKey: '$connect',
    eventType: 'CONNECT',
    requestId: newId(),
    now: now(),
  });
  const event = authorizerEvent(methodArn, parts, context);
  const answer = await within(
    longestIntegrationMs.WEBSOCKET,
    functions.invoke(authorizer.functionArn, JSON.stringify(event), 'ws authorizer'),
  );
  if (answer === 'timedOut') return { type: 'refused', status: 500, message: 'Internal server error' };
  return decideAuthorization(answer, methodArn);
}

/** Answers the upgrade with a status instead of a connection. */
export function refuseHandshake(socket: Duplex, { status, message }: Refusal): void {
  const body = message.startsWith('{') ? message : JSON.stringify({ message });
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
