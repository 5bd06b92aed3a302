import fc from 'fast-check';
import { KeyValueTable } from '../../src/primitives/keys/key-value-table.ts';
import { keysTable } from '../../src/primitives/keys/keys.table.ts';
import type { Lock } from '../../src/primitives/lock/acquired-lock.ts';
import { DynamoLock } from '../../src/primitives/lock/dynamo-lock.ts';
import { LockLostError } from '../../src/primitives/lock/errors.ts';
import { locksTable } from '../../src/primitives/lock/locks.table.ts';
import { createTestClient, createTestTable } from '../test-table.ts';
import { checkModel, ModelClock, type Step, timePasses } from './model.ts';

const client = createTestClient();

interface Item {
  fence: number;
  /** Whose lock it is: of the locks that were given out, the one with this place. */
  holder: number | undefined;
  untilMs: number;
}

/** What locks are to be: an item for each name, and all locks that were ever given out, also those that are lost. */
class Model extends ModelClock {
  readonly items = new Map<string, Item>();
  readonly given: Lock[] = [];
  readonly locks: DynamoLock;
  readonly values: KeyValueTable;
  written = new Map<string, number>();

  constructor(lockTable: string, valueTable: string) {
    super();
    // Only the test moves the time on, so no lease ends by itself.
    const sleep = () => new Promise<void>(() => {});
    this.locks = new DynamoLock({ client, tableName: lockTable, now: this.now, sleep });
    this.values = new KeyValueTable({ client, tableName: valueTable, now: this.now });
  }

  /** Takes one of the locks that were given out, whatever has become of it. */
  pick(chance: number): { place: number; lock: Lock; item: Item } | undefined {
    const place = Math.floor(chance * this.given.length);
    const lock = this.given[place];
    const item = lock && this.items.get(lock.key);
    return lock && item && { place, lock, item };
  }
}

const name = fc.constantFrom('a', 'b');
const seconds = fc.integer({ min: 1, max: 10 });
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

const tryAcquire = fc.tuple(name, seconds, fc.integer({ min: 1, max: 4 })).map(
  ([key, timeoutSeconds, callers]): Step<Model> => ({
    name: `${callers} try to take ${key} for ${timeoutSeconds} s`,
    run: async (model) => {
      const item = model.items.get(key) ?? { fence: 0, holder: undefined, untilMs: 0 };
      const isFree = item.holder === undefined || item.untilMs <= model.ms;
      const taken = await Promise.all(
        Array.from({ length: callers }, () => model.locks.tryAcquire(key, timeoutSeconds)),
      );
      const got = taken.filter((lock) => lock !== undefined);
      expect(got).toHaveLength(isFree ? 1 : 0);
      for (const lock of got) {
        expect(lock.fence.number).toBeGreaterThan(item.fence);
        const untilMs = model.ms + timeoutSeconds * 1000;
        expect(lock.expiresAtMs).toBe(untilMs);
        const holder = model.given.push(lock) - 1;
        model.items.set(key, { fence: lock.fence.number, holder, untilMs });
      }
    },
  }),
);

const release = chance.map(
  (chance): Step<Model> => ({
    name: `the holder at ${chance} releases`,
    run: async (model) => {
      const picked = model.pick(chance);
      if (!picked) return;
      const { lock, item, place } = picked;
      // Also true for one that it has released before, as long as nobody has taken the lock since.
      expect(await lock.release()).toBe(item.fence === lock.fence.number);
      if (item.holder === place) item.holder = undefined;
    },
  }),
);

const extend = fc.tuple(chance, seconds).map(
  ([chance, timeoutSeconds]): Step<Model> => ({
    name: `the holder at ${chance} extends by ${timeoutSeconds} s`,
    run: async (model) => {
      const picked = model.pick(chance);
      if (!picked) return;
      const { lock, item, place } = picked;
      const extending = lock.extend(timeoutSeconds * 1000);
      if (item.holder !== place) {
        await expect(extending).rejects.toThrow(LockLostError);
        return expect(lock.signal.aborted).toBe(true);
      }
      await extending;
      item.untilMs = model.ms + timeoutSeconds * 1000;
      expect(lock.expiresAtMs).toBe(item.untilMs);
    },
  }),
);

const write = chance.map(
  (chance): Step<Model> => ({
    name: `the holder at ${chance} writes`,
    run: async (model) => {
      const picked = model.pick(chance);
      if (!picked) return;
      const { lock, item, place } = picked;
      const { fence } = lock;
      const writing = model.values.set(lock.key, fence.number, { fence });
      if (item.holder === place) {
        await writing;
        expect(fence.number).toBeGreaterThanOrEqual(model.written.get(lock.key) ?? 0);
        model.written.set(lock.key, fence.number);
      } else await expect(writing).rejects.toThrow(LockLostError);
      expect(await model.values.get(lock.key)).toBe(model.written.get(lock.key));
    },
  }),
);

it('I6: locks are what a simple model of them is: several holders, late ones refused, fences that only rise', async () => {
  await checkModel<Model>(
    fc.oneof(
      { arbitrary: tryAcquire, weight: 4 },
      { arbitrary: release, weight: 2 },
      { arbitrary: extend, weight: 2 },
      { arbitrary: write, weight: 3 },
      { arbitrary: timePasses(8000), weight: 3 },
    ),
    async () =>
      new Model(await createTestTable(client, locksTable), await createTestTable(client, keysTable)),
  );
});
