import { DeleteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { isExpired } from '@switchboard/data-core';
import type { ChatContext } from '../context/chat-context.ts';
import type { TransactItem } from '../context/commit.ts';
import { retryConflicts } from '../context/retry-conflicts.ts';
import { customersOf } from './ownership.ts';
import type { ThreadHead } from './thread-head.ts';

const daySeconds = 86_400;

/**
 * An entry outlives its thread by so much: DynamoDB deletes what has expired days later, and until then an erasure finds it
 * by the entry.
 */
const marginSeconds = 30 * daySeconds;

/**
 * An entry is written once in this time and not with every message. When it was written says in which order a customer's
 * threads were written in last, as precisely.
 */
const freshSeconds = daySeconds;

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
  const listedUntil = expiresAt + marginSeconds;
  if (head.listedUntil >= listedUntil - freshSeconds) return { head, writes: [] };
  const writes = customersOf(head).map((userId) => listEntry(tableName, userId, head.threadId, expiresAt));
  return { head: { ...head, listedUntil }, writes };
}

/** The write that lists a thread under a user. @param expiresAt when all that the user has there expires, epoch seconds */
export const listEntry = (
  tableName: string,
  userId: string,
  threadId: string,
  expiresAt: number,
): TransactItem => ({
  Put: {
    TableName: tableName,
    Item: {
      partitionKey: threadsPartition(userId),
      sortKey: threadId,
      expiresAt: expiresAt + marginSeconds,
    },
  },
});

/** Takes a thread out of a user's list. One write. */
export async function unlistThread(context: ChatContext, userId: string, threadId: string): Promise<void> {
  const { client, tables } = context;
  const Key = { partitionKey: threadsPartition(userId), sortKey: threadId };
  await retryConflicts(context, () =>
    client.send(new DeleteCommand({ TableName: tables.partitionedKeys, Key })),
  );
}

/** A thread in its customer's list. */
export interface ListedThread {
  readonly threadId: string;
  /** When the entry expires, epoch seconds: the greater, the later was the thread written in, to a day. */
  readonly listedUntil: number;
}

/**
 * The list of a customer's threads, those first that were written in last; a thread may have expired since. One Query
 * for each megabyte.
 */
export async function listedThreads(
  { client, tables, now }: ChatContext,
  userId: string,
): Promise<readonly ListedThread[]> {
  const found: ListedThread[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: tables.partitionedKeys,
        KeyConditionExpression: 'partitionKey = :threads',
        ExpressionAttributeValues: { ':threads': threadsPartition(userId) },
        ConsistentRead: true,
        ExclusiveStartKey: from,
      }),
    );
    for (const item of page.Items ?? []) {
      if (isExpired(item, now())) continue;
      found.push({ threadId: String(item.sortKey), listedUntil: Number(item.expiresAt) });
    }
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return found.toSorted((a, b) => b.listedUntil - a.listedUntil || (a.threadId > b.threadId ? -1 : 1));
}

/** The ids of a customer's threads, those first that were written in last. @param limit the most of them */
export const listThreadIds = async (
  context: ChatContext,
  userId: string,
  limit = Number.POSITIVE_INFINITY,
): Promise<readonly string[]> =>
  (await listedThreads(context, userId)).slice(0, limit).map(({ threadId }) => threadId);
