import { DeleteCommand, QueryCommand, type QueryCommandInput, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { BatchIncompleteError, batchWrite, type Key } from '@switchboard/data-core';
import { isMarkerOf, markerPartition } from '../append/marker.ts';
import { digestOf, markErased } from '../connections/erasure-mark.ts';
import type { ChatContext } from '../context/chat-context.ts';
import { remainingMs } from '../context/deadline.ts';
import { pauseFor } from '../context/pause.ts';
import type { Deliverer } from '../delivery/delivery.ts';
import { announceGone } from '../operators/announce-gone.ts';
import { removeDuty } from '../operators/duty.ts';
import { notesPartition } from '../operators/notes.ts';
import { profilePartition } from '../operators/profiles.ts';
import { pushPartition } from '../operators/push-subscriptions.ts';
import { listThreadIds, threadsPartition } from '../threads/listed-threads.ts';
import { customersOf } from '../threads/ownership.ts';
import { readThread } from '../threads/read-thread.ts';
import type { ThreadHead } from '../threads/thread-head.ts';

/** What was erased of a user, to be kept: it holds nothing of the user but a hash of the id. */
export interface UserErasure {
  /** The SHA-256 of the user id: with the id at hand, one can tell that the receipt is about it. */
  readonly subjectDigest: string;
  /** How many items were deleted, or blanked, by table. */
  readonly counts: Readonly<Record<string, number>>;
  /** False where the time ended before the work did: call again to go on. */
  readonly complete: boolean;
}

/** Another store with data of users, for example that of a bot's states. */
export interface UserStore {
  readonly table: string;
  /**
   * Deletes what the store keeps of the user and of the user's threads.
   *
   * @param threadIds without those that others have begun to use since
   * @param everyThreadId with them
   * @returns how many items
   */
  erase(userId: string, threadIds: readonly string[], everyThreadId: readonly string[]): Promise<number>;
}

/** With less time than this left, the work stops and says that it is not complete, milliseconds. */
const reserveMs = 2_000;

/**
 * Erases a user. The user's sessions must have been revoked before, so that nothing new is written.
 *
 * A thread whose only customer is the user is deleted whole: its messages, head, markers and notes. In a thread with
 * other customers, the user's messages are blanked and keep their numbers, and their markers are deleted. Of a
 * thread that others have begun to use since, all that is older is deleted. The list of the user's threads goes last, so
 * a call that was cut short is repeated from there.
 *
 * @param deliverer tells operators of threads that are gone, best effort. @default they find it out when they next ask about one
 */
export async function eraseUser(
  context: ChatContext,
  userId: string,
  stores: readonly UserStore[],
  deliverer?: Deliverer,
): Promise<UserErasure> {
  const counts = new Map<string, number>();
  const count: Count = (table, items) => counts.set(table, (counts.get(table) ?? 0) + items);
  const receipt = (complete: boolean): UserErasure => ({
    subjectDigest: digestOf(userId),
    counts: Object.fromEntries(counts),
    complete,
  });
  // Before anything is looked for: what opens a connection or a thread meanwhile meets the mark.
  await markErased(context, userId);
  const threadIds = await listThreadIds(context, userId);
  const own: string[] = [];
  for (const threadId of threadIds) {
    if (remainingMs(context) < reserveMs) return receipt(false);
    const head = await readThread(context, threadId);
    if (head !== null && !customersOf(head).includes(userId)) {
      await eraseEarlierLives(context, head, count);
      continue;
    }
    own.push(threadId);
    if (head !== null && customersOf(head).length > 1) await eraseShare(context, threadId, userId, count);
    else {
      await eraseThread(context, threadId, count);
      if (head !== null && deliverer) await announceGone(context, deliverer, head);
    }
  }
  for (const store of stores) count(store.table, await store.erase(userId, own, threadIds));
  count('connections', await deleteItem(context, context.tables.connections, { userId }));
  count('partitioned_keys', await removeDuty(context, userId));
  count('partitioned_keys', await erasePartition(context, 'partitionKey', profilePartition(userId)));
  count('partitioned_keys', await erasePartition(context, 'partitionKey', pushPartition(userId)));
  count('partitioned_keys', await erasePartition(context, 'partitionKey', threadsPartition(userId)));
  return receipt(true);
}

type Count = (table: string, items: number) => void;

/** What the user wrote in a thread with other customers. */
async function eraseShare(
  context: ChatContext,
  threadId: string,
  userId: string,
  count: Count,
): Promise<void> {
  count('messages', await blankMessages(context, threadId, userId));
  const isOfUser = ({ sortKey }: Item) => isMarkerOf(String(sortKey), userId);
  const markers = markerPartition(threadId);
  count('partitioned_keys', await erasePartition(context, 'partitionKey', markers, isOfUser));
}

/** Others have begun to use the thread's id since it expired: theirs stays, and all that is older goes. */
async function eraseEarlierLives(
  context: ChatContext,
  { threadId, createdAt }: ThreadHead,
  count: Count,
): Promise<void> {
  const isOlder = ({ timestamp }: Item) => Number(timestamp) < createdAt;
  count('messages', await erasePartition(context, 'threadId', threadId, isOlder));
  const isOfEarlierLife = ({ life }: Item) => life !== createdAt;
  for (const partition of [markerPartition(threadId), notesPartition(threadId)]) {
    count('partitioned_keys', await erasePartition(context, 'partitionKey', partition, isOfEarlierLife));
  }
}

/** The head goes first, so that a writer who is under way finds no thread. */
async function eraseThread(context: ChatContext, threadId: string, count: Count): Promise<void> {
  count('threads', await deleteItem(context, context.tables.threads, { threadId }));
  count('messages', await erasePartition(context, 'threadId', threadId));
  count('partitioned_keys', await erasePartition(context, 'partitionKey', markerPartition(threadId)));
  count('partitioned_keys', await erasePartition(context, 'partitionKey', notesPartition(threadId)));
}

async function deleteItem({ client }: ChatContext, tableName: string, key: Key): Promise<number> {
  const { Attributes } = await client.send(
    new DeleteCommand({ TableName: tableName, Key: key, ReturnValues: 'ALL_OLD' }),
  );
  return Attributes === undefined ? 0 : 1;
}

type PartitionName = 'threadId' | 'partitionKey';

type Item = Readonly<Record<string, unknown>>;

/** Deletes the items of a partition, expired ones included. @param isWanted which of them. @default all */
async function erasePartition(
  context: ChatContext,
  name: PartitionName,
  value: string,
  isWanted: (item: Item) => boolean = () => true,
): Promise<number> {
  const { client, tables } = context;
  const [tableName, sort] =
    name === 'threadId' ? [tables.messages, 'timestamp'] : [tables.partitionedKeys, 'sortKey'];
  let erased = 0;
  for await (const items of pagesOf(context, tableName, name, value)) {
    const wanted = items.filter(isWanted);
    const entries = wanted.map((item) => ({ delete: { [name]: value, [sort]: item[sort] } as Key }));
    const left = await batchWrite(client, tableName, [name, sort], entries, {
      random: context.random,
      sleep: (milliseconds) => pauseFor(context, milliseconds),
    });
    if (left.length > 0) throw new BatchIncompleteError(tableName, left);
    erased += entries.length;
  }
  return erased;
}

/** Takes text and metadata out of what the user wrote; the number of each message stays. */
async function blankMessages(context: ChatContext, threadId: string, userId: string): Promise<number> {
  const { client, tables } = context;
  let blanked = 0;
  for await (const items of pagesOf(context, tables.messages, 'threadId', threadId)) {
    for (const item of items.filter(({ sender }) => sender === userId)) {
      const update = new UpdateCommand({
        TableName: tables.messages,
        Key: { threadId, timestamp: item.timestamp },
        UpdateExpression:
          'SET #text = :blank, metadata = :nothing, sender = :nobody, #status = :erased REMOVE clientMessageId',
        ConditionExpression: 'attribute_exists(threadId)',
        ExpressionAttributeNames: { '#text': 'text', '#status': 'status' },
        ExpressionAttributeValues: { ':blank': '', ':nothing': {}, ':nobody': 'erased', ':erased': 'erased' },
      });
      await client.send(update);
      blanked += 1;
    }
  }
  return blanked;
}

async function* pagesOf(
  { client }: ChatContext,
  tableName: string,
  name: PartitionName,
  value: string,
): AsyncGenerator<readonly Record<string, unknown>[]> {
  let from: QueryCommandInput['ExclusiveStartKey'];
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: '#name = :value',
        ExpressionAttributeNames: { '#name': name },
        ExpressionAttributeValues: { ':value': value },
        ConsistentRead: true,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    yield page.Items ?? [];
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}
