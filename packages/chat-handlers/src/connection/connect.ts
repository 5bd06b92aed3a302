import { offersSubprotocol, subprotocol } from '../authorize/credential.ts';
import { type ApiResult, jsonResult } from '../events/result.ts';
import { parseWebSocketEvent } from '../events/web-socket-event.ts';
import { parseContext } from '../identity.ts';
import type { Log } from '../log.ts';

export interface ConnectDependencies {
  readonly authentication: 'token' | 'none';
  /** Stores the device with one update of the user's item. */
  readonly recordConnect: (connection: {
    readonly userId: string;
    readonly connectionId: string;
    readonly threadId?: string;
  }) => Promise<unknown>;
  readonly log: Log;
}

/** `$connect`, once the authorizer has let it pass: the connection opens when this has answered 200. */
export function createConnect({ authentication, recordConnect, log }: ConnectDependencies) {
  return async (rawEvent: unknown): Promise<ApiResult> => {
    const { requestContext, headers, queryStringParameters } = parseWebSocketEvent(rawEvent);
    const identity = parseContext(requestContext.authorizer);
    const threadId = queryStringParameters?.threadId || undefined;
    // With a credential a connection may serve any of the user's threads; the original's always names one.
    if (identity === undefined || (authentication === 'none' && threadId === undefined)) {
      return jsonResult(400, { error: 'Missing required parameters: userId and threadId' });
    }
    const { connectionId } = requestContext;
    await recordConnect({ userId: identity.userId, connectionId, ...(threadId ? { threadId } : {}) });
    log('connection.opened', { userId: identity.userId, connectionId });
    const result = jsonResult(200, { message: 'Connected successfully' });
    if (!offersSubprotocol(headers)) return result;
    // A browser drops a connection whose subprotocols were all left unanswered.
    return { ...result, headers: { ...result.headers, 'Sec-WebSocket-Protocol': subprotocol } };
  };
}
