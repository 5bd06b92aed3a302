/** Who somebody is. */
export interface Identity {
  readonly userId: string;
  readonly role: 'customer' | 'operator';
}

/** An event of the WebSocket API, as far as the functions read it. @param authorizer what the authorizer left in it */
export const webSocketEvent = (
  connectionId: string,
  authorizer: Readonly<Record<string, unknown>>,
  routeKey: string,
  body?: string,
) => ({
  requestContext: { connectionId, requestId: 'simulated', routeKey, authorizer },
  headers: {},
  ...(body === undefined ? {} : { body }),
});

/** What the authorizer of `$connect` gets. */
export const handshakeEvent = (token: string) => ({
  methodArn: 'arn:aws:execute-api:us-east-1:000000000000:api/default/$connect',
  headers: {},
  queryStringParameters: { token },
});

/** What an HTTP request has beside its route. */
export interface HttpParts {
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A request of the HTTP API, as far as the functions read it. */
export const httpEvent = (routeKey: string, parts: HttpParts) => ({
  routeKey,
  requestContext: { requestId: 'simulated' },
  ...parts,
});
