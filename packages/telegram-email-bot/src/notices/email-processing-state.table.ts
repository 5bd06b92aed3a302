import type { TableDefinition } from '@switchboard/data-core/table';

/** Which mails have been handled, as in SevenBot: one item for each receipt and recipient, and one for each digest. */
export const emailProcessingStateTable: TableDefinition = {
  name: 'email-processing-state',
  partitionKey: { name: 'message_id', type: 'S' },
  ttlAttribute: 'ttl',
};
