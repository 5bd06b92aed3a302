import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { BatchIncompleteError, backoffMs, type Item, isExpired, type Key } from '@switchboard/data-core';
import type { UserConnection } from '../connections/connection.ts';
import { parseConnection } from '../connections/connection-item.ts';
import type { ChatContext } from '../context/chat-context.ts';
import { pauseFor } from '../context/pause.ts';
import { parseHead } from './head-item.ts';
import type { ThreadHead } from './thread-head.ts';

/** A thread and the connections of some users, as they were at one moment. */
export interface ThreadView {
  /** `null` if there is no such thread. */
  readonly head: ThreadHead | null;
  /** Those of the users who have ever connected. */
  readonly connections: readonly UserConnection[];
  /** When it was read, epoch milliseconds. */
  readonly readAt: number;
  /** The users whose connections were asked for. */
  readonly userIds: readonly string[];
  /** What else was asked for, in the order asked; `undefined` where there is no item. */
  readonly others: readonly (Item | undefined)[];
}

export interface ThreadViewRequest {
  readonly threadId: string;
  readonly userIds: readonly string[];
  /** Items of other tables to read in the same request. @default none */
  readonly others?: readonly { readonly tableName: string; readonly key: Key }[];
}

type RequestItems = NonNullable<BatchGetCommand['input']['RequestItems']>;

const mostTries = 8;
const backoff = { baseMs: 50, capMs: 2_000 };

/**
 * Reads the head of a thread, the connections of users and what else is asked for, in one request for all tables.
 *
 * @throws {BatchIncompleteError} when DynamoDB leaves one of them unread at every try
 */
export async function readThreadView(context: ChatContext, request: ThreadViewRequest): Promise<ThreadView> {
  const { threadId, others = [] } = request;
  const { threads, connections } = context.tables;
  const userIds = [...new Set(request.userIds)];
  const wanted: RequestItems = { [threads]: { Keys: [{ threadId }], ConsistentRead: true } };
  if (userIds.length > 0) {
    wanted[connections] = { Keys: userIds.map((userId) => ({ userId })), ConsistentRead: true };
  }
  for (const { tableName, key } of others) {
    const before = wanted[tableName]?.Keys ?? [];
    wanted[tableName] = { Keys: [...before, { ...key }], ConsistentRead: true };
  }
  const readAt = context.now();
  const found = await readAll(context, wanted);
  return {
    head: parseHead(itemWith(found[threads], { threadId }), readAt),
    connections: userIds
      .map((userId) => itemWith(found[connections], { userId }))
      .filter((item): item is Item => item !== undefined && !isExpired(item, readAt))
      .map((item) => parseConnection(item, readAt)),
    readAt,
    userIds,
    others: others.map(({ tableName, key }) => itemWith(found[tableName], key)),
  };
}

/** The item with a key: DynamoDB gives the items of a batch in no order. */
const itemWith = (items: readonly Item[] | undefined, key: Key): Item | undefined =>
  items?.find((item) => Object.entries(key).every(([name, value]) => item[name] === value));

/** Everything asked for; what DynamoDB leaves is asked for again. */
async function readAll(context: ChatContext, wanted: RequestItems): Promise<Record<string, Item[]>> {
  const found: Record<string, Item[]> = {};
  let left = wanted;
  for (let tries = 1; ; tries += 1) {
    const answer = await context.client.send(new BatchGetCommand({ RequestItems: left }));
    for (const [table, items] of Object.entries(answer.Responses ?? {}))
      found[table] = [...(found[table] ?? []), ...items];
    left = answer.UnprocessedKeys ?? {};
    const tables = Object.keys(left);
    if (tables.length === 0) return found;
    if (tries === mostTries) throw new BatchIncompleteError(tables.join(' and '), Object.values(left));
    await pauseFor(context, backoffMs(tries, backoff, context.random));
  }
}

/** The connection of one of the users of a view, or `null` if the user never connected. */
export const connectionOf = ({ connections }: ThreadView, userId: string): UserConnection | null =>
  connections.find((connection) => connection.userId === userId) ?? null;
