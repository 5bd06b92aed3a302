import {
  type Connected,
  type ConnectRequest,
  type DeviceKey,
  type Log,
  SessionRevokedError,
} from '@switchboard/chat-core';
import { threadIdSchema, userIdSchema } from '@switchboard/protocol';
import * as v from 'valibot';
import { offersSubprotocol, subprotocol } from '../authorize/credential.ts';
import { type ApiResult, jsonResult, refusedResult } from '../events/result.ts';
import { parseWebSocketEvent } from '../events/web-socket-event.ts';
import { parseContext } from '../identity.ts';
import { type ConnectionCloser, endConnections } from './connection-closer.ts';

export interface ConnectDependencies {
  readonly authentication: 'token' | 'none';
  /** Stores the device with one update of the user's item. */
  readonly recordConnect: (request: ConnectRequest) => Promise<Connected>;
  /** Takes a device away that does not open after all. */
  readonly removeDevice: (device: DeviceKey) => Promise<void>;
  /** Notes that an operator is here. */
  readonly startDuty: (userId: string) => Promise<void>;
  readonly closer: ConnectionCloser;
  readonly log: Log;
}

/** `$connect`, once the authorizer has let it pass: the connection opens when this has answered 200. */
export function createConnect({
  authentication,
  recordConnect,
  removeDevice,
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
    if (problem !== undefined) return refusedResult(400, 'connection.invalid', problem.error, problem.field);
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
      await endConnections(closer, replaced, { code: 'session.replaced', message, requestId });
      if (role === 'operator') await startDuty(userId);
    } catch (error) {
      if (error instanceof SessionRevokedError) return refusedResult(401, error.code, error.message);
      await forget({ userId, connectionId });
      throw error;
    }
    log('connection.opened', { userId, connectionId });
    const result = jsonResult(200, { message: 'Connected successfully' });
    if (!offersSubprotocol(headers)) return result;
    // A browser drops a connection if none of the subprotocols that it offered was accepted.
    return { ...result, headers: { ...result.headers, 'Sec-WebSocket-Protocol': subprotocol } };
  };

  /** The write may have been made, and API Gateway tells of no end of a connection that did not open. */
  async function forget(device: DeviceKey): Promise<void> {
    try {
      await removeDevice(device);
    } catch (error) {
      log('connection.notForgotten', { userId: device.userId, connectionId: device.connectionId }, error);
    }
  }
}

function problemOf(
  userId: string,
  threadId: string | undefined,
): { readonly error: string; readonly field: string } | undefined {
  const user = v.safeParse(userIdSchema, userId);
  if (!user.success) return { error: user.issues[0].message, field: 'userId' };
  const thread = v.safeParse(v.optional(threadIdSchema), threadId);
  return thread.success ? undefined : { error: thread.issues[0].message, field: 'threadId' };
}
