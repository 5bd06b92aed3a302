import {
  CreateTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import type { TableDefinition } from '@switchboard/data-core/table';
import { httpRoute, onTable } from '@switchboard/declarations';
import type { Desk } from '../src/deploy/desk.ts';
import type { StoredTables } from '../src/deploy/stored-tables.ts';
import { defineEnvironment } from '../src/environment/environment.ts';
import { accountId, readyCloud } from './ready-account.ts';

/** A shop with a table of orders, to be restored. */
export const orders: TableDefinition = {
  name: 'orders',
  partitionKey: { name: 'id', type: 'S' },
  sortKey: { name: 'line', type: 'N' },
  ttlAttribute: 'expiresAt',
};
const shop = defineEnvironment({ name: 'shop', region: 'eu-west-1', accountId, state: 'file' });
export const live = 'switchboard.shop.orders';
export const restored = 'switchboard.shop.orders-20261121T100000Z';

/** A desk that prints into `lines` and is answered with `answers`. */
export function deskWith(storedTables: StoredTables, answers: string[] = [], lines: string[] = []): Desk {
  return {
    environment: shop,
    packages: [
      {
        root: new URL('.', import.meta.url),
        functions: [
          {
            name: 'order',
            entry: 'src/order.ts',
            memoryMb: 128,
            timeoutSeconds: 5,
            triggers: [httpRoute('GET', '/', 'none')],
            uses: [onTable(orders, 'get')],
          },
        ],
      },
    ],
    cloud: readyCloud,
    storedTables,
    wait: async () => {},
    program: { name: 'terraform', version: '1.11.4' },
    env: {},
    infraFolder: '',
    build: async () => {},
    synthesise: async () => '',
    tryOut: async () => {},
    print: (line) => void lines.push(line),
    ask: async () => answers.shift() ?? '',
  };
}

/** A line of an order. */
export const item = (id: string, line: number, text: string, expiresAt?: number) => ({
  id: { S: id },
  line: { N: String(line) },
  text: { S: text },
  ...(expiresAt !== undefined && { expiresAt: { N: String(expiresAt) } }),
});

export async function createTable(client: DynamoDBClient, name: string): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'line', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'id', KeyType: 'HASH' },
        { AttributeName: 'line', KeyType: 'RANGE' },
      ],
    }),
  );
}

export const put = (client: DynamoDBClient, table: string, items: readonly ReturnType<typeof item>[]) =>
  Promise.all(items.map((Item) => client.send(new PutItemCommand({ TableName: table, Item }))));

/** `id line text` of every item. */
export const textsIn = async (client: DynamoDBClient, table: string): Promise<string[]> => {
  const { Items: items = [] } = await client.send(
    new ScanCommand({ TableName: table, ConsistentRead: true }),
  );
  return items.map(({ id, line, text }) => `${id?.S} ${line?.N} ${text?.S}`).sort();
};
