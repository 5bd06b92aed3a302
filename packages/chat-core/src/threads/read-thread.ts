import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { ChatContext } from '../context/chat-context.ts';
import { parseHead } from './head-item.ts';
import type { ThreadHead } from './thread-head.ts';

/** @returns the thread's head, or `null` if there is none or it has expired */
export async function readThread(
  { client, tables, now }: ChatContext,
  threadId: string,
): Promise<ThreadHead | null> {
  const { Item } = await client.send(
    new GetCommand({ TableName: tables.threads, Key: { threadId }, ConsistentRead: true }),
  );
  return parseHead(Item, now());
}
