import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { ChatContext } from '../context/chat-context.ts';
import {
  decodeQueuePosition,
  encodeQueuePosition,
  queueStart,
  type ShardPosition,
} from './awaiting-cursor.ts';
import { queueShards } from './queue-shard.ts';
import { readThreads } from './read-threads.ts';
import type { ThreadHead } from './thread-head.ts';
import { awaitingIndex } from './threads.table.ts';

export interface AwaitingRequest {
  /** Threads that have been waiting since then or longer, epoch milliseconds. @default all that wait */
  readonly waitingSince?: number;
  /** The most threads of the page. @default 50 */
  readonly limit?: number;
  /** Goes on where an earlier page ended. */
  readonly cursor?: string;
}

export type AwaitingPage =
  | {
      readonly outcome: 'page';
      /** Those that have waited longest first. May be fewer than `limit`, or none, though there is a cursor. */
      readonly heads: readonly ThreadHead[];
      /** Where the next page goes on; absent on the last one. */
      readonly cursor?: string;
    }
  | { readonly outcome: 'invalidCursor' };

/** A thread as the index has it. */
interface Waiting {
  readonly shard: number;
  readonly threadId: string;
  readonly awaitingReplySince: number;
}

const defaultLimit = 50;

/** A page of the queue: the threads in which a user waits for an answer, whoever owns them. One Query for each shard. */
export async function queryAwaiting(
  context: ChatContext,
  request: AwaitingRequest = {},
): Promise<AwaitingPage> {
  const { waitingSince = Number.MAX_SAFE_INTEGER, limit = defaultLimit, cursor } = request;
  const position = cursor === undefined ? queueStart : decodeQueuePosition(cursor);
  if (position === undefined) return { outcome: 'invalidCursor' };
  const found = await Promise.all(
    position.map((from, shard) => queryShard(context, shard, from, waitingSince, limit + 1)),
  );
  const waiting = found.flat().toSorted((a, b) => a.awaitingReplySince - b.awaitingReplySince);
  const page = waiting.slice(0, limit);
  const heads = await headsOf(context, page);
  if (waiting.length <= limit) return { outcome: 'page', heads };
  const next = position.map((from, shard) => lastOf(page, shard) ?? from);
  return { outcome: 'page', heads, cursor: encodeQueuePosition(next) };
}

function lastOf(page: readonly Waiting[], shard: number): ShardPosition | undefined {
  const last = page.findLast((waiting) => waiting.shard === shard);
  return last && [last.awaitingReplySince, last.threadId];
}

async function queryShard(
  { client, tables }: ChatContext,
  shard: number,
  from: ShardPosition,
  waitingSince: number,
  limit: number,
): Promise<readonly Waiting[]> {
  const queue = queueShards[shard];
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: tables.threads,
      IndexName: awaitingIndex,
      KeyConditionExpression: 'queue = :queue AND awaitingReplySince <= :waitingSince',
      ExpressionAttributeValues: { ':queue': queue, ':waitingSince': waitingSince },
      Limit: limit,
      ...(from === null
        ? {}
        : { ExclusiveStartKey: { queue, awaitingReplySince: from[0], threadId: from[1] } }),
    }),
  );
  return (Items as Omit<Waiting, 'shard'>[]).map((item) => ({ ...item, shard }));
}

/** The heads of a page in its order. The index lags behind the table: who has been answered since is left out. */
async function headsOf(context: ChatContext, page: readonly Waiting[]): Promise<readonly ThreadHead[]> {
  const heads = await readThreads(
    context,
    page.map(({ threadId }) => threadId),
  );
  const byId = new Map(heads.map((head) => [head.threadId, head]));
  return page.flatMap(({ threadId }) => {
    const head = byId.get(threadId);
    return head?.awaitingReplySince === undefined ? [] : [head];
  });
}
