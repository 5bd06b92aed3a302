import {
  type Announcer,
  type ChatContext,
  eraseUser,
  exportUser,
  type Invocation,
  type Log,
  revokeDevices,
  type UserStore,
  withinInvocation,
} from '@switchboard/chat-core';
import { type ConnectionCloser, endConnections } from '../connection/connection-closer.ts';
import { parseHttpEvent } from '../events/http-event.ts';
import { type ApiResult, jsonResult, refusedResult } from '../events/result.ts';
import { namedUser } from '../sessions/named-user.ts';

export interface UsersDependencies {
  readonly context: ChatContext;
  /** @returns how many tokens were revoked */
  readonly revokeTokens: (userId: string) => Promise<number>;
  /** Other stores with data of users. */
  readonly stores: readonly UserStore[];
  readonly closer: ConnectionCloser;
  /** Tells operators of conversations that are gone. */
  readonly announcer: Pick<Announcer, 'deliverer'>;
  readonly log: Log;
}

/**
 * For callers that API Gateway has authorised by IAM: `GET /users/{userId}/data?cursor=` returns what is kept of a
 * user, a page at a time, and `DELETE /users/{userId}` revokes the user's sessions, closes the connections and erases
 * everything. The receipt of an erasure with `"complete": false` says that the time ended first: the same request goes
 * on.
 */
export function createUsers(dependencies: UsersDependencies) {
  return async (rawEvent: unknown, invocation: Invocation): Promise<ApiResult> => {
    const event = parseHttpEvent(rawEvent);
    const context = withinInvocation(dependencies.context, invocation);
    const user = namedUser(event);
    if ('refused' in user) return user.refused;
    const { userId } = user;
    if (event.routeKey === 'DELETE /users/{userId}') {
      return erase({ ...dependencies, context }, userId, event.requestContext.requestId);
    }
    const page = await exportUser(context, userId, event.queryStringParameters?.cursor);
    if (page.outcome === 'invalidCursor') {
      const error = 'cursor must be one that an earlier page of this user gave';
      return refusedResult(400, 'cursor.invalid', error, 'cursor');
    }
    const { items, cursor } = page;
    return jsonResult(200, { userId, items, ...(cursor === undefined ? {} : { cursor }) });
  };
}

async function erase(
  { context, revokeTokens, stores, closer, announcer, log }: UsersDependencies,
  userId: string,
  requestId: string,
): Promise<ApiResult> {
  const revoked = await revokeTokens(userId);
  const devices = await revokeDevices(context, userId, 'all');
  const message = 'The account of this connection was erased';
  await endConnections(closer, devices, { code: 'session.revoked', message, requestId });
  const receipt = await eraseUser(context, userId, stores, announcer.deliverer);
  log('user.erased', { subjectDigest: receipt.subjectDigest, complete: receipt.complete });
  return jsonResult(200, { ...receipt, counts: { ...receipt.counts, tokens: revoked } });
}
