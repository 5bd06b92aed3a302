import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { measure } from '@switchboard/jest-preset/measure-cost';
import { beforeRequest } from '../../../test/before-request.ts';
import { createFaultyClient } from '../../../test/faults.ts';
import { createTestClient, createTestTable } from '../../../test/test-table.ts';
import { DynamoLock } from '../lock/dynamo-lock.ts';
import { LockLostError } from '../lock/errors.ts';
import { locksTable } from '../lock/locks.table.ts';
import type { CompoundKey } from './compound-key.ts';
import { NotASetError, SetContentionError } from './errors.ts';
import { PartitionedKeyValueTable } from './partitioned-key-value-table.ts';
import { partitionedKeysTable } from './partitioned-keys.table.ts';

const client = createTestClient();
let tableName = '';
let clockMs = 1_700_000_000_000;
const now = () => clockMs;
const open = (options = {}) => new PartitionedKeyValueTable({ client, tableName, now, ...options });
const key = <Data>(sort: string): CompoundKey<string, Data> => ({
  partition: 'anna',
  namespace: 'test',
  sort,
});
const times = <Result>(count: number, work: (index: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

async function listed(partition: string): Promise<{ key: string; value: string }[]> {
  const all: { key: string; value: string }[] = [];
  for await (const page of open().listAll(partition)) all.push(...page);
  return all;
}

beforeAll(async () => {
  tableName = await createTestTable(client, partitionedKeysTable);
});

describe('a partitioned key-value table', () => {
  it('gives back what was set, until it is deleted', async () => {
    await open().set(key('v'), { a: [1] });
    expect(await open().get(key('v'))).toEqual({ a: [1] });
    expect(await open().exists(key('v'))).toBe(true);
    await open().delete(key('v'));
    expect(await open().get(key('v'))).toBeUndefined();
    expect(await open().exists(key('v'))).toBe(false);
  });

  it('sets a value once, of 32 callers at once', async () => {
    const set = await times(32, (index) => open().setIfNotExists(key<number>('first'), index));
    expect(set.filter(Boolean)).toHaveLength(1);
    expect(await open().get(key('first'))).toBe(set.indexOf(true));
  });

  it('I8: an expired value is not returned, listed, nor in the way of a new one', async () => {
    const short = { ...key<number>('short'), partition: 'expiry' };
    expect(await open().setIfNotExists(short, 1, { ttlSeconds: 10 })).toBe(true);
    expect(await open().setIfNotExists(short, 2, { ttlSeconds: 10 })).toBe(false);
    clockMs += 10_000;
    expect(await open().get(short)).toBeUndefined();
    expect(await open().exists(short)).toBe(false);
    expect(await listed('expiry')).toEqual([]);
    expect(await open().setIfNotExists(short, 3)).toBe(true);
  });

  it('reads and writes batches of any size, and clears a whole partition', async () => {
    const keys = Array.from({ length: 130 }, (_, index) => ({ partition: 'many', sort: `k${index}` }));
    await open().setBatch(keys.map((each) => ({ key: each, data: each.sort })));
    const missing = { partition: 'many', sort: 'missing' };
    expect(await open().getBatch([...keys, missing, ...keys.slice(0, 1)])).toEqual([
      ...keys.map(({ sort }) => sort),
      undefined,
      'k0',
    ]);
    expect(await listed('many')).toHaveLength(130);
    expect(await open().clear('many')).toBe(130);
    expect(await listed('many')).toEqual([]);
  });

  it('lists over the border of 1 MB, a page at a time', async () => {
    const data = 'x'.repeat(100_000);
    await open().setBatch(
      Array.from({ length: 25 }, (_, index) => ({ key: { partition: 'large', sort: `k${index}` }, data })),
    );
    const pages = open().listAll('large');
    const first = await pages.next();
    expect(first.value?.length).toBeLessThan(25);
    await pages.return(undefined);
    expect(await listed('large')).toHaveLength(25);
  });
});

describe('a set', () => {
  it('has each element once, and tells whether there was anything to add', async () => {
    const tags = key<string[]>('tags');
    expect(await open().addToSet(tags, ['b', 'a'])).toBe(true);
    expect(await open().addToSet(tags, 'a')).toBe(false);
    expect(await open().addToSet(tags, ['a', 'c'])).toBe(true);
    expect(await open().get(tags)).toEqual(['a', 'b', 'c']);
    expect(await open().existsInSet(tags, 'c')).toBe(true);
    expect(await open().existsInSet(tags, 'd')).toBe(false);
  });

  it('has elements of every type that can be stored, also in a list that becomes a set', async () => {
    const typed = key<unknown[]>('typed');
    const first = [new Date(5), 10n ** 20n];
    await open().set(typed, first);
    expect(await open().addToSet(typed, [new Date(5), new Set([1]), Number.NaN])).toBe(true);
    expect(await open().addToSet(typed, [new Date(5), 10n ** 20n, Number.NaN])).toBe(false);
    expect(new Set(await open().get(typed))).toEqual(new Set([...first, new Set([1]), Number.NaN]));
    expect(await open().existsInSet(typed, new Date(5))).toBe(true);
    expect(await open().removeFromSet(typed, new Date(5))).toBe(true);
    expect(await open().existsInSet(typed, new Date(5))).toBe(false);
    const { value = '' } = (await listed('anna')).find(({ key: name }) => name === 'test.typed') ?? {};
    expect(JSON.parse(value)).toContainEqual({ $bigint: '100000000000000000000' });
  });

  it('takes elements of JSON for the same, in whatever order their names are', async () => {
    const points = key<object[]>('points');
    await open().addToSet(points, [{ x: 1, y: { b: 1, a: 2 } }]);
    expect(await open().addToSet(points, { y: { a: 2, b: 1 }, x: 1 })).toBe(false);
    expect(await open().existsInSet(points, { y: { a: 2, b: 1 }, x: 1 })).toBe(true);
  });

  it('is still there when its last element is removed; removing is false only for a missing set', async () => {
    const tags = key<number[]>('numbers');
    expect(await open().removeFromSet(tags, 1)).toBe(false);
    await open().addToSet(tags, [1, 2, 10]);
    expect(await open().get(tags)).toEqual([1, 2, 10]);
    expect(await open().removeFromSet(tags, [2, 99])).toBe(true);
    expect(await open().removeFromSet(tags, [1, 10])).toBe(true);
    expect(await open().get(tags)).toEqual([]);
    expect(await open().removeFromSet(tags, 1)).toBe(true);
  });

  it('replaces what a predicate picks', async () => {
    const users = key<{ id: number; name: string }[]>('users');
    expect(await open().updateInSet(users, { id: 1, name: 'x' })).toBe(false);
    await open().addToSet(users, [
      { id: 1, name: 'a' },
      { id: 2, name: 'b' },
    ]);
    expect(await open().updateInSet(users, { id: 1, name: 'c' }, ({ id }) => id === 1)).toBe(true);
    expect(await open().get(users)).toEqual([
      { id: 1, name: 'c' },
      { id: 2, name: 'b' },
    ]);
    expect(await open().removeFromSetByKey(users, ({ id }) => id === 2)).toBe(true);
    expect(await open().get(users)).toEqual([{ id: 1, name: 'c' }]);
  });

  it('loses nothing that 32 callers add and remove at once', async () => {
    const busy = key<number[]>('busy');
    await open().addToSet(
      busy,
      Array.from({ length: 16 }, (_, index) => index),
    );
    await times(32, (index) =>
      index < 16 ? open().removeFromSet(busy, index) : open().addToSet(busy, index),
    );
    expect(await open().get(busy)).toEqual(Array.from({ length: 16 }, (_, index) => index + 16));
  });

  it('fault: 20 additions at once took 95 requests, with pauses: they take 20, without one', async () => {
    const counted = createTestClient();
    const requests: string[] = [];
    beforeRequest(counted, async (operation) => requests.push(operation));
    const sleep = () => Promise.reject(new Error('waited'));
    const table = open({ client: counted, sleep });
    await times(20, (index) => table.addToSet(key<number[]>('twenty'), index));
    expect(requests).toEqual(new Array(20).fill('UpdateItem'));
    expect(await open().get(key<number[]>('twenty'))).toHaveLength(20);
  });

  it('takes an element once that an addition has twice, also with an equality of its own', async () => {
    const users = key<{ id: number; by: number }[]>('twice-in-one');
    const sameId = (left: { id: number }, right: { id: number }) => left.id === right.id;
    const twice = [
      { id: 1, by: 1 },
      { id: 1, by: 2 },
    ];
    expect(await open().addToSet(users, twice, sameId)).toBe(true);
    expect(await open().get(users)).toEqual([{ id: 1, by: 1 }]);
  });

  it('loses nothing with an equality of its own either', async () => {
    const users = key<{ id: number; by: number }[]>('equality');
    const sameId = (left: { id: number }, right: { id: number }) => left.id === right.id;
    const added = await times(24, (by) => open().addToSet(users, { id: by % 8, by }, sameId));
    expect(added.filter(Boolean)).toHaveLength(8);
    expect((await open().get(users))?.map(({ id }) => id).toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(await open().existsInSet(users, { id: 3, by: 99 }, sameId)).toBe(true);
    expect(await open().removeFromSet(users, { id: 3, by: 99 }, sameId)).toBe(true);
    expect(await open().existsInSet(users, { id: 3, by: 99 }, sameId)).toBe(false);
  });

  it('gives up with an error that says so, when others do not stop changing it', async () => {
    const contended = key<number[]>('contended');
    await open().addToSet(contended, -1);
    const disturbed = createTestClient();
    beforeRequest(disturbed, async (operation, index) => {
      if (operation === 'UpdateItem') await open().addToSet(contended, index);
    });
    const table = open({ client: disturbed, maxSetAttempts: 3, sleep: async () => {} });
    const change = table.addToSet(contended, 100, (left, right) => left === right);
    await expect(change).rejects.toThrow(SetContentionError);
    expect(await open().existsInSet(contended, 100)).toBe(false);
  });

  it('is not overwritten by one who read it between the two times that a removal was sent', async () => {
    const target = key<number[]>('sent-twice');
    await open().addToSet(target, [1, 2]);
    const hasRead = gate();
    const sentTwice = gate();
    const reader = createTestClient();
    beforeRequest(reader, async (operation) => {
      if (operation !== 'UpdateItem') return;
      hasRead.open();
      await sentTwice.opened;
    });
    let reading: Promise<boolean> | undefined;
    const repeating = createTestClient();
    repeating.middlewareStack.add(
      (next) => async (args) => {
        await next(args);
        reading = open({ client: reader }).updateInSet(target, 3, (element) => element === 2);
        await hasRead.opened;
        await open().addToSet(target, 9);
        return next(args);
      },
      { step: 'deserialize', name: 'sendTwice', priority: 'high' },
    );
    await open({ client: repeating }).removeFromSet(target, 1);
    sentTwice.open();
    expect(await reading).toBe(true);
    expect(await open().get(target)).toEqual([3, 9]);
  });

  it('takes more elements than one condition can name', async () => {
    const large = key<number[]>('large');
    const elements = Array.from({ length: 450 }, (_, index) => index);
    expect(await open().addToSet(large, elements)).toBe(true);
    expect(await open().addToSet(large, elements)).toBe(false);
    expect(await open().get(large)).toEqual(elements);
  });

  it.each([
    ['a list that was stored by set', 90],
    ['nothing', 250],
  ])(
    'fault: 76 of 100 additions at once were refused: all are made to %s, %i elements each',
    async (_, count) => {
      const target = key<number[]>(`at once ${count}`);
      if (count === 90) await open().set(target, [-1]);
      const shared = Array.from({ length: count - 1 }, (__, index) => index);
      // A pause would mean that they wait for each other.
      const table = open({ sleep: () => Promise.reject(new Error('waited')) });
      const added = await times(100, (caller) => table.addToSet(target, [...shared, 1000 + caller]));
      expect(added.every(Boolean)).toBe(true);
      const all = [...shared, ...Array.from({ length: 100 }, (__, caller) => 1000 + caller)];
      expect(await open().get(target)).toEqual(count === 90 ? [-1, ...all] : all);
    },
  );

  it('loses nothing that 40 callers remove at once from a list that was stored by set', async () => {
    const target = key<number[]>('list-removed');
    await open().set(
      target,
      Array.from({ length: 40 }, (_, index) => index),
    );
    const table = open({ sleep: () => Promise.reject(new Error('waited')) });
    expect(await times(39, (index) => table.removeFromSet(target, index))).toEqual(new Array(39).fill(true));
    expect(await open().get(target)).toEqual([39]);
  });

  it('tells whether there was anything to add to a list that was stored by set, whoever takes it over', async () => {
    const target = key<number[]>('list-added');
    await open().set(target, [1, 2]);
    const added = await times(30, () => open().addToSet(target, [2, 3]));
    expect(added.filter(Boolean)).toHaveLength(1);
    expect(await open().get(target)).toEqual([1, 2, 3]);
  });

  it('gives up where others store lists in its place again and again', async () => {
    const target = key<number[]>('list-again');
    await open().set(target, [0]);
    const disturbed = createTestClient();
    beforeRequest(disturbed, (_, index) => open().set(target, [index]));
    const table = open({ client: disturbed, maxSetAttempts: 3 });
    await expect(table.addToSet(target, 100)).rejects.toThrow(SetContentionError);
    await expect(table.removeFromSet(target, 0)).rejects.toThrow(SetContentionError);
  });

  it('is changed at the last of its tries, though others store lists in its place before', async () => {
    const target = key<number[]>('list-at-last');
    await open().set(target, [0]);
    const disturbed = createTestClient();
    // A try takes two requests: DynamoDB is to change the set, and the list is to be replaced by one.
    beforeRequest(disturbed, async (_, index) => index < 4 && open().set(target, [index]));
    const table = open({ client: disturbed, maxSetAttempts: 3 });
    expect(await table.addToSet(target, 100)).toBe(true);
    expect(await open().get(target)).toEqual([3, 100]);
  });

  it('is changed by an equality at the last of its tries, though others change it before', async () => {
    const target = key<number[]>('equal-at-last');
    await open().addToSet(target, -1);
    const disturbed = createTestClient();
    let updates = 0;
    beforeRequest(disturbed, async (operation) => {
      if (operation === 'UpdateItem' && ++updates < 3) await open().addToSet(target, updates);
    });
    const table = open({ client: disturbed, maxSetAttempts: 3, sleep: async () => {} });
    expect(await table.addToSet(target, 100, (left, right) => left === right)).toBe(true);
    expect(await open().get(target)).toEqual([-1, 1, 2, 100]);
  });

  it('names what would make it too large for an item, by an equality too, and stays as it was', async () => {
    const target = key<string[]>('too-large');
    const half = 'x'.repeat(250 * 1024);
    await open().addToSet(target, half);
    const grown = open().addToSet(target, `y${half}`, (left, right) => left === right);
    await expect(grown).rejects.toThrow('data must be small enough for an item');
    expect(await open().get(target)).toEqual([half]);
  });

  it('is looked for at the price of a read that may be a second old', async () => {
    const target = key<number[]>('cheap');
    await open().addToSet(target, 1);
    const metered = createTestClient();
    const looking = () => open({ client: metered }).removeFromSet(target, []);
    expect(await measure(metered, looking)).toMatchObject({ requests: ['GetItem'], readUnits: 0.5 });
  });

  it('takes 150 elements by a holder of its lock, who is the only one', async () => {
    const lockTable = await createTestTable(client, locksTable);
    const locks = new DynamoLock({ client, tableName: lockTable, now, sleep: () => new Promise(() => {}) });
    const { fence } = await locks.acquire('k', { leaseMs: 10_000 });
    const target = key<number[]>('fenced-many');
    const elements = Array.from({ length: 150 }, (_, index) => index);
    expect(await open().addToSet(target, elements, undefined, { fence })).toBe(true);
    expect(await open().addToSet(target, elements, undefined, { fence })).toBe(false);
    expect(await open().get(target)).toEqual(elements);
  });

  it.each([50, 150])(
    'has %i elements added though the answer was lost and the SDK sent them again',
    async (count) => {
      const target = key<number[]>(`lost ${count}`);
      const lossy = createFaultyClient(() => (calls++ === 0 ? 0 : 0.9), {
        ...{ throttle: 0, loseAnswer: 0.5, crashBefore: 0, crashAfter: 0 },
      });
      let calls = 0;
      const elements = Array.from({ length: count }, (_, index) => index);
      expect(await open({ client: lossy }).addToSet(target, elements)).toBe(true);
      expect(calls).toBe(2);
      expect(await open().get(target)).toEqual(elements);
    },
  );

  it('takes over a list that the original stored as JSON', async () => {
    const old = key<number[]>('original');
    const Item = { partitionKey: 'anna', sortKey: 'test.original', data: '[1,2]', md5: 'x' };
    await client.send(new PutCommand({ TableName: tableName, Item }));
    expect(await open().get(old)).toEqual([1, 2]);
    expect(await open().existsInSet(old, 2)).toBe(true);
    expect(await open().addToSet(old, 2)).toBe(false);
    expect(await open().addToSet(old, 3)).toBe(true);
    expect(await open().removeFromSet(old, 1)).toBe(true);
    expect(await open().get(old)).toEqual([2, 3]);
  });

  it('is not made by adding nothing, and removing nothing tells whether it is there', async () => {
    const none = key<number[]>('nothing');
    expect(await open().addToSet(none, [])).toBe(false);
    expect(await open().exists(none)).toBe(false);
    expect(await open().removeFromSet(none, [])).toBe(false);
    await open().addToSet(none, 1);
    expect(await open().addToSet(none, [])).toBe(false);
    expect(await open().removeFromSet(none, [])).toBe(true);
    expect(await open().get(none)).toEqual([1]);
  });

  it('waits before it is read again, as another has changed it, and not after the last try', async () => {
    const contended = key<number[]>('waits');
    await open().addToSet(contended, -1);
    const disturbed = createTestClient();
    beforeRequest(disturbed, async (operation, index) => {
      if (operation === 'UpdateItem') await open().addToSet(contended, index);
    });
    const pauses: number[] = [];
    const sleep = async (ms: number) => {
      pauses.push(ms);
    };
    const table = open({ client: disturbed, maxSetAttempts: 3, sleep, random: () => 0.5 });
    const change = table.addToSet(contended, 100, (left, right) => left === right);
    await expect(change).rejects.toMatchObject({ attempts: 3, key: { sortKey: 'test.waits' } });
    expect(pauses).toEqual([5, 10]);
  });

  it('of a lock’s holder is changed though it was stored as a list, and read as it was written last', async () => {
    const lockTable = await createTestTable(client, locksTable);
    const locks = new DynamoLock({ client, tableName: lockTable, now, sleep: () => new Promise(() => {}) });
    const { fence } = await locks.acquire('k', { leaseMs: 10_000 });
    const listed = key<number[]>('fenced-list');
    await open().set(listed, [1]);
    const own = createTestClient();
    const consistent: unknown[] = [];
    own.middlewareStack.add(
      (next) => async (args) => {
        const input = args.input as { ConsistentRead?: boolean; Key?: unknown };
        if ('ConsistentRead' in input) consistent.push(input.ConsistentRead);
        return next(args);
      },
      { step: 'initialize', name: 'reads' },
    );
    const table = open({ client: own });
    expect(await table.addToSet(listed, 2, undefined, { fence })).toBe(true);
    expect(await table.removeFromSet(listed, 1, (left, right) => left === right, { fence })).toBe(true);
    expect(await table.removeFromSet(listed, 2, undefined, { fence })).toBe(true);
    expect(consistent.length).toBeGreaterThan(0);
    expect(consistent).not.toContain(false);
    expect(await open().get(listed)).toEqual([]);
  });

  it('that holds nothing any more can be filled and emptied again', async () => {
    const target = key<number[]>('emptied');
    await open().set(target, [1]);
    expect(await open().removeFromSetByKey(target, () => true)).toBe(true);
    expect(await open().get(target)).toEqual([]);
    expect(await open().addToSet(target, [2, 3])).toBe(true);
    expect(await open().removeFromSetByKey(target, () => true)).toBe(true);
    expect(await open().addToSet(target, 4, (left, right) => left === right)).toBe(true);
    expect(await open().get(target)).toEqual([4]);
  });

  it('fails with what DynamoDB fails with: that is no set that others have changed', async () => {
    const failing = createTestClient();
    beforeRequest(failing, async () => {
      throw new Error('no network');
    });
    const target = key<number[]>('failing');
    await expect(open({ client: failing }).addToSet(target, 1)).rejects.toThrow('no network');
    await expect(open({ client: failing }).removeFromSet(target, 1)).rejects.toThrow('no network');
  });

  it('is not made of a value that is no list', async () => {
    await open().set(key('scalar'), 'text');
    await expect(open().addToSet(key<string[]>('scalar'), 'a')).rejects.toThrow(NotASetError);
  });

  it('I8: does not bring back the elements of one that expired', async () => {
    const brief = key<number[]>('brief');
    await open().set(brief, [1], { ttlSeconds: 10 });
    expect(await open().addToSet(brief, 2)).toBe(true);
    clockMs += 10_000;
    expect(await open().removeFromSet(brief, 2)).toBe(false);
    expect(await open().addToSet(brief, 3)).toBe(true);
    expect(await open().get(brief)).toEqual([3]);
  });

  describe('fault: set and delete dropped the checksum, so a set operation in flight overwrote them', () => {
    const inFlight = async (target: CompoundKey<string, number[]>, interfere: () => Promise<unknown>) => {
      await open().addToSet(target, [1]);
      const client = createTestClient();
      let interfered = false;
      beforeRequest(client, async (operation) => {
        if (operation !== 'UpdateItem' || interfered) return;
        interfered = true;
        await interfere();
      });
      return open({ client }).updateInSet(target, 2, (element) => element === 1);
    };

    it('a set', async () => {
      const target = key<number[]>('set-in-flight');
      expect(await inFlight(target, () => open().set(target, [7]))).toBe(true);
      expect(await open().get(target)).toEqual([2, 7]);
    });

    it('a delete', async () => {
      const target = key<number[]>('deleted-in-flight');
      expect(await inFlight(target, () => open().delete(target))).toBe(false);
      expect(await open().exists(target)).toBe(false);
    });

    it('a delete and a new set of the same elements', async () => {
      const target = key<number[]>('renewed-in-flight');
      const renew = async () => {
        await open().delete(target);
        await open().addToSet(target, [1, 5]);
      };
      expect(await inFlight(target, renew)).toBe(true);
      expect(await open().get(target)).toEqual([2, 5]);
    });
  });

  it('I6: is not changed with the fence of a lost lock', async () => {
    const lockTable = await createTestTable(client, locksTable);
    const locks = new DynamoLock({ client, tableName: lockTable, now, sleep: () => new Promise(() => {}) });
    const late = await locks.acquire('k', { leaseMs: 1_000 });
    const fenced = key<number[]>('fenced');
    expect(await open().addToSet(fenced, 1, undefined, { fence: late.fence })).toBe(true);
    expect(await open().addToSet(fenced, 1, undefined, { fence: late.fence })).toBe(false);
    clockMs += 1000;
    await locks.acquire('k', { leaseMs: 1_000 });
    const stale = { fence: late.fence };
    await expect(open().addToSet(fenced, 2, undefined, stale)).rejects.toThrow(LockLostError);
    await expect(open().removeFromSet(fenced, 1, undefined, stale)).rejects.toThrow(LockLostError);
    await expect(open().set(fenced, [], stale)).rejects.toThrow(LockLostError);
    await expect(open().setIfNotExists(key('new'), 1, stale)).rejects.toThrow(LockLostError);
    await expect(open().delete(fenced, stale)).rejects.toThrow(LockLostError);
    expect(await open().get(fenced)).toEqual([1]);
  });
});

describe('bad input to a partitioned table', () => {
  it.each<[CompoundKey, unknown, string]>([
    [{ partition: '', sort: 's' }, 1, 'partition must be a text of 1 to 2048 bytes'],
    [{ partition: 'p', sort: '' }, 1, 'sort must be a text of 1 to 1024 bytes'],
    [{ partition: 'p'.repeat(2049), sort: 's' }, 1, 'partition must be a text of 1 to 2048 bytes'],
    [{ partition: 'p', sort: 's'.repeat(1025) }, 1, 'sort must be a text of 1 to 1024 bytes'],
    [{ partition: 'p', namespace: 'n', sort: 's'.repeat(1023) }, 1, 'sort must be at most 1024 bytes'],
    [{ partition: 'p', sort: 's' }, [new Error('x')], 'The value at "data.0" is of type Error'],
  ])('is named: %#', async (badKey, data, message) => {
    await expect(open().set(badKey, data)).rejects.toThrow(message);
  });
});
