import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { BatchIncompleteError } from '../../shared/batch/batch-incomplete-error.ts';
import { batchWrite } from '../../shared/batch/batch-write.ts';
import { conditionHeld } from '../../shared/errors/condition-failed.ts';
import { deleteItem, updateItem } from '../../shared/transaction/single-write.ts';
import {
  type ConversationKey,
  type ConversationOf,
  conversationKey,
  markKey,
  pageRange,
  pointerKey,
} from './conversation-keys.ts';
import { readTurns } from './turn.ts';

/**
 * Deletes a conversation with its pages. From the first step on it is gone for everyone; if a later one fails, calling this again
 * goes on where it stopped.
 *
 * @returns false if there was none
 */
export async function deleteConversation(conversation: ConversationOf, nowMs: number): Promise<boolean> {
  const { client, tableName, userId, chatId } = conversation;
  const key = conversationKey(userId, chatId);
  const hide = {
    TableName: tableName,
    Key: key,
    UpdateExpression: 'SET deleted_at = :now',
    ConditionExpression: 'attribute_exists(chat_id)',
    ExpressionAttributeValues: { ':now': nowMs },
  };
  if (!(await conditionHeld(updateItem(client, hide)))) return false;
  await leaveIt(conversation);
  await deletePages(conversation);
  await deleteItem(client, { TableName: tableName, Key: key });
  return true;
}

/** If it is the current one, there is none from now on. */
async function leaveIt({ client, tableName, userId, chatId }: ConversationOf): Promise<void> {
  const leave = {
    TableName: tableName,
    Key: pointerKey(userId),
    UpdateExpression: 'REMOVE current_chat_id',
    ConditionExpression: 'current_chat_id = :chatId',
    ExpressionAttributeValues: { ':chatId': chatId },
  };
  await conditionHeld(updateItem(client, leave));
}

async function deletePages({ client, tableName, userId, chatId }: ConversationOf): Promise<void> {
  const { from, to } = pageRange(chatId);
  const query = new QueryCommand({
    TableName: tableName,
    KeyConditionExpression: 'user_id = :user AND chat_id BETWEEN :from AND :to',
    ExpressionAttributeValues: { ':user': userId, ':from': from, ':to': to },
    ConsistentRead: true,
  });
  for (;;) {
    const { Items = [] } = await client.send(query);
    if (Items.length === 0) return;
    const turns = Items.flatMap((page) => readTurns(page.content));
    // Marks before the pages that say which marks there are.
    await deleteAll(
      client,
      tableName,
      turns.map(({ id }) => markKey(userId, chatId, id)),
    );
    await deleteAll(
      client,
      tableName,
      Items.map((page) => conversationKey(userId, Number(page.chat_id))),
    );
  }
}

async function deleteAll(
  client: ConversationOf['client'],
  tableName: string,
  keys: readonly ConversationKey[],
): Promise<void> {
  const left = await batchWrite(
    client,
    tableName,
    ['user_id', 'chat_id'],
    keys.map((key) => ({ delete: { ...key } })),
  );
  if (left.length > 0) throw new BatchIncompleteError(tableName, left);
}
