import { isRecord } from '@switchboard/protocol';
import * as v from 'valibot';

/** The names and values that the client sent, as API Gateway passes them; absent, or null, if there are none. */
const record = <Value>() =>
  v.optional(v.custom<Readonly<Record<string, Value>> | null>((value) => value === null || isRecord(value)));

const webSocketEventSchema = v.object({
  requestContext: v.object({
    connectionId: v.string(),
    requestId: v.string(),
    authorizer: record<unknown>(),
    disconnectStatusCode: v.optional(v.number()),
  }),
  headers: record<string>(),
  queryStringParameters: record<string>(),
  body: v.optional(v.string()),
});

/** What the handlers read of an event of a WebSocket API. */
export type WebSocketEvent = v.InferOutput<typeof webSocketEventSchema>;

/** @throws {v.ValiError} where the event is not one of a WebSocket API: the function was wired wrongly */
export const parseWebSocketEvent = (event: unknown): WebSocketEvent => v.parse(webSocketEventSchema, event);

const authorizerEventSchema = v.object({
  methodArn: v.string(),
  headers: record<string>(),
  queryStringParameters: record<string>(),
});

/** What the authorizer reads of the request that would open a connection. */
export type AuthorizerEvent = v.InferOutput<typeof authorizerEventSchema>;

/** @throws {v.ValiError} where the event is not one of a REQUEST authorizer */
export const parseAuthorizerEvent = (event: unknown): AuthorizerEvent =>
  v.parse(authorizerEventSchema, event);

/** A header's value whatever the case of its name: API Gateway passes names on as the client wrote them. */
export function headerOf(
  headers: Readonly<Record<string, string>> | null | undefined,
  name: string,
): string | undefined {
  const wanted = name.toLowerCase();
  for (const [key, value] of Object.entries(headers ?? {})) if (key.toLowerCase() === wanted) return value;
  return undefined;
}
