import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { ChatContext } from '../context/chat-context.ts';
import { listOf, operatorList } from './head-item.ts';
import { decodePosition, encodePosition, type IndexPosition, startOf } from './index-cursor.ts';
import { readThreads } from './read-threads.ts';
import { partitionsOf } from './shards.ts';
import type { ThreadHead, Waiting } from './thread-head.ts';
import { awaitingIndex, listIndex, undeliveredIndex } from './threads.table.ts';
import { isQuestionOver } from './waiting.ts';

/** Threads by what they wait for or whose they are. */
export type ThreadList =
  /** A customer waits for an answer, and these owe it. Those that have waited longest first. */
  | { readonly type: 'waiting'; readonly kinds: readonly Waiting['kind'][] }
  /** What concerns every operator: customers who wait for a person, threads whose bot has failed, and questions of bots to operators. Oldest first. */
  | { readonly type: 'queue' }
  /** The channel has not taken all messages. Oldest first. */
  | { readonly type: 'undelivered'; readonly channel: ThreadHead['channel'] }
  /** The threads of an operator, newest first. */
  | { readonly type: 'operator'; readonly userId: string }
  /** The open threads of the bot, or the closed ones, newest first. */
  | { readonly type: 'bot' | 'closed' };

export interface ListRequest {
  readonly list: ThreadList;
  /** Only threads that came into the list then or before, epoch milliseconds. @default all */
  readonly until?: number;
  /** The most threads of the page. @default 50 */
  readonly limit?: number;
  /** Goes on where an earlier page of the same list ended. */
  readonly cursor?: string;
}

export type ListPage =
  | {
      readonly outcome: 'page';
      /** May be fewer than `limit`, or none, though there is a cursor. */
      readonly heads: readonly ThreadHead[];
      /** Where the next page goes on; absent on the last one. */
      readonly cursor?: string;
    }
  | { readonly outcome: 'invalidCursor' };

/** A partition of an index. */
interface Source {
  readonly index: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly partition: string;
}

/** What to query, and what a thread must be to be shown: an index lags behind the table. */
interface Plan {
  readonly sources: readonly Source[];
  readonly newestFirst: boolean;
  readonly isListed: (head: ThreadHead) => boolean;
}

function planOf(list: ThreadList, now: number): Plan {
  switch (list.type) {
    case 'waiting':
      return waitingPlan(list.kinds);
    case 'queue': {
      const waiting = waitingPlan(['queue', 'failed']);
      const asked = listPlan(partitionsOf('asked'));
      const isListed = (head: ThreadHead) =>
        waiting.isListed(head) || (asked.isListed(head) && !isQuestionOver(head, now));
      return { sources: [...waiting.sources, ...asked.sources], newestFirst: false, isListed };
    }
    case 'undelivered': {
      const keys = { index: undeliveredIndex, partitionKey: 'outbound', sortKey: 'undeliveredSince' };
      const isListed = ({ undeliveredSince }: ThreadHead) => undeliveredSince !== undefined;
      return { sources: sourcesOf(keys, partitionsOf(list.channel)), newestFirst: false, isListed };
    }
    case 'operator':
      return listPlan([operatorList(list.userId)]);
    case 'bot':
      return listPlan([...partitionsOf('bot'), ...partitionsOf('asked')]);
    case 'closed':
      return listPlan(partitionsOf('closed'));
  }
}

const sourcesOf = (keys: Omit<Source, 'partition'>, partitions: readonly string[]): readonly Source[] =>
  partitions.map((partition) => ({ ...keys, partition }));

const waitingPlan = (kinds: readonly Waiting['kind'][]): Plan => ({
  sources: sourcesOf(
    { index: awaitingIndex, partitionKey: 'queue', sortKey: 'awaitingReplySince' },
    kinds.flatMap(partitionsOf),
  ),
  newestFirst: false,
  isListed: ({ waiting }) => waiting !== undefined && kinds.includes(waiting.kind),
});

const listPlan = (partitions: readonly string[]): Plan => ({
  sources: sourcesOf({ index: listIndex, partitionKey: 'list', sortKey: 'listedAt' }, partitions),
  newestFirst: true,
  isListed: (head) => partitions.includes(listOf(head)),
});

/** A thread as the index has it. */
interface Listed {
  readonly partition: number;
  readonly threadId: string;
  readonly sortedBy: number;
}

const defaultLimit = 50;

/** A page of a list of threads. One Query for each partition, and one BatchGet for each 100 threads. */
export async function listThreads(context: ChatContext, request: ListRequest): Promise<ListPage> {
  const { list, until = Number.MAX_SAFE_INTEGER, limit = defaultLimit, cursor } = request;
  const plan = planOf(list, context.now());
  const { length } = plan.sources;
  const position = cursor === undefined ? startOf(length) : decodePosition(cursor, length);
  if (position === undefined) return { outcome: 'invalidCursor' };
  const found = await Promise.all(
    position.map((from, partition) =>
      querySource(context, plan, { partition, from, until, limit: limit + 1 }),
    ),
  );
  const order = plan.newestFirst ? -1 : 1;
  const listed = found.flat().toSorted((a, b) => order * (a.sortedBy - b.sortedBy));
  const page = listed.slice(0, limit);
  const heads = await headsOf(context, page, plan.isListed);
  if (listed.length <= limit) return { outcome: 'page', heads };
  // A partition without a thread on this page goes on where it was.
  const next = position.map((from, partition) => lastOf(page, partition) ?? from);
  return { outcome: 'page', heads, cursor: encodePosition(next) };
}

function lastOf(page: readonly Listed[], partition: number): IndexPosition {
  const last = page.findLast((listed) => listed.partition === partition);
  return last === undefined ? null : [last.sortedBy, last.threadId];
}

async function querySource(
  { client, tables }: ChatContext,
  { sources, newestFirst }: Plan,
  request: {
    readonly partition: number;
    readonly from: IndexPosition;
    readonly until: number;
    readonly limit: number;
  },
): Promise<readonly Listed[]> {
  const { partition, from, until, limit } = request;
  const source = sources[partition];
  if (source === undefined) return [];
  const { index, partitionKey, sortKey, partition: name } = source;
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: tables.threads,
      IndexName: index,
      KeyConditionExpression: '#partition = :partition AND #sort <= :until',
      ExpressionAttributeNames: { '#partition': partitionKey, '#sort': sortKey },
      ExpressionAttributeValues: { ':partition': name, ':until': until },
      ScanIndexForward: !newestFirst,
      Limit: limit,
      ...(from === null
        ? {}
        : { ExclusiveStartKey: { [partitionKey]: name, [sortKey]: from[0], threadId: from[1] } }),
    }),
  );
  return Items.map((item) => ({
    partition,
    threadId: String(item.threadId),
    sortedBy: Number(item[sortKey]),
  }));
}

/** The heads of a page in its order, without those that have left the list since. */
async function headsOf(
  context: ChatContext,
  page: readonly Listed[],
  isListed: (head: ThreadHead) => boolean,
): Promise<readonly ThreadHead[]> {
  const heads = await readThreads(
    context,
    page.map(({ threadId }) => threadId),
  );
  const byId = new Map(heads.map((head) => [head.threadId, head]));
  return page.flatMap(({ threadId }) => {
    const head = byId.get(threadId);
    return head !== undefined && isListed(head) ? [head] : [];
  });
}
