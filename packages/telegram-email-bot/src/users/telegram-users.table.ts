import type { TableDefinition } from '@switchboard/data-core/table';

const emailAddressIndex = 'email-address-index';

/** The people and groups that talk to the bot, as in SevenBot. Its index is for people and tools: it lags behind the table. */
export const telegramUsersTable: TableDefinition = {
  name: 'telegram-users',
  partitionKey: { name: 'chat_id', type: 'N' },
  indexes: [
    { name: emailAddressIndex, partitionKey: { name: 'email_address', type: 'S' }, projection: 'KEYS_ONLY' },
  ],
};
