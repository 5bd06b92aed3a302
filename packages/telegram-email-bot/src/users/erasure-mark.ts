import { GetCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { digestOf } from '@switchboard/chat-core';
import { epochSeconds, isExpired, type TransactWriteItem } from '@switchboard/data-core';
import * as v from 'valibot';
import { userIdOf } from '../chat/telegram-thread.ts';
import { updateIf } from '../context/conditions.ts';
import type { StoreContext } from '../context/store-context.ts';
import { clocksDifferMs } from '../webhook/update-life.ts';
import { orderKeptMs } from './user-store.ts';

/** Something that a person sent. */
export interface Sent {
  readonly chatId: number;
  readonly updateId: number;
  /** The message, or the one whose button was tapped. Telegram numbers what a person and the bot write to each other in one order. */
  readonly messageId: number;
}

/**
 * What is to be done with something that a person sent. `live`: what it asks for. `erased`: nothing, since everything of the chat was erased
 * after it was sent. `waits`: nobody knows yet, since the erasure's receipt is still to come, or came just now: threads begin a new life by the
 * clock.
 */
export type Standing =
  | { readonly standing: 'live' | 'erased' }
  | { readonly standing: 'waits'; readonly since: number };

/** How long the mark is kept, seconds: an update that was set aside can be tried again for 28 days. */
const lifeSeconds = 30 * 86_400;

/** A hash of the chat's user id: the mark does not say who was erased. */
const keyOf = (chatId: number) => ({
  partitionKey: `telegram-erased.${digestOf(userIdOf(chatId))}`,
  sortKey: 'mark',
});

const stored = v.object({
  /** The update that asked for the erasure. */
  updateId: v.number(),
  /** Epoch milliseconds. */
  begunAt: v.number(),
  /** Epoch milliseconds; none before the receipt was sent. */
  endedAt: v.exactOptional(v.number()),
  /** The message that is the receipt; none if it could not be sent. */
  receiptId: v.exactOptional(v.number()),
});

async function readMark({ client, tables, now }: StoreContext, chatId: number) {
  const get = new GetCommand({
    TableName: tables.partitionedKeys,
    Key: keyOf(chatId),
    ConsistentRead: true,
  });
  const { Item } = await client.send(get);
  return Item === undefined || isExpired(Item, now()) ? undefined : v.parse(stored, Item);
}

/** Whether everything of a chat is being erased, or was in the last 30 days. One request. */
export const isMarkedErased = async (context: StoreContext, chatId: number): Promise<boolean> =>
  (await readMark(context, chatId)) !== undefined;

/** Refuses a transaction where {@link isMarkedErased} holds. */
export const notMarkedErased = (
  { tables, now }: Pick<StoreContext, 'tables' | 'now'>,
  chatId: number,
): TransactWriteItem => ({
  ConditionCheck: {
    TableName: tables.partitionedKeys,
    Key: keyOf(chatId),
    ConditionExpression: 'attribute_not_exists(partitionKey) OR expiresAt <= :now',
    ExpressionAttributeValues: { ':now': epochSeconds(now()) },
  },
});

/** Whether a person sent something before or after an erasure's receipt, or while it is under way. One request. */
export async function standingOf(context: StoreContext, sent: Sent): Promise<Standing> {
  const { now } = context;
  const mark = await readMark(context, sent.chatId);
  if (mark === undefined) return { standing: 'live' };
  const { updateId, begunAt, endedAt, receiptId } = mark;
  if (endedAt === undefined) return { standing: 'waits', since: begunAt };
  const isLater =
    receiptId === undefined
      ? updateId < sent.updateId || endedAt < now() - orderKeptMs
      : receiptId < sent.messageId;
  if (!isLater) return { standing: 'erased' };
  return endedAt + clocksDifferMs >= now() ? { standing: 'waits', since: endedAt } : { standing: 'live' };
}

/** The condition on a chat's mark under which `standingOf` calls something `live`. */
function liveCondition({ now }: Pick<StoreContext, 'now'>, { updateId, messageId }: Sent) {
  const isLater = 'updateId < :update OR endedAt < :orderKept';
  return {
    ConditionExpression:
      'attribute_not_exists(updateId) OR expiresAt <= :now OR receiptId < :message OR ' +
      `(attribute_exists(endedAt) AND attribute_not_exists(receiptId) AND (${isLater}))`,
    ExpressionAttributeValues: {
      ':now': epochSeconds(now()),
      ':message': messageId,
      ':update': updateId,
      ':orderKept': now() - orderKeptMs,
    },
  };
}

/** Holds unless everything of the chat was erased after this was sent, or is being erased. */
export const notErasedSince = (
  context: Pick<StoreContext, 'tables' | 'now'>,
  sent: Sent,
): TransactWriteItem => ({
  ConditionCheck: {
    TableName: context.tables.partitionedKeys,
    Key: keyOf(sent.chatId),
    ...liveCondition(context, sent),
  },
});

/**
 * Notes that everything of a chat is being erased, because a person sent something. From then on updates of the chat wait. One request.
 *
 * @returns false if another erasure of the chat is under way, or was asked for later: this one has nothing to do
 */
export async function markErasing(context: StoreContext, sent: Sent): Promise<boolean> {
  const { ConditionExpression, ExpressionAttributeValues } = liveCondition(context, sent);
  const update: UpdateCommandInput = {
    TableName: context.tables.partitionedKeys,
    Key: keyOf(sent.chatId),
    UpdateExpression:
      'SET updateId = :update, begunAt = :begunAt, expiresAt = :expiresAt REMOVE endedAt, receiptId',
    ConditionExpression,
    ExpressionAttributeValues: {
      ...ExpressionAttributeValues,
      ':begunAt': context.now(),
      ':expiresAt': epochSeconds(context.now()) + lifeSeconds,
    },
  };
  const { isUpdated, item } = await updateIf(context.client, update);
  return isUpdated || (item?.updateId === sent.updateId && item.endedAt === undefined);
}

/** The write that ends an erasure. @param receiptId the message that is its receipt; undefined if that could not be sent */
export const erasedWrite = (
  { tables, now }: Pick<StoreContext, 'tables' | 'now'>,
  chatId: number,
  receiptId: number | undefined,
): TransactWriteItem => ({
  Update: {
    TableName: tables.partitionedKeys,
    Key: keyOf(chatId),
    UpdateExpression: `SET endedAt = :now${receiptId === undefined ? '' : ', receiptId = :receipt'}`,
    ConditionExpression: 'attribute_exists(updateId)',
    ExpressionAttributeValues: {
      ':now': now(),
      ...(receiptId !== undefined && { ':receipt': receiptId }),
    },
  },
});
