import { epochSeconds } from '@switchboard/data-core';
import { overrideAttribute } from '../connections/connection-item.ts';
import type { ChatTableNames } from '../context/chat-context.ts';
import { putHead, updateHead } from '../threads/head-writes.ts';
import { customersOf } from '../threads/ownership.ts';
import type { ThreadHead } from '../threads/thread-head.ts';
import type { AppendRequest, TransactItem } from './append-request.ts';
import type { PlannedAppend } from './decide-append.ts';
import { markerOf } from './marker.ts';
import type { StoredMessage } from './stored-message.ts';

/** One write of the transaction, and what it means when its condition fails. */
export type AppendWrite =
  | { readonly part: 'head' | 'message' | 'marker'; readonly item: TransactItem }
  | { readonly part: 'override'; readonly userId: string; readonly item: TransactItem }
  | { readonly part: 'extra'; readonly index: number; readonly item: TransactItem };

/**
 * The one transaction that commits a message: the head on the condition that it is as read, the message, its marker on
 * the condition that there is none, and for a bot that no human has taken a customer over.
 */
export function appendTransaction(
  tables: ChatTableNames,
  request: AppendRequest,
  read: ThreadHead | null,
  { message, nextHead }: PlannedAppend,
  now: number,
): readonly AppendWrite[] {
  const nowSeconds = epochSeconds(now);
  const headItem: TransactItem =
    read === null
      ? { Put: putHead(tables.threads, nextHead, nowSeconds) }
      : { Update: updateHead(tables.threads, read, nextHead) };
  return [
    { part: 'head', item: headItem },
    { part: 'message', item: { Put: { TableName: tables.messages, Item: message } } },
    ...markerWrites(tables, message, nowSeconds),
    ...(request.author.type === 'bot' ? overrideChecks(tables, nextHead) : []),
    ...(request.extraWrites ?? []).map((item, index) => ({ part: 'extra', index, item }) as const),
  ];
}

function markerWrites(tables: ChatTableNames, message: StoredMessage, nowSeconds: number): AppendWrite[] {
  if (message.clientMessageId === undefined) return [];
  const put: TransactItem = {
    Put: {
      TableName: tables.partitionedKeys,
      Item: markerOf(message, message.clientMessageId),
      // An expired marker counts as none, though DynamoDB has not deleted it yet.
      ConditionExpression: 'attribute_not_exists(partitionKey) OR expiresAt <= :now',
      ExpressionAttributeValues: { ':now': nowSeconds },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
  return [{ part: 'marker', item: put }];
}

function overrideChecks(tables: ChatTableNames, head: ThreadHead): AppendWrite[] {
  return customersOf(head).map((userId) => ({
    part: 'override',
    userId,
    item: {
      ConditionCheck: {
        TableName: tables.connections,
        Key: { userId },
        ConditionExpression: 'attribute_not_exists(#override) OR #override <> :true',
        ExpressionAttributeNames: { '#override': overrideAttribute },
        ExpressionAttributeValues: { ':true': true },
      },
    },
  }));
}
