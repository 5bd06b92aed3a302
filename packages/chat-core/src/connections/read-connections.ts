import { batchGet, keysPerRequest } from '../context/batch-get.ts';
import type { ChatContext } from '../context/chat-context.ts';
import { inGroups, inParallel } from '../context/in-parallel.ts';
import type { UserConnection } from './connection.ts';
import { parseConnection } from './connection-item.ts';

const requestsAtOnce = 8;

/**
 * Reads the items of any number of users, a hundred in a request. Whoever never connected is left out.
 *
 * @throws {UnreadKeysError} when DynamoDB left keys unread
 */
export async function readConnections(
  context: ChatContext,
  userIds: readonly string[],
): Promise<readonly UserConnection[]> {
  const table = context.tables.connections;
  const groups = inGroups([...new Set(userIds)], keysPerRequest);
  const found = await inParallel(groups, requestsAtOnce, (group) =>
    batchGet(context, { [table]: group.map((userId) => ({ userId })) }),
  );
  const now = context.now();
  return found.flatMap((items) => items[table] ?? []).map((item) => parseConnection(item, now));
}

/** @returns the user's item, or `null` if the user never connected */
export async function readConnection(context: ChatContext, userId: string): Promise<UserConnection | null> {
  const [connection] = await readConnections(context, [userId]);
  return connection ?? null;
}
