import type { TableDefinition } from '@switchboard/data-core/table';

/** One item per user: the devices that are connected, and whether a human has taken the user over from the bot. */
export const connectionsTable: TableDefinition = {
  name: 'connections',
  partitionKey: { name: 'userId', type: 'S' },
  ttlAttribute: 'expiresAt',
};
