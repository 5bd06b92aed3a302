import type { TableDefinition } from '../../shared/table/table-definition.ts';

/** The items of DynamoLock. They never expire: an item outlives its lease, because its fence must never go back. */
export const locksTable: TableDefinition = {
  name: 'locks',
  partitionKey: { name: 'key', type: 'S' },
};
