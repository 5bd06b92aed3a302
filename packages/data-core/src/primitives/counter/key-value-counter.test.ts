import { NumberValue, PutCommand } from '@aws-sdk/lib-dynamodb';
import { createTestClient, createTestTable } from '../../../test/test-table.ts';
import { KeyHoldsValueError } from '../keys/errors.ts';
import { KeyValueTable } from '../keys/key-value-table.ts';
import { keysTable } from '../keys/keys.table.ts';
import { DynamoLock } from '../lock/dynamo-lock.ts';
import { LockLostError } from '../lock/errors.ts';
import { locksTable } from '../lock/locks.table.ts';
import { CounterRangeError } from './errors.ts';
import { KeyValueCounter } from './key-value-counter.ts';
import { KeyValueScopedCounter } from './key-value-scoped-counter.ts';
import { ShardedCounter } from './sharded-counter.ts';

const client = createTestClient();
let tableName = '';
let clockMs = 1_700_000_000_000;
const now = () => clockMs;
const counter = (namespace: string) => new KeyValueCounter({ client, tableName, now, namespace });
const times = <Result>(count: number, work: (index: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

beforeAll(async () => {
  tableName = await createTestTable(client, keysTable);
});

describe('a counter', () => {
  it('returns the new value of each change', async () => {
    expect(await counter('c').incr('k')).toBe(1);
    expect(await counter('c').incr('k', 5)).toBe(6);
    expect(await counter('c').decr('k', 2)).toBe(4);
  });

  it('loses no change of 64 at once, and gives each caller a value of its own', async () => {
    const seen = await times(64, () => counter('c').incr('parallel'));
    expect(new Set(seen).size).toBe(64);
    expect(Math.max(...seen)).toBe(64);
  });

  it('is read in the order asked, undefined for a miss, [] for none', async () => {
    await counter('c').incr('there', 3);
    expect(await counter('c').get(['missing', 'there', 'there'])).toEqual([
      { id: 'missing', count: undefined },
      { id: 'there', count: 3 },
      { id: 'there', count: 3 },
    ]);
    expect(await counter('c').get([])).toEqual([]);
  });

  it('begins at 0 again after it was deleted', async () => {
    await counter('c').incr('gone', 3);
    await counter('c').delete('gone');
    expect(await counter('c').incr('gone')).toBe(1);
  });

  it('I8: begins at 0 again after it expired, though the item is still there', async () => {
    await counter('c').incr('brief', 3, { ttlSeconds: 10 });
    expect(await counter('c').incr('brief', 1, { ttlSeconds: 100 })).toBe(4);
    clockMs += 10_000;
    expect(await counter('c').get(['brief'])).toEqual([{ id: 'brief', count: undefined }]);
    const seen = await times(8, () => counter('c').incr('brief', 1, { ttlSeconds: 10 }));
    expect(seen.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('does not count what holds a value, nor delete it', async () => {
    await new KeyValueTable({ client, tableName, now, namespace: 'c' }).set('value', 'v');
    await expect(counter('c').incr('value')).rejects.toThrow(KeyHoldsValueError);
    await expect(counter('c').incr('value', 1, { token: 't' })).rejects.toThrow(KeyHoldsValueError);
    await counter('c').delete('value');
    await expect(counter('c').incr('value')).rejects.toThrow(KeyHoldsValueError);
  });

  it('counts under a lock only while it is held', async () => {
    const lockTable = await createTestTable(client, locksTable);
    const locks = new DynamoLock({ client, tableName: lockTable, now, sleep: () => new Promise(() => {}) });
    const late = await locks.acquire('k', { leaseMs: 1_000 });
    expect(await counter('c').incr('fenced', 1, { fence: late.fence })).toBe(1);
    const once = { fence: late.fence, token: 'a', ttlSeconds: 1 };
    expect(await counter('c').incr('fenced-once', 1, once)).toBe(1);
    expect(await counter('c').incr('fenced-once', 1, once)).toBe(1);
    clockMs += 1000;
    const { fence } = await locks.acquire('k', { leaseMs: 1_000 });
    // Its time is over: it begins again.
    expect(await counter('c').incr('fenced-once', 2, { fence, token: 'a' })).toBe(2);
    await expect(counter('c').incr('fenced', 1, { fence: late.fence })).rejects.toThrow(LockLostError);
  });
});

describe('an increment with a token', () => {
  it('counts once of 32 callers at once, and tells all of them the count', async () => {
    const seen = await times(32, () => counter('t').incr('once', 7, { token: 'same' }));
    expect(new Set(seen)).toEqual(new Set([7]));
  });

  it('counts each of 32 tokens once, when every one comes three times', async () => {
    await times(96, (index) => counter('t').incr('each', 1, { token: `t${index % 32}` }));
    expect(await counter('t').get(['each'])).toEqual([{ id: 'each', count: 32 }]);
  });

  it('is remembered into the next ten minutes, and forgotten after', async () => {
    clockMs = 600_000 * 3_000_000;
    await counter('t').incr('windows', 1, { token: 'a' });
    clockMs += 600_000;
    expect(await counter('t').incr('windows', 1, { token: 'a' })).toBe(1);
    expect(await counter('t').incr('windows', 1, { token: 'b' })).toBe(2);
    clockMs += 600_000;
    expect(await counter('t').incr('windows', 1, { token: 'b' })).toBe(2);
    expect(await counter('t').incr('windows', 1, { token: 'c' })).toBe(3);
    expect(await counter('t').incr('windows', 1, { token: 'a' })).toBe(4);
  });

  it('is refused neither nor counted twice when the counter has expired', async () => {
    await counter('t').incr('ended', 5, { token: 'a', ttlSeconds: 1 });
    clockMs += 1000;
    expect(await counter('t').incr('ended', 1, { token: 'a', ttlSeconds: 1 })).toBe(1);
    expect(await counter('t').incr('ended', 1, { token: 'a' })).toBe(1);
  });
});

describe('counters of other kinds', () => {
  it('by a key of the caller', async () => {
    const scoped = new KeyValueScopedCounter((user: string) => `user-${user}`, counter('scoped'));
    expect(await scoped.inc('anna', 5)).toBe(5);
    expect(await scoped.dec('anna')).toBe(4);
    expect(await scoped.current('anna')).toBe(4);
    expect(await scoped.current('ben')).toBe(0);
    expect(await scoped.get(['ben', 'anna'])).toEqual([
      { id: 'ben', count: undefined },
      { id: 'anna', count: 4 },
    ]);
    await scoped.reset('anna');
    expect(await scoped.current('anna')).toBe(0);
  });

  it('in shards', async () => {
    const sharded = new ShardedCounter(counter('sharded'), { shards: 4 });
    await times(40, () => sharded.incr('hot', 2));
    await sharded.decr('hot');
    expect(await sharded.get('hot')).toBe(79);
    await sharded.delete('hot');
    expect(await sharded.get('hot')).toBe(0);
  });
});

describe('fault: above 2^53 a counter read as missing: a counter', () => {
  const largest = Number.MAX_SAFE_INTEGER;

  it.each([
    [1, largest],
    [-1, -largest],
  ])('ends where numbers are no longer exact, going by %d: at %d', async (by, end) => {
    const id = `end ${by}`;
    expect(await counter('range').incr(id, end - by)).toBe(end - by);
    expect(await counter('range').incr(id, by)).toBe(end);
    for (const options of [{}, { token: 't' }]) {
      const further = counter('range').incr(id, by, options);
      await expect(further).rejects.toThrow(CounterRangeError);
      await expect(further).rejects.toMatchObject({ code: 'counter.range', count: end, by });
    }
    expect(await counter('range').incr(id, -by)).toBe(end - by);
    expect(await counter('range').get([id])).toEqual([{ id, count: end - by }]);
  });

  it('that was counted further elsewhere is read as the nearest number, and counted back', async () => {
    const Item = { key: 'range.far', count: NumberValue.from(String(2n ** 60n)) };
    await client.send(new PutCommand({ TableName: tableName, Item }));
    expect(await counter('range').get(['far'])).toEqual([{ id: 'far', count: 2 ** 60 }]);
    await expect(counter('range').incr('far')).rejects.toThrow(CounterRangeError);
    expect(await counter('range').decr('far', 2 ** 52)).toBe(2 ** 60 - 2 ** 52);
  });
});

describe('bad input to a counter', () => {
  it.each<[string, number, object, string]>([
    ['', 1, {}, 'id must be a text'],
    ['k', Number.NaN, {}, 'by must be a whole number'],
    ['k', 0.5, {}, 'by must be a whole number'],
    ['k', 1, { token: '' }, 'token must be a text of 1 to 256 bytes'],
    ['k', 1, { ttlSeconds: 0 }, 'ttlSeconds must be a whole number of at least 1'],
    ['k', 1, { tokens: 1 }, 'incr.tokens must be left out'],
  ])('is named: %#', async (id, by, options, message) => {
    await expect(counter('bad').incr(id, by, options)).rejects.toThrow(message);
  });
});
