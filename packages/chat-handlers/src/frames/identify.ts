import { type ChatContext, readConnection } from '@switchboard/chat-core';
import { parseJsonBody } from '../events/json-body.ts';
import type { WebSocketEvent } from '../events/web-socket-event.ts';
import { type Identity, parseContext } from '../identity.ts';
import { type Refusal, refuse } from './answer.ts';

/**
 * Tells who is at the other end of a connection: by the authorizer's context, or, where API Gateway left it out, by the
 * item of the user whom the frame calls its sender. That user's own `$connect` has written the device into it, so a
 * frame that comes over the device proves the claim. It proves no role, which makes a customer of whoever it is.
 */
export function createIdentify(context: ChatContext) {
  return async ({ requestContext, body }: WebSocketEvent): Promise<Identity | Refusal> => {
    const known = parseContext(requestContext.authorizer);
    if (known === undefined) return identifyByDevice(requestContext.connectionId, senderOf(body));
    if (known.expiresAt !== undefined && known.expiresAt * 1000 <= context.now()) {
      return refuse(
        'session.expired',
        'The token of this connection has expired: connect again with a new one',
      );
    }
    return { userId: known.userId, role: known.role };
  };

  async function identifyByDevice(
    connectionId: string,
    userId: string | undefined,
  ): Promise<Identity | Refusal> {
    if (userId === undefined) {
      return refuse('session.missing', 'The connection has lost its credential: connect again');
    }
    const connection = await readConnection(context, userId);
    const isTheirs = connection?.devices.some((device) => device.connectionId === connectionId) ?? false;
    return isTheirs ? { userId, role: 'customer' } : refuse('connection.notFound', 'Connection not found');
  }
}

function senderOf(body: string | undefined): string | undefined {
  const parsed = parseJsonBody(body);
  if (parsed.type !== 'json' || typeof parsed.value !== 'object' || parsed.value === null) return undefined;
  const { sender } = parsed.value as { sender?: unknown };
  return typeof sender === 'string' && sender !== '' ? sender : undefined;
}
