import type { TableDefinition } from '../table/table-definition.ts';

/** Credentials. What the attribute and index `token` hold is the SHA-256 of a token, never the token. */
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
