import {
  type FunctionPackage,
  httpRoute,
  onTable,
  publish,
  topicSubscription,
} from '@switchboard/declarations';
import { ordersTable, ordersTopic } from './declared.ts';

const small = { memoryMb: 256, timeoutSeconds: 10 } as const;

export const functionPackage: FunctionPackage = {
  root: new URL('..', import.meta.url),
  functions: [
    {
      name: 'take-order',
      entry: 'src/lambda/take-order.ts',
      ...small,
      triggers: [httpRoute('POST', '/orders', 'none')],
      uses: [onTable(ordersTable, 'put'), publish(ordersTopic)],
    },
    {
      name: 'pack-order',
      entry: 'src/lambda/note-order.ts',
      ...small,
      triggers: [topicSubscription(ordersTopic)],
      uses: [],
    },
    {
      name: 'bill-order',
      entry: 'src/lambda/note-order.ts',
      ...small,
      triggers: [topicSubscription(ordersTopic)],
      uses: [],
    },
  ],
};
