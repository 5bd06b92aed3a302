import type { TableDefinition } from '../../shared/table/table-definition.ts';

/** The items of KeyValueTable and KeyValueCounter. */
export const keysTable: TableDefinition = {
  name: 'keys',
  partitionKey: { name: 'key', type: 'S' },
  ttlAttribute: 'expiresAt',
};
