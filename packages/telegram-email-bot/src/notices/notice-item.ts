import { epochSeconds, type TransactWriteItem } from '@switchboard/data-core';
import type { StoreContext } from '../context/store-context.ts';
import { userPartition } from '../users/user-partition.ts';
import type { Notice } from './notice.ts';

/** As long as the notice's own item is kept. */
const lifeSeconds = 30 * 86_400;

/**
 * The write that lists a notice, and the mails that it is about, among the items of its chat. A notice contains words of a mail, and only the
 * notice of a digest names the mails that wait in it. So an erasure finds both, even if the bot has not sent a message about them yet.
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
