import type { PutCommandInput, QueryCommandInput, UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { TransactWriteItem } from '../../shared/transaction/transact-write.ts';
import { summaryAttributes } from './conversation-item.ts';
import { conversationKey, maxChatId, pointerKey } from './conversation-keys.ts';

/** Gives the next number, so that no two conversations of a user share one, nor one with a conversation that was deleted. */
export function nextChatIdInput(tableName: string, userId: number): UpdateCommandInput {
  return {
    TableName: tableName,
    Key: pointerKey(userId),
    UpdateExpression: 'ADD last_chat_id :one',
    ExpressionAttributeValues: { ':one': 1 },
    ReturnValues: 'UPDATED_NEW',
  };
}

export function putConversationInput(
  tableName: string,
  userId: number,
  chatId: number,
  language: string,
  nowMs: number,
): PutCommandInput {
  return {
    TableName: tableName,
    Item: {
      ...conversationKey(userId, chatId),
      language,
      content: [],
      turn_count: 0,
      content_bytes: 0,
      created_at: nowMs,
      updated_at: nowMs,
    },
  };
}

export function pointInput(
  tableName: string,
  userId: number,
  chatId: number,
): UpdateCommandInput & { UpdateExpression: string } {
  return {
    TableName: tableName,
    Key: pointerKey(userId),
    UpdateExpression: 'SET current_chat_id = :chatId',
    ExpressionAttributeValues: { ':chatId': chatId },
  };
}

/** Makes a conversation the current one, on the condition that it is there. */
export function switchWrites(tableName: string, userId: number, chatId: number): TransactWriteItem[] {
  return [
    {
      ConditionCheck: {
        TableName: tableName,
        Key: conversationKey(userId, chatId),
        ConditionExpression: exists,
      },
    },
    { Update: pointInput(tableName, userId, chatId) },
  ];
}

export function setLanguageInput(
  tableName: string,
  userId: number,
  chatId: number,
  language: string,
): UpdateCommandInput {
  return {
    TableName: tableName,
    Key: conversationKey(userId, chatId),
    UpdateExpression: 'SET #language = :language',
    ConditionExpression: exists,
    ExpressionAttributeNames: { '#language': 'language' },
    ExpressionAttributeValues: { ':language': language },
  };
}

/** A page of a user's conversations, those that were started last first. */
export function listInput(
  tableName: string,
  userId: number,
  limit: number,
  before: number | undefined,
): QueryCommandInput {
  const names = summaryAttributes.map((name) => [`#${name}`, name] as const);
  return {
    TableName: tableName,
    KeyConditionExpression: '#user_id = :user AND #chat_id BETWEEN :first AND :last',
    ProjectionExpression: names.map(([placeholder]) => placeholder).join(', '),
    ExpressionAttributeNames: Object.fromEntries(names),
    ExpressionAttributeValues: {
      ':user': userId,
      ':first': 1,
      ':last': before === undefined ? maxChatId : before - 1,
    },
    ScanIndexForward: false,
    ConsistentRead: true,
    Limit: limit,
  };
}

const exists = 'attribute_exists(chat_id) AND attribute_not_exists(deleted_at)';
