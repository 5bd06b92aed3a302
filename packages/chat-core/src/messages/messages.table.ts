import type { TableDefinition } from '@switchboard/data-core/table';

/** Every message of every channel, in the order of its thread. */
export const messagesTable: TableDefinition = {
  name: 'messages',
  partitionKey: { name: 'threadId', type: 'S' },
  sortKey: { name: 'timestamp', type: 'N' },
  ttlAttribute: 'expiresAt',
};
