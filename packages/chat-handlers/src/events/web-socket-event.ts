import * as v from 'valibot';

const strings = v.record(v.string(), v.string());

/** What API Gateway leaves out, or sends as null, is absent here. */
const absentAsUndefined = <T>(schema: v.GenericSchema<unknown, T>) =>
  v.pipe(
    v.nullish(schema),
    v.transform((value) => value ?? undefined),
  );

const webSocketEventSchema = v.object({
  requestContext: v.object({
    connectionId: v.string(),
    requestId: v.string(),
    routeKey: v.string(),
    requestTimeEpoch: absentAsUndefined(v.number()),
    identity: absentAsUndefined(v.object({ sourceIp: absentAsUndefined(v.string()) })),
    authorizer: absentAsUndefined(v.record(v.string(), v.unknown())),
    disconnectStatusCode: absentAsUndefined(v.number()),
  }),
  headers: absentAsUndefined(strings),
  queryStringParameters: absentAsUndefined(strings),
  body: absentAsUndefined(v.string()),
});

/** What the handlers read of an event of a WebSocket API. */
export type WebSocketEvent = v.InferOutput<typeof webSocketEventSchema>;

/** @throws {v.ValiError} where the event is not one of a WebSocket API: the function was wired wrongly */
export const parseWebSocketEvent = (event: unknown): WebSocketEvent => v.parse(webSocketEventSchema, event);

const authorizerEventSchema = v.object({
  methodArn: v.string(),
  headers: absentAsUndefined(strings),
  queryStringParameters: absentAsUndefined(strings),
});

/** What the authorizer reads of the request that would open a connection. */
export type AuthorizerEvent = v.InferOutput<typeof authorizerEventSchema>;

/** @throws {v.ValiError} where the event is not one of a REQUEST authorizer */
export const parseAuthorizerEvent = (event: unknown): AuthorizerEvent =>
  v.parse(authorizerEventSchema, event);

/** A header's value whatever the case of its name: API Gateway passes names on as the client wrote them. */
export function headerOf(
  headers: Readonly<Record<string, string>> | undefined,
  name: string,
): string | undefined {
  const wanted = name.toLowerCase();
  for (const [key, value] of Object.entries(headers ?? {})) if (key.toLowerCase() === wanted) return value;
  return undefined;
}
