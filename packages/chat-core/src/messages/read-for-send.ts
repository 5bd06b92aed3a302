import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { BatchIncompleteError, backoffMs } from '@switchboard/data-core';
import type { UserConnection } from '../connections/connection.ts';
import { parseConnection } from '../connections/connection-item.ts';
import type { ChatContext } from '../context/chat-context.ts';
import { pauseFor } from '../context/pause.ts';
import { parseHead } from '../threads/head-item.ts';
import type { ThreadHead } from '../threads/thread-head.ts';

/** What is to be known before a user's message is taken. */
export interface SendView {
  /** `null`: the message will make the thread. */
  readonly head: ThreadHead | null;
  /** `null`: the user never connected. */
  readonly connection: UserConnection | null;
}

type RequestItems = NonNullable<BatchGetCommand['input']['RequestItems']>;

const mostTries = 8;
const backoff = { baseMs: 50, capMs: 2_000 };

/**
 * Reads the head of a thread and the connections of who is about to write there, in one request for both tables.
 *
 * @throws {BatchIncompleteError} when DynamoDB leaves one of them unread at every try
 */
export async function readForSend(
  context: ChatContext,
  { threadId, userId }: { readonly threadId: string; readonly userId: string },
): Promise<SendView> {
  const { threads, connections } = context.tables;
  const found = await readBoth(context, {
    [threads]: { Keys: [{ threadId }], ConsistentRead: true },
    [connections]: { Keys: [{ userId }], ConsistentRead: true },
  });
  const now = context.now();
  const connection = found[connections];
  return {
    head: parseHead(found[threads], now),
    connection: connection === undefined ? null : parseConnection(connection, now),
  };
}

/** The one item asked of each table; what DynamoDB leaves is asked for again. */
async function readBoth(context: ChatContext, wanted: RequestItems) {
  const found: Record<string, Record<string, unknown>> = {};
  let left = wanted;
  for (let tries = 1; ; tries += 1) {
    const answer = await context.client.send(new BatchGetCommand({ RequestItems: left }));
    for (const [table, [item]] of Object.entries(answer.Responses ?? {})) if (item) found[table] = item;
    left = answer.UnprocessedKeys ?? {};
    const tables = Object.keys(left);
    if (tables.length === 0) return found;
    if (tries === mostTries) throw new BatchIncompleteError(tables.join(' and '), Object.values(left));
    await pauseFor(context, backoffMs(tries, backoff, context.random));
  }
}
