import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createTestClient, createTestTable } from '../../../test/test-table.ts';
import { keysTable } from '../../primitives/keys/keys.table.ts';
import { batchGet } from './batch-get.ts';
import { batchWrite } from './batch-write.ts';

const client = createTestClient();
let tableName = '';
const waits: number[] = [];
const quick = {
  sleep: async (ms: number) => {
    waits.push(ms);
  },
  random: () => 0.5,
};

/** A busy DynamoDB: of each request it does only the first `atOnce` and leaves the rest. */
function busyClient(atOnce: number): DynamoDBDocumentClient {
  const busy = createTestClient();
  busy.middlewareStack.add(
    (next) => async (args) => {
      const input = Object(args.input);
      const requests = input.RequestItems[tableName];
      const list: unknown[] = requests.Keys ?? requests;
      const left = list.splice(atOnce);
      const result = await next(args);
      if (left.length > 0) {
        const output = Object(result.output);
        if (requests.Keys) output.UnprocessedKeys = { [tableName]: { Keys: left } };
        else output.UnprocessedItems = { [tableName]: left };
      }
      return result;
    },
    { step: 'initialize', name: 'busy', priority: 'high' },
  );
  return busy;
}

const keys = (count: number) => Array.from({ length: count }, (_, index) => ({ key: `k${index}` }));

beforeAll(async () => {
  tableName = await createTestTable(client, keysTable);
  const puts = keys(300).map((key) => ({ put: { ...key, data: key.key } }));
  expect(await batchWrite(client, tableName, ['key'], puts)).toEqual([]);
});

beforeEach(() => {
  waits.length = 0;
});

describe('I15: a batch that DynamoDB does only in part', () => {
  it('fault: UnprocessedKeys were dropped: they are asked for again, with growing waits', async () => {
    const { items, unprocessed } = await batchGet(busyClient(15), tableName, keys(100), quick);
    expect(items.map((item) => item?.data)).toEqual(keys(100).map(({ key }) => key));
    expect(unprocessed).toEqual([]);
    expect(waits).toEqual([25, 50, 100, 200, 400, 800]);
  });

  it('fault: UnprocessedItems were dropped: they are sent again', async () => {
    const puts = keys(25).map(({ key }) => ({ put: { key: `new-${key}`, data: key } }));
    expect(await batchWrite(busyClient(4), tableName, ['key'], puts, quick)).toEqual([]);
    const { items } = await batchGet(
      client,
      tableName,
      puts.map(({ put }) => ({ key: put.key })),
    );
    expect(items.every(Boolean)).toBe(true);
  });

  it('reports what is left when the attempts are used up', async () => {
    const options = { ...quick, maxAttempts: 2 };
    const read = await batchGet(busyClient(4), tableName, keys(10), options);
    expect(read.unprocessed).toEqual(keys(10).slice(8));
    const deletes = keys(10).map((key) => ({ delete: { key: `none-${key.key}` } }));
    expect(await batchWrite(busyClient(4), tableName, ['key'], deletes, options)).toEqual(deletes.slice(8));
  });
});

describe('a batch', () => {
  it('takes any number of keys, and a key more than once', async () => {
    const wanted = [...keys(300), { key: 'missing' }, { key: 'k7' }];
    const { items } = await batchGet(client, tableName, wanted);
    expect(items).toHaveLength(302);
    expect(items[300]).toBeUndefined();
    expect(items[301]).toEqual({ key: 'k7', data: 'k7' });
    expect(await batchGet(client, tableName, [])).toEqual({ items: [], unprocessed: [] });
  });

  it('writes the last of several entries for one key', async () => {
    const entries = [{ put: { key: 'twice', data: 1 } }, { put: { key: 'twice', data: 2 } }];
    await batchWrite(client, tableName, ['key'], entries);
    expect((await batchGet(client, tableName, [{ key: 'twice' }])).items).toEqual([
      { key: 'twice', data: 2 },
    ]);
  });

  it('names an option that does not exist, or is wrong', async () => {
    await expect(batchGet(client, tableName, [], { concurrency: 0 })).rejects.toThrow(
      'concurrency must be a whole number of at least 1, not 0.',
    );
    await expect(batchWrite(client, tableName, ['key'], [], JSON.parse('{"retries":1}'))).rejects.toThrow(
      'batch.retries must be left out',
    );
  });
});
