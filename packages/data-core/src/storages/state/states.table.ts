import type { TableDefinition } from '../../shared/table/table-definition.ts';

/** The states of conversations, each with its lock. Items never expire: a fence must never go back. */
export const statesTable: TableDefinition = {
  name: 'states',
  partitionKey: { name: 'senderId', type: 'S' },
};
