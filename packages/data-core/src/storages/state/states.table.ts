import type { TableDefinition } from '../../shared/table/table-definition.ts';

/** The states of conversations, each with its lock. They expire where their owner says so: the first fence of an item is the time, so it never goes back. */
export const statesTable: TableDefinition = {
  name: 'states',
  partitionKey: { name: 'senderId', type: 'S' },
  ttlAttribute: 'expiresAt',
};
