import type { Log } from '@switchboard/chat-core';
import { type ApiResult, jsonResult } from '../events/result.ts';
import { parseWebSocketEvent } from '../events/web-socket-event.ts';
import { parseContext } from '../identity.ts';

export interface DisconnectDependencies {
  /** Removes the device with one update of the user's item, and leaves the rest of it alone. */
  readonly recordDisconnect: (connection: {
    readonly userId: string;
    readonly connectionId: string;
  }) => Promise<unknown>;
  readonly log: Log;
}

/**
 * `$disconnect`. API Gateway sends it best effort, and it may lack the authorizer's context; a device that stays
 * behind is removed by the first post that finds it gone, or by its age.
 */
export function createDisconnect({ recordDisconnect, log }: DisconnectDependencies) {
  return async (rawEvent: unknown): Promise<ApiResult> => {
    const { requestContext } = parseWebSocketEvent(rawEvent);
    const { connectionId, disconnectStatusCode } = requestContext;
    const userId = parseContext(requestContext.authorizer)?.userId;
    if (userId !== undefined) await recordDisconnect({ userId, connectionId });
    log('connection.closed', { userId, connectionId, disconnectStatusCode });
    return jsonResult(200, { message: 'Disconnected successfully' });
  };
}
