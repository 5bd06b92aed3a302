import { epochSeconds, type TransactWriteItem } from '@switchboard/data-core';
import type { StoreContext } from '../context/store-context.ts';
import { userPartition } from '../users/user-partition.ts';
import type { Notice } from './notice.ts';

/** As long as the notice's own item is kept. */
const lifeSeconds = 30 * 86_400;

/**
 * The write that names a notice, and the mails that it tells of, among what belongs to its chat. A notice has a mail's words in it, and the mails
 * of a digest wait in its notice alone: an erasure has to find both also while no message of the bot stands for them.
 */
export const noticeItemWrite = (
  { tables, now }: StoreContext,
  chatId: number,
  stateId: string,
  { about = [] }: Pick<Notice, 'about'>,
): TransactWriteItem => ({
  Put: {
    TableName: tables.partitionedKeys,
    Item: {
      partitionKey: userPartition(chatId),
      sortKey: `notice.${stateId}`,
      stateId,
      ...(about.length > 0 && { stateIds: [...about] }),
      expiresAt: epochSeconds(now()) + lifeSeconds,
    },
  },
});
