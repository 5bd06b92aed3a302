import type { TableDefinition } from '@switchboard/data-core/table';

/** The threads in which a customer waits for an answer, by who owes it; see `waitingPartitions`. */
export const awaitingIndex = 'awaiting';

/** The threads whose channel has not taken all messages yet. */
export const undeliveredIndex = 'undelivered';

/** Every open or closed thread by whose it is; see `listOf`. */
export const listIndex = 'lists';

/** One item per thread: its head, the one item that the thread's writers agree on. Every index is sparse. */
export const threadsTable: TableDefinition = {
  name: 'threads',
  partitionKey: { name: 'threadId', type: 'S' },
  indexes: [
    {
      name: awaitingIndex,
      partitionKey: { name: 'queue', type: 'S' },
      sortKey: { name: 'awaitingReplySince', type: 'N' },
      projection: 'KEYS_ONLY',
    },
    {
      name: undeliveredIndex,
      partitionKey: { name: 'outbound', type: 'S' },
      sortKey: { name: 'undeliveredSince', type: 'N' },
      projection: 'KEYS_ONLY',
    },
    {
      name: listIndex,
      partitionKey: { name: 'list', type: 'S' },
      sortKey: { name: 'listedAt', type: 'N' },
      projection: 'KEYS_ONLY',
    },
  ],
  ttlAttribute: 'expiresAt',
};
