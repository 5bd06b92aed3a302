import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { KeyValueCounter } from '../../src/primitives/counter/key-value-counter.ts';
import { KeyValueTable } from '../../src/primitives/keys/key-value-table.ts';
import { keysTable } from '../../src/primitives/keys/keys.table.ts';
import { PartitionedKeyValueTable } from '../../src/primitives/partitioned/partitioned-key-value-table.ts';
import { partitionedKeysTable } from '../../src/primitives/partitioned/partitioned-keys.table.ts';
import { itemSizeBytes } from '../../src/shared/encoding/item-size.ts';
import { createTestTable } from '../test-table.ts';
import { cost, kilobytes, type Measure, numbered } from './cost-line.ts';

/** Every request of a batch and every page of a list is counted: ceil(n/100), ceil(n/25), ceil(bytes/1 MB). */
export async function valueCosts(client: DynamoDBDocumentClient, measure: Measure): Promise<void> {
  const values = new KeyValueTable({ client, tableName: await createTestTable(client, keysTable) });
  await measure('kv set, 7 KB', cost(1, 0, 8), () => values.set('large', kilobytes(7)));
  await measure('kv get, 7 KB', cost(1, 1, 0), () => values.get('large'));
  await measure('kv delete, 7 KB', cost(1, 0, 8), () => values.delete('large'));
  await measure('kv setBatch of 1', cost(1, 0, 1), () => values.setBatch(entries(1)));
  await measure('kv setBatch of 25', cost(1, 0, 25), () => values.setBatch(entries(25)));
  await measure('kv setBatch of 251', cost(11, 0, 251), () => values.setBatch(entries(251)));
  await measure('kv getBatch of 100', cost(1, 50, 0), () => values.getBatch(numbered(100)));
  await measure('kv getBatch of 250', cost(3, 125, 0), () => values.getBatch(numbered(250)));
}

export async function counterCosts(client: DynamoDBDocumentClient, measure: Measure): Promise<void> {
  const counter = new KeyValueCounter({
    client,
    tableName: await createTestTable(client, keysTable),
    namespace: 'counter',
  });
  await Promise.all(numbered(150).map((id) => counter.incr(id)));
  await measure('counter incr', cost(1, 0, 1), () => counter.incr('n000'));
  await measure('counter get of 100', cost(1, 50, 0), () => counter.get(numbered(100)));
  await measure('counter get of 150', cost(2, 75, 0), () => counter.get(numbered(150)));
}

/**
 * Items of exactly 8 KB, so that it does not matter to the units where one page of 1 MB ends and the next begins: there engines
 * differ by an item.
 */
const eightKilobytes = (attributes: object) =>
  'x'.repeat(8 * 1024 - itemSizeBytes({ ...attributes, data: '""' }));

export async function listCosts(client: DynamoDBDocumentClient, measure: Measure): Promise<void> {
  const values = new KeyValueTable({
    client,
    tableName: await createTestTable(client, keysTable),
    namespace: 'ns',
  });
  await values.setBatch(entries(300, eightKilobytes({ key: 'ns.n000' })));
  await measure('kv listAll of 300, 2.3 MB', cost(3, 300, 0), () => values.listAll({ limit: 1000 }));

  const table = new PartitionedKeyValueTable({
    client,
    tableName: await createTestTable(client, partitionedKeysTable),
  });
  const fill = (partition: string, data: unknown) =>
    table.setBatch(numbered(300).map((sort) => ({ key: { partition, sort }, data })));
  await fill('small', 1);
  await fill('large', eightKilobytes({ partitionKey: 'large', sortKey: 'n000' }));
  await measure('listAll of 300, 10 KB', cost(1, 1.5, 0), () => readAll(table.listAll('small')));
  await measure('listAll of 300, 2.3 MB', cost(3, 300, 0), () => readAll(table.listAll('large')));
  await measure('clear of 300, 10 KB', cost(13, 1.5, 300), () => table.clear('small'));
  await measure('clear of 300, 2.3 MB', cost(15, 300, 2400), () => table.clear('large'));
}

const entries = (count: number, value: unknown = 1) => numbered(count).map((id) => ({ id, value }));

const readAll = async (pages: AsyncIterable<unknown>) => {
  for await (const _ of pages);
};
