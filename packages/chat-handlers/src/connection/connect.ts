import type { Log } from '@switchboard/chat-core';
import { type Connected, type ConnectRequest, SessionRevokedError } from '@switchboard/chat-core';
import { threadIdSchema, userIdSchema } from '@switchboard/protocol';
import * as v from 'valibot';
import { offersSubprotocol, subprotocol } from '../authorize/credential.ts';
import { type ApiResult, jsonResult } from '../events/result.ts';
import { parseWebSocketEvent } from '../events/web-socket-event.ts';
import type { ConnectionCloser } from '../frames/identify.ts';
import { parseContext } from '../identity.ts';

export interface ConnectDependencies {
  readonly authentication: 'token' | 'none';
  /** Stores the device with one update of the user's item. */
  readonly recordConnect: (request: ConnectRequest) => Promise<Connected>;
  /** Notes that an operator takes threads. */
  readonly startDuty: (userId: string) => Promise<void>;
  readonly closer: ConnectionCloser;
  readonly log: Log;
}

/** `$connect`, once the authorizer has let it pass: the connection opens when this has answered 200. */
export function createConnect({
  authentication,
  recordConnect,
  startDuty,
  closer,
  log,
}: ConnectDependencies) {
  return async (rawEvent: unknown): Promise<ApiResult> => {
    const { requestContext, headers, queryStringParameters } = parseWebSocketEvent(rawEvent);
    const identity = parseContext(requestContext.authorizer);
    const threadId = queryStringParameters?.threadId || undefined;
    // With a credential a connection may serve any of the user's threads; kx-chat-server's always names one.
    if (identity === undefined || (authentication === 'none' && threadId === undefined)) {
      return jsonResult(400, { error: 'Missing required parameters: userId and threadId' });
    }
    const { userId, role, sessionId, expiresAt, checkedAt } = identity;
    const problem = problemOf(userId, threadId);
    if (problem !== undefined) return jsonResult(400, { error: problem });
    const { connectionId, requestId } = requestContext;
    try {
      const { replaced } = await recordConnect({
        userId,
        connectionId,
        ...(threadId === undefined ? {} : { threadId }),
        ...(sessionId === undefined ? {} : { sessionId }),
        ...(expiresAt === undefined ? {} : { sessionExpiresAt: expiresAt }),
        ...(checkedAt === undefined ? {} : { checkedAt }),
      });
      const message = 'Another connection of yours has taken the place of this one, which was the oldest';
      const reason = { event: 'error', code: 'session.replaced', message, requestId } as const;
      await Promise.all(replaced.map((device) => closer.close(device.connectionId, reason)));
      if (role === 'operator') await startDuty(userId);
    } catch (error) {
      if (!(error instanceof SessionRevokedError)) throw error;
      return jsonResult(401, { error: error.message });
    }
    log('connection.opened', { userId, connectionId });
    const result = jsonResult(200, { message: 'Connected successfully' });
    if (!offersSubprotocol(headers)) return result;
    // A browser drops a connection if none of the subprotocols that it offered was accepted.
    return { ...result, headers: { ...result.headers, 'Sec-WebSocket-Protocol': subprotocol } };
  };
}

function problemOf(userId: string, threadId: string | undefined): string | undefined {
  const user = v.safeParse(userIdSchema, userId);
  if (!user.success) return user.issues[0].message;
  const thread = v.safeParse(v.optional(threadIdSchema), threadId);
  return thread.success ? undefined : thread.issues[0].message;
}
