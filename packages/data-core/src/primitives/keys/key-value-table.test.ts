import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { createTestClient, createTestTable } from '../../../test/test-table.ts';
import { KeyValueCounter } from '../counter/key-value-counter.ts';
import { DynamoLock } from '../lock/dynamo-lock.ts';
import { LockLostError } from '../lock/errors.ts';
import { locksTable } from '../lock/locks.table.ts';
import { KeyHoldsCounterError } from './errors.ts';
import { KeyValueTable } from './key-value-table.ts';
import { keysTable } from './keys.table.ts';

const client = createTestClient();
let tableName = '';
let clockMs = 1_700_000_000_000;
const now = () => clockMs;
const values = (namespace: string) => new KeyValueTable({ client, tableName, now, namespace });

async function collect<Value>(stream: AsyncIterable<Value>): Promise<Value[]> {
  const all: Value[] = [];
  for await (const value of stream) all.push(value);
  return all;
}

beforeAll(async () => {
  tableName = await createTestTable(client, keysTable);
});

describe('a key-value table', () => {
  it('gives back what was set, until it is deleted', async () => {
    const table = values('basic');
    await table.set('a', { list: [1, 'zwei', null], nested: { yes: true } });
    expect(await table.get('a')).toEqual({ list: [1, 'zwei', null], nested: { yes: true } });
    await table.delete('a');
    expect(await table.get('a')).toBeUndefined();
  });

  it.each([0, '', false, null, [], {}])('stores %j as it is', async (value) => {
    await values('falsy').set('v', value);
    expect(await values('falsy').get('v')).toEqual(value);
  });

  it("reads what the original stored: '<namespace>.<id>' with the JSON in data", async () => {
    const Item = { key: 'old.k', data: '{"a":1}' };
    await client.send(new PutCommand({ TableName: tableName, Item }));
    expect(await values('old').get('k')).toEqual({ a: 1 });
  });

  it('reads a batch in the order asked, with undefined for a miss; fault: a duplicate id threw', async () => {
    const table = values('batch');
    const ids = Array.from({ length: 230 }, (_, index) => `id${index}`);
    await table.setBatch(ids.map((id) => ({ id, value: id })));
    expect(await table.getBatch([...ids, 'missing', 'id3', 'id3'])).toEqual([
      ...ids,
      undefined,
      'id3',
      'id3',
    ]);
    expect(await table.getBatch([])).toEqual([]);
  });

  it('I8: returns nothing that has expired, by no way', async () => {
    const table = values('expiry');
    await table.set('short', 1, { ttlSeconds: 10 });
    await table.set('long', 2, { ttlSeconds: 20 });
    clockMs += 10_000;
    expect(await table.get('short')).toBeUndefined();
    expect(await table.getBatch(['short', 'long'])).toEqual([undefined, 2]);
    expect((await table.listAll()).items).toEqual([['long', 2]]);
  });
});

describe('listing', () => {
  it('fault: listAll and streamAll threw without keyContains', async () => {
    await values('plain').set('x', 1);
    expect((await values('plain').listAll()).items).toEqual([['x', 1]]);
    expect(await collect(values('plain').streamAll(10))).toEqual([['x', 1]]);
  });

  it('fault: listings mixed all namespaces', async () => {
    await values('mixed').set('in', 1);
    await values('mixed2').set('out', 2);
    await values('').set('mixed.bare', 3);
    expect((await values('mixed').listAll()).items).toEqual([['in', 1]]);
    expect(await values('').listAll()).toMatchObject({ items: [['mixed.bare', 3]] });
  });

  it('goes through all pages, whatever lies between', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => `p${index}`);
    await values('pages').setBatch(ids.map((id) => ({ id, value: 0 })));
    for (const perPage of [1, 7, 1000]) {
      const found = await collect(values('pages').streamAll(perPage));
      expect(found.map(([id]) => id).toSorted()).toEqual(ids.toSorted());
    }
    const page = await values('pages').listAll({ limit: 7, keyContains: 'p1' });
    expect(page.items).toHaveLength(7);
  });

  it('reads no further page before the first is consumed', async () => {
    const stream = values('pages').streamAll(5);
    expect(await stream.next()).toMatchObject({ done: false });
    expect(await stream.return(undefined)).toMatchObject({ done: true });
  });

  it('fault: namespaces with dots collided', async () => {
    await values('a').set('b.c', 'of a');
    await values('a.b').set('c', 'of a.b');
    expect(await values('a').get('b.c')).toBe('of a');
    expect(await values('a.b').get('c')).toBe('of a.b');
    expect((await values('a').listAll()).items).toEqual([['b.c', 'of a']]);
  });
});

describe('writes that must not happen', () => {
  it("fault: a value written over a counter's key destroyed it", async () => {
    const counter = new KeyValueCounter({ client, tableName, now, namespace: 'both' });
    await counter.incr('k', 5);
    await expect(values('both').set('k', 'value')).rejects.toThrow(KeyHoldsCounterError);
    expect(await counter.incr('k', 1)).toBe(6);
  });

  it('I6: nothing is set or deleted with the fence of a lost lock', async () => {
    const lockTable = await createTestTable(client, locksTable);
    const locks = new DynamoLock({ client, tableName: lockTable, now, sleep: () => new Promise(() => {}) });
    const late = await locks.acquire('k', { leaseMs: 1_000 });
    await values('fenced').set('k', 1, { fence: late.fence });
    clockMs += 1000;
    const next = await locks.acquire('k', { leaseMs: 1_000 });
    await values('fenced').set('k', 2, { fence: next.fence });
    await expect(values('fenced').set('k', 3, { fence: late.fence })).rejects.toThrow(LockLostError);
    await expect(values('fenced').delete('k', { fence: late.fence })).rejects.toThrow(LockLostError);
    expect(await values('fenced').get('k')).toBe(2);
  });
});

describe('bad input to a key-value table', () => {
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  it.each<[string, unknown, object, string]>([
    ['', 1, {}, 'id must be a text of 1 to 2048 bytes'],
    ['i'.repeat(2045), 1, {}, 'id must be at most 2048 bytes long with its namespace'],
    ['i', [Promise.resolve()], {}, 'The value at "value.0" is of type Promise: only data can be stored.'],
    ['i', { f: () => 1 }, {}, 'The value at "value.f" is a function'],
    ['i', cycle, {}, 'The value at "value.self" is a cycle'],
    ['i', undefined, {}, 'value must be data, or null for none, not undefined.'],
    ['i', 'x'.repeat(400 * 1024), {}, 'value must be small enough for an item of 409600 bytes'],
    ['i', 1, { ttlSeconds: -1 }, 'ttlSeconds must be a whole number of at least 1, not -1.'],
    ['i', 1, { ttlSeconds: 1.5 }, 'ttlSeconds must be a whole number of at least 1, not 1.5.'],
    ['i', 1, { ttl: 1 }, 'set.ttl must be left out'],
  ])('is named: %#', async (id, value, options, message) => {
    await expect(values('bad').set(id, value, options)).rejects.toThrow(message);
  });
});
