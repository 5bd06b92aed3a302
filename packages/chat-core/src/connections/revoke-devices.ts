import { epochSeconds } from '@switchboard/data-core';
import type { ChatContext } from '../context/chat-context.ts';
import type { Device } from './connection.ts';
import { devicesIn, longestOpeningMs, revokedAllAttribute, revokedAttribute } from './connection-item.ts';
import { removeDevices } from './record-connection.ts';
import { type Item, updateConnection } from './write-connection.ts';

/**
 * Takes the devices of a revoked session away, or of all sessions, with two updates, and leaves a mark that a
 * connection which is opening at this moment runs into.
 *
 * @param session the session that was revoked, or `all` of the user's
 * @returns the devices: their connections are to be closed
 */
export async function revokeDevices(
  context: ChatContext,
  userId: string,
  session: { readonly sessionId: string } | 'all',
): Promise<readonly Device[]> {
  const mark = session === 'all' ? revokedAllAttribute : revokedAttribute(session.sessionId);
  const item = await markRevoked(context, userId, mark);
  const revoked = devicesIn(item).filter(
    (device) => session === 'all' || device.sessionId === session.sessionId,
  );
  await removeDevices(context, userId, revoked);
  return revoked;
}

/**
 * Sets a mark on the user's item. For a user without one, an item is made that outlives connections which are opening.
 */
async function markRevoked(context: ChatContext, userId: string, mark: string): Promise<Item> {
  const now = context.now();
  const set = () =>
    updateConnection(context, userId, {
      UpdateExpression: 'SET #mark = :now',
      ConditionExpression: 'attribute_exists(userId)',
      ExpressionAttributeNames: { '#mark': mark },
      ExpressionAttributeValues: { ':now': now },
    });
  const expiresAt = epochSeconds(now + longestOpeningMs);
  const make = () =>
    updateConnection(context, userId, {
      UpdateExpression: 'SET #mark = :now, expiresAt = :expiresAt',
      ConditionExpression: 'attribute_not_exists(userId)',
      ExpressionAttributeNames: { '#mark': mark },
      ExpressionAttributeValues: { ':now': now, ':expiresAt': expiresAt },
    });
  // The item may be made by another function in between.
  return (await set()) ?? (await make()) ?? (await set()) ?? { userId, [mark]: now, expiresAt };
}
