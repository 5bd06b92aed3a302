import { type ChatContext, isSessionOver, readConnection } from '@switchboard/chat-core';
import { isRecord, parseJson } from '@switchboard/protocol';
import type { WebSocketEvent } from '../events/web-socket-event.ts';
import { type Identity, parseContext } from '../identity.ts';
import { type Refusal, refuse } from './answer.ts';

/**
 * Identifies the user of a connection by the authorizer's context. If API Gateway left the context out, the frame's
 * `sender` counts if that user's item names the connection: only the user's own `$connect` can have written it there.
 * The item carries no role, so the user is a customer.
 */
export async function identify(
  context: ChatContext,
  { requestContext, body }: WebSocketEvent,
): Promise<Identity | Refusal> {
  const known = parseContext(requestContext.authorizer);
  if (known === undefined) return identifyByDevice(context, requestContext.connectionId, senderOf(body));
  if (isSessionOver({ sessionExpiresAt: known.expiresAt }, context.now())) {
    return refuse(
      'session.expired',
      'The token of this connection has expired: connect again with a new one',
    );
  }
  return { userId: known.userId, role: known.role };
}

async function identifyByDevice(
  context: ChatContext,
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

function senderOf(body: string | undefined): string | undefined {
  const frame = parseJson(body);
  return isRecord(frame) && typeof frame.sender === 'string' && frame.sender !== ''
    ? frame.sender
    : undefined;
}
