import { isExpired } from '@switchboard/data-core';
import type { ChatContext } from '../context/chat-context.ts';
import { readItems } from '../context/read-items.ts';
import type { UserConnection } from './connection.ts';
import { parseConnection } from './connection-item.ts';

/**
 * Reads the items of any number of users, a hundred in a request. Users who have never connected are left out.
 *
 * @throws {BatchIncompleteError} when DynamoDB is too busy: nothing is known of some of the users
 */
export async function readConnections(
  context: ChatContext,
  userIds: readonly string[],
): Promise<readonly UserConnection[]> {
  const keys = [...new Set(userIds)].map((userId) => ({ userId }));
  const items = await readItems(context, context.tables.connections, keys);
  const now = context.now();
  return items.filter((item) => !isExpired(item, now)).map((item) => parseConnection(item, now));
}

/** @returns the user's item, or `null` if the user never connected */
export async function readConnection(context: ChatContext, userId: string): Promise<UserConnection | null> {
  const [connection] = await readConnections(context, [userId]);
  return connection ?? null;
}
