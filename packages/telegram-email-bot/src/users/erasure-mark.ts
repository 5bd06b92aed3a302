import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { digestOf } from '@switchboard/chat-core';
import { epochSeconds, isExpired, type TransactWriteItem } from '@switchboard/data-core';
import { userIdOf } from '../chat/telegram-thread.ts';
import type { StoreContext } from '../context/store-context.ts';

/** How long the mark is kept, seconds: an update that was set aside can be tried again for 28 days. */
const lifeSeconds = 30 * 86_400;

/** A hash of the chat's user id: the mark does not say who was erased. */
const keyOf = (chatId: number) => ({
  partitionKey: `telegram-erased.${digestOf(userIdOf(chatId))}`,
  sortKey: 'mark',
});

/** Notes that everything of a chat was erased by an update. One request. */
export async function markErased(
  { client, tables, now }: StoreContext,
  chatId: number,
  updateId: number,
): Promise<void> {
  const Item = { ...keyOf(chatId), updateId, expiresAt: epochSeconds(now()) + lifeSeconds };
  await client.send(new PutCommand({ TableName: tables.partitionedKeys, Item }));
}

/** Whether everything of a chat was erased by a later update. One request. */
export async function isErasedSince(
  { client, tables, now }: StoreContext,
  chatId: number,
  updateId: number,
): Promise<boolean> {
  const get = new GetCommand({
    TableName: tables.partitionedKeys,
    Key: keyOf(chatId),
    ConsistentRead: true,
  });
  const { Item } = await client.send(get);
  return Item !== undefined && !isExpired(Item, now()) && updateId < Number(Item.updateId);
}

/** Holds unless everything of a chat was erased by this update or a later one: what it asked for is not to be done any more. */
export const notErasedBy = (
  { tables, now }: Pick<StoreContext, 'tables' | 'now'>,
  chatId: number,
  updateId: number,
): TransactWriteItem => ({
  ConditionCheck: {
    TableName: tables.partitionedKeys,
    Key: keyOf(chatId),
    ConditionExpression: 'attribute_not_exists(updateId) OR updateId < :update OR expiresAt <= :now',
    ExpressionAttributeValues: { ':update': updateId, ':now': epochSeconds(now()) },
  },
});
