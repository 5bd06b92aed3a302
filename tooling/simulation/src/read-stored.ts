import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { type ChatContext, ownerAt, readThreads } from '@switchboard/chat-core';
import type { History, RecordedMessage } from './history.ts';
import type { SimulationTables } from './tables.ts';

async function readAll(client: DynamoDBDocumentClient, TableName: string): Promise<readonly unknown[]> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName, ConsistentRead: true }));
  return Items;
}

interface ConnectionItem {
  readonly userId: string;
  readonly isHumanOverride?: boolean;
}

/** What is in the tables: a run is small enough for one page of each. */
export async function readStored(
  client: DynamoDBDocumentClient,
  tables: SimulationTables,
  now: number,
): Promise<Pick<History, 'stored' | 'heads'>> {
  const [messages, threads, connections] = await Promise.all([
    readAll(client, tables.messages),
    readAll(client, tables.threads),
    readAll(client, tables.connections),
  ]);
  const overridden = (connections as readonly ConnectionItem[])
    .filter(({ isHumanOverride }) => isHumanOverride)
    .map(({ userId }) => userId);
  const ids = (threads as readonly { readonly threadId: string }[]).map(({ threadId }) => threadId);
  const context: ChatContext = { client, tables, now: () => now, newId: () => '', random: () => 0 };
  const heads = (await readThreads(context, ids)).map((head) => ({
    threadId: head.threadId,
    seq: head.seq,
    lastUserSeq: head.lastUserSeq,
    awaiting: head.waiting !== undefined,
    botMayAnswer:
      ownerAt(head, now).type === 'bot' &&
      !head.participants.some(({ userId }) => overridden.includes(userId)),
  }));
  return { stored: messages as readonly RecordedMessage[], heads };
}
