import type { TableDefinition } from '@switchboard/data-core/table';
import type { TopicDefinition } from '@switchboard/declarations';

export const ordersTable: TableDefinition = {
  name: 'orders',
  partitionKey: { name: 'orderId', type: 'S' },
};

export const ordersTopic: TopicDefinition = { name: 'orders' };
