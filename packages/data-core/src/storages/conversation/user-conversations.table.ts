import type { TableDefinition } from '../../shared/table/table-definition.ts';

/** The conversations of users: 0 is the pointer to the current one, 1, 2, 3, ... are conversations, below 0 are pages of older turns. */
export const userConversationsTable: TableDefinition = {
  name: 'user_conversations',
  partitionKey: { name: 'user_id', type: 'N' },
  sortKey: { name: 'chat_id', type: 'N' },
};
