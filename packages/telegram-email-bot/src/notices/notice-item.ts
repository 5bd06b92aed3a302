import { epochSeconds, type TransactWriteItem } from '@switchboard/data-core';
import type { StoreContext } from '../context/store-context.ts';
import { userPartition } from '../users/user-partition.ts';

/** As long as the notice's own item is kept. */
const lifeSeconds = 30 * 86_400;

/**
 * The write that names a notice among what belongs to its chat. A notice has a mail's words in it: an erasure has to find it also while
 * no message of the bot stands for it.
 */
export const noticeItemWrite = (
  { tables, now }: StoreContext,
  chatId: number,
  stateId: string,
): TransactWriteItem => ({
  Put: {
    TableName: tables.partitionedKeys,
    Item: {
      partitionKey: userPartition(chatId),
      sortKey: `notice.${stateId}`,
      stateId,
      expiresAt: epochSeconds(now()) + lifeSeconds,
    },
  },
});
