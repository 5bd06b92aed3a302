import type { TableDefinition } from '../../shared/table/table-definition.ts';

/** Configurations: a small item with version and timestamp for each, and its content in items of its own. */
export const botConfigTable: TableDefinition = {
  name: 'botconfig',
  partitionKey: { name: 'k', type: 'S' },
};
