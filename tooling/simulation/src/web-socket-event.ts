/** Who is connected, as the authorizer left it in the connection's events. */
export interface Device {
  readonly userId: string;
  readonly role: 'customer' | 'operator';
  readonly connectionId: string;
}

/** An event of the WebSocket API, as far as the functions read it. */
export const webSocketEvent = (
  { userId, role, connectionId }: Device,
  routeKey: string,
  rest: { readonly body?: string; readonly queryStringParameters?: Readonly<Record<string, string>> } = {},
) => ({
  requestContext: { connectionId, requestId: 'simulated', routeKey, authorizer: { userId, role } },
  headers: {},
  ...rest,
});
