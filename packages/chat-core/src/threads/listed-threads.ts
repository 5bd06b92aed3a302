import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { isExpired } from '@switchboard/data-core';
import type { ChatContext } from '../context/chat-context.ts';
import type { TransactItem } from '../context/commit.ts';
import { customersOf } from './ownership.ts';
import type { ThreadHead } from './thread-head.ts';

/** An entry outlives its thread by so much, so that it is written once in that time and not with every message. */
const marginSeconds = 30 * 86_400;

/** The partition of `partitioned_keys` that lists the threads of a customer. */
export const threadsPartition = (userId: string): string => `threads.${userId}`;

/**
 * Lists a thread under its customers, where the entries would end before the thread does. Erasing a user, and showing
 * users their threads, begins with this list.
 *
 * @param expiresAt when the thread's newest message expires, epoch seconds
 * @returns the writes, and the head that remembers them
 */
export function listThread(
  tableName: string,
  head: ThreadHead,
  expiresAt: number,
): { readonly head: ThreadHead; readonly writes: readonly TransactItem[] } {
  if (head.listedUntil >= expiresAt) return { head, writes: [] };
  const listedUntil = expiresAt + marginSeconds;
  const writes = customersOf(head).map((userId) => ({
    Put: {
      TableName: tableName,
      Item: { partitionKey: threadsPartition(userId), sortKey: head.threadId, expiresAt: listedUntil },
    },
  }));
  return { head: { ...head, listedUntil }, writes };
}

/** The ids of a customer's threads, in no order; a thread may have expired since. @param limit the most of them */
export async function listThreadIds(
  { client, tables, now }: ChatContext,
  userId: string,
  limit = Number.POSITIVE_INFINITY,
): Promise<readonly string[]> {
  const found: string[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: tables.partitionedKeys,
        KeyConditionExpression: 'partitionKey = :threads',
        ExpressionAttributeValues: { ':threads': threadsPartition(userId) },
        ConsistentRead: true,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    const items = (page.Items ?? []).filter((item) => !isExpired(item, now()));
    found.push(...items.map(({ sortKey }) => String(sortKey)));
    from = page.LastEvaluatedKey;
  } while (from !== undefined && found.length < limit);
  return found.slice(0, limit);
}
