import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { ChatContext } from '../context/chat-context.ts';
import { parseMessage, type StoredMessage } from './stored-message.ts';

/** @returns one message by its key, or `null` if there is none or it has expired */
export async function readMessage(
  { client, tables, now }: ChatContext,
  { threadId, timestamp }: { readonly threadId: string; readonly timestamp: number },
): Promise<StoredMessage | null> {
  const { Item } = await client.send(
    new GetCommand({ TableName: tables.messages, Key: { threadId, timestamp }, ConsistentRead: true }),
  );
  return parseMessage(Item, now());
}
