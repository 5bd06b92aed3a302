import type { TableDefinition } from '@switchboard/data-core/table';

/** The index of the threads that wait for an answer; see {@link queueOf}. */
export const awaitingIndex = 'awaiting';

/** One item per thread: its head, the one item that the thread's writers agree on. */
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
  ],
  ttlAttribute: 'expiresAt',
};
