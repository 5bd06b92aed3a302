import type { TableDefinition } from '../../shared/table/table-definition.ts';

/** What users said and what they were answered, for those who improve the bot. */
export const chatLogTable: TableDefinition = {
  name: 'chatlog',
  partitionKey: { name: 'userId', type: 'S' },
  sortKey: { name: 'time', type: 'S' },
  ttlAttribute: 'expiresAt',
};
