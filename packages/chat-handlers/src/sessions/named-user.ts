import { userIdSchema } from '@switchboard/protocol';
import * as v from 'valibot';
import type { HttpEvent } from '../events/http-event.ts';
import { type ApiResult, refusedResult } from '../events/result.ts';

/** A user id is a key, a log field and an attribute of a published message: no spaces in it. */
export const namedUserSchema = v.pipe(userIdSchema, v.regex(/^\S+$/u, 'userId must not contain spaces'));

/** The user in the path of a request, or the refusal of an invalid id. */
export function namedUser({
  pathParameters,
}: Pick<HttpEvent, 'pathParameters'>): { readonly userId: string } | { readonly refused: ApiResult } {
  const parsed = v.safeParse(namedUserSchema, pathParameters?.userId);
  if (parsed.success) return { userId: parsed.output };
  return { refused: refusedResult(400, 'request.invalid', parsed.issues[0].message, 'userId') };
}
