/**
 * Events of a WebSocket API as API Gateway sends them to Lambda. Where code and these disagree, these win.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
 * @see
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html
 */

const domainName = 'abcdef123.execute-api.us-east-1.amazonaws.com';

const handshakeHeaders = {
  Host: domainName,
  Origin: 'https://chat.example.com',
  'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version': '13',
  'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64)',
  'X-Amzn-Trace-Id': 'Root=1-65a0c0de-0123456789abcdef01234567',
  'X-Forwarded-For': '203.0.113.7',
  'X-Forwarded-Port': '443',
  'X-Forwarded-Proto': 'https',
};

const multiValue = (values: Record<string, string>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]]));

const requestContext = (connectionId: string, routeKey: string, eventType: string, requestId: string) => ({
  routeKey,
  eventType,
  extendedRequestId: `${requestId}=`,
  requestTime: '21/Nov/2026:08:00:00 +0000',
  messageDirection: 'IN',
  stage: 'default',
  connectedAt: 1795248000000,
  requestTimeEpoch: 1795248000123,
  identity: { sourceIp: '203.0.113.7', userAgent: 'Mozilla/5.0 (X11; Linux x86_64)' },
  requestId,
  domainName,
  connectionId,
  apiId: 'abcdef123',
});

export interface HandshakeOptions {
  readonly connectionId?: string;
  readonly query?: Record<string, string>;
  readonly subprotocols?: readonly string[];
}

const handshake = ({ query, subprotocols }: HandshakeOptions) => {
  const headers: Record<string, string> = subprotocols
    ? { ...handshakeHeaders, 'Sec-WebSocket-Protocol': subprotocols.join(', ') }
    : handshakeHeaders;
  return {
    headers,
    multiValueHeaders: multiValue(headers),
    ...(query ? { queryStringParameters: query, multiValueQueryStringParameters: multiValue(query) } : {}),
  };
};

/** What the REQUEST authorizer of `$connect` gets. */
export const authorizerEvent = (options: HandshakeOptions = {}) => ({
  type: 'REQUEST',
  methodArn: 'arn:aws:execute-api:us-east-1:123456789012:abcdef123/default/$connect',
  ...handshake(options),
  stageVariables: {},
  requestContext: requestContext(options.connectionId ?? 'c-1', '$connect', 'CONNECT', 'r-authorize'),
});

/** What the integration of `$connect` gets once the authorizer has allowed it. */
export const connectEvent = (
  options: HandshakeOptions = {},
  authorizer?: Readonly<Record<string, unknown>>,
) => ({
  ...handshake(options),
  requestContext: {
    ...requestContext(options.connectionId ?? 'c-1', '$connect', 'CONNECT', 'r-connect'),
    ...(authorizer ? { authorizer } : {}),
  },
  isBase64Encoded: false,
});

/** What `$disconnect` gets: sent once the connection is closed, on best effort. */
export const disconnectEvent = (connectionId: string, authorizer?: Readonly<Record<string, unknown>>) => ({
  headers: { Host: domainName, 'x-api-key': '', 'X-Forwarded-For': '', 'x-restapi': '' },
  multiValueHeaders: { Host: [domainName], 'x-api-key': [''], 'X-Forwarded-For': [''], 'x-restapi': [''] },
  requestContext: {
    ...requestContext(connectionId, '$disconnect', 'DISCONNECT', 'r-disconnect'),
    disconnectStatusCode: 1005,
    disconnectReason: 'Client-side close frame status not set',
    ...(authorizer ? { authorizer } : {}),
  },
  isBase64Encoded: false,
});

/** What a route gets for a message: no headers and no query string. */
export const messageEvent = (
  connectionId: string,
  body: string | undefined,
  {
    routeKey = '$default',
    authorizer,
  }: { routeKey?: string; authorizer?: Readonly<Record<string, unknown>> } = {},
) => ({
  requestContext: {
    ...requestContext(connectionId, routeKey, 'MESSAGE', 'r-message'),
    messageId: 'Zm9vYmFyLW1lc3NhZ2U=',
    ...(authorizer ? { authorizer } : {}),
  },
  ...(body === undefined ? {} : { body }),
  isBase64Encoded: false,
});
