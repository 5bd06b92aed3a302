import { Buffer } from 'node:buffer';
import * as v from 'valibot';

const httpEventSchema = v.object({
  routeKey: v.string(),
  /** Present on routes that concern one user. */
  pathParameters: v.optional(v.object({ userId: v.optional(v.string()) })),
  queryStringParameters: v.optional(v.object({ cursor: v.optional(v.string()) })),
  body: v.optional(v.string()),
  isBase64Encoded: v.optional(v.boolean(), false),
  headers: v.optional(v.record(v.string(), v.string()), {}),
  requestContext: v.object({
    requestId: v.string(),
    http: v.optional(v.object({ sourceIp: v.optional(v.string()) })),
  }),
});

/** What the handlers read of an event of an HTTP API (payload format 2.0). */
export type HttpEvent = v.InferOutput<typeof httpEventSchema>;

/** @throws {v.ValiError} where the event is not one of an HTTP API: the function was wired wrongly */
export const parseHttpEvent = (event: unknown): HttpEvent => v.parse(httpEventSchema, event);

/** Whether an HTTP API sent the event, rather than someone who invokes the function directly. */
export const isHttpEvent = (event: unknown): boolean => v.is(httpEventSchema, event);

/** The body as text: an HTTP API encodes it unless its content type is known to be text. */
export function bodyOf({ body, isBase64Encoded }: HttpEvent): string | undefined {
  return body !== undefined && isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
}
