import type { IncomingMessage } from 'node:http';

/** What API Gateway says of a connection in every event. */
export interface ConnectionInfo {
  readonly connectionId: string;
  readonly connectedAt: number;
  readonly sourceIp: string;
  readonly userAgent: string | undefined;
  /** What the authorizer said of the caller; absent without an authorizer. */
  readonly authorizer: Readonly<Record<string, string>> | undefined;
}

export interface ApiInfo {
  readonly apiId: string;
  readonly stage: string;
  /** The host that clients connect to. */
  readonly domainName: string;
}

export interface EventInfo {
  readonly routeKey: string;
  readonly eventType: 'CONNECT' | 'MESSAGE' | 'DISCONNECT';
  readonly requestId: string;
  readonly now: number;
}

/**
 * The `requestContext` of an event of a WebSocket API.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html
 */
export const requestContext = (api: ApiInfo, connection: ConnectionInfo, event: EventInfo) => ({
  routeKey: event.routeKey,
  eventType: event.eventType,
  extendedRequestId: `${event.requestId}=`,
  requestTime: requestTime(event.now),
  messageDirection: 'IN',
  stage: api.stage,
  connectedAt: connection.connectedAt,
  requestTimeEpoch: event.now,
  identity: {
    sourceIp: connection.sourceIp,
    ...(connection.userAgent === undefined ? {} : { userAgent: connection.userAgent }),
  },
  requestId: event.requestId,
  domainName: api.domainName,
  connectionId: connection.connectionId,
  apiId: api.apiId,
  ...(connection.authorizer ? { authorizer: connection.authorizer } : {}),
});

/** Headers and query of the request that opens a connection. Only `$connect` and its authorizer see them. */
export function handshakeParts(request: IncomingMessage) {
  const headers = pairsOf(request.rawHeaders);
  const query = [...new URL(request.url ?? '/', 'http://host').searchParams];
  return {
    headers: lastValues(headers),
    multiValueHeaders: allValues(headers),
    ...(query.length > 0
      ? { queryStringParameters: lastValues(query), multiValueQueryStringParameters: allValues(query) }
      : {}),
  };
}

export const authorizerEvent = (
  methodArn: string,
  parts: ReturnType<typeof handshakeParts>,
  context: ReturnType<typeof requestContext>,
) => ({ type: 'REQUEST', methodArn, ...parts, stageVariables: {}, requestContext: context });

export const connectEvent = (
  parts: ReturnType<typeof handshakeParts>,
  context: ReturnType<typeof requestContext>,
) => ({ ...parts, requestContext: context, isBase64Encoded: false });

export const messageEvent = (
  context: ReturnType<typeof requestContext>,
  messageId: string,
  body: string,
) => ({
  requestContext: { ...context, messageId },
  body,
  isBase64Encoded: false,
});

export const disconnectEvent = (
  context: ReturnType<typeof requestContext>,
  { code, reason }: { readonly code: number; readonly reason: string },
) => {
  const headers = { Host: context.domainName, 'x-api-key': '', 'X-Forwarded-For': '', 'x-restapi': '' };
  return {
    headers,
    multiValueHeaders: allValues(Object.entries(headers)),
    requestContext: { ...context, disconnectStatusCode: code, disconnectReason: reason },
    isBase64Encoded: false,
  };
};

/** `21/Nov/2026:08:00:00 +0000`. */
export function requestTime(now: number): string {
  const [, day, month, year, time] = new Date(now).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}

type Pair = readonly [name: string, value: string];

function pairsOf(rawHeaders: readonly string[]): Pair[] {
  const pairs: Pair[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    pairs.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
  }
  return pairs;
}

const lastValues = (pairs: readonly Pair[]): Record<string, string> => Object.fromEntries(pairs);

function allValues(pairs: readonly Pair[]): Record<string, string[]> {
  const values: Record<string, string[]> = {};
  for (const [name, value] of pairs) values[name] = [...(values[name] ?? []), value];
  return values;
}
