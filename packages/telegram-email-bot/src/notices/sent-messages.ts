import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { epochSeconds, isExpired, type TransactWriteItem } from '@switchboard/data-core';
import * as v from 'valibot';
import type { StoreContext } from '../context/store-context.ts';
import { userPartition } from '../users/user-partition.ts';

/** How long a message stands for its mail: as long as the mail's item is kept. */
const lifeSeconds = 30 * 86_400;

const keyOf = (chatId: number, messageId: number) => ({
  partitionKey: userPartition(chatId),
  sortKey: `message.${messageId}`,
});

interface SentMessage {
  readonly chatId: number;
  readonly messageId: number;
  /** The mails that it stands for. */
  readonly stateIds: readonly string[];
  /** The item of the notice itself, which is erased with its mails. */
  readonly noticeId: string;
}

/** The write that remembers which mails a message of the bot stands for: one, or those of a digest. */
export const sentMessageWrite = (
  { tables, now }: StoreContext,
  { chatId, messageId, stateIds, noticeId }: SentMessage,
): TransactWriteItem => ({
  Put: {
    TableName: tables.partitionedKeys,
    Item: {
      ...keyOf(chatId, messageId),
      stateIds: [...stateIds],
      noticeId,
      expiresAt: epochSeconds(now()) + lifeSeconds,
    },
  },
});

const stored = v.object({ stateIds: v.array(v.string()) });

/** @returns the items in `email-processing-state` of the mails that a message stands for; none where it stands for no mail */
export async function mailsOfMessage(
  { client, tables, now }: StoreContext,
  chatId: number,
  messageId: number,
): Promise<readonly string[]> {
  const get = new GetCommand({
    TableName: tables.partitionedKeys,
    Key: keyOf(chatId, messageId),
    ConsistentRead: true,
  });
  const { Item } = await client.send(get);
  return Item === undefined || isExpired(Item, now()) ? [] : v.parse(stored, Item).stateIds;
}
