import type { TableDefinition } from '../../shared/table/table-definition.ts';

/** Credentials, as their SHA-256, never the token itself. The index is for the tokens that belong to a sender for good. */
export const botTokensTable: TableDefinition = {
  name: 'bottokens',
  partitionKey: { name: 'senderId', type: 'S' },
  indexes: [
    {
      name: 'token',
      partitionKey: { name: 'token', type: 'S' },
      projection: ['owner', 'page', 'role', 'expiresAt'],
    },
  ],
  ttlAttribute: 'expiresAt',
};
