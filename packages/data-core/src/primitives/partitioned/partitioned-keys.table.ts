import type { TableDefinition } from '../../shared/table/table-definition.ts';

/** The items of PartitionedKeyValueTable: values, sets, what was done once, attempts. */
export const partitionedKeysTable: TableDefinition = {
  name: 'partitioned_keys',
  partitionKey: { name: 'partitionKey', type: 'S' },
  sortKey: { name: 'sortKey', type: 'S' },
  ttlAttribute: 'expiresAt',
};
