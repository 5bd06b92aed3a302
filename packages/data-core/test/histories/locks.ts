import assert from 'node:assert/strict';
import { KeyValueCounter } from '../../src/primitives/counter/key-value-counter.ts';
import { KeyValueTable } from '../../src/primitives/keys/key-value-table.ts';
import type { Lock } from '../../src/primitives/lock/acquired-lock.ts';
import { DynamoLock } from '../../src/primitives/lock/dynamo-lock.ts';
import { LockHeldError, LockLostError } from '../../src/primitives/lock/errors.ts';
import { noFaults, partitioned, step, type World, workers } from '../history.ts';

/** Who of many did what under the lock: what is checked at the end. */
interface Tally {
  readonly acknowledged: string[];
  readonly unknown: string[];
}

const isLost = (error: unknown): boolean => error instanceof LockLostError;

/**
 * Workers take one lock again and again. They crash holding it, every fourth stands still for longer than its lease, and their
 * clocks differ by up to a second.
 */
async function underTheLock(
  world: World,
  { count, rounds }: { count: number; rounds: number },
  work: (lock: Lock, id: string, client: ReturnType<World['client']>) => Promise<void>,
): Promise<void> {
  const { time, random, newId, tables, prefix } = world;
  let highestFence = 0;
  await workers(count, async (worker) => {
    const client = world.client();
    const now = time.clock(Math.floor(random() * 1000));
    const tableName = tables.locks;
    const locks = new DynamoLock({ client, tableName, now, newId, random, sleep: time.sleep });
    const round = async (id: string) => {
      const before = highestFence;
      const lock = await locks.acquire(`${prefix}.lock`, { leaseMs: 2_000, waitMs: 60_000 });
      assert.ok(lock.fence.number > before, 'a fence did not rise');
      highestFence = Math.max(highestFence, lock.fence.number);
      await work(lock, id, client);
      await lock.release();
    };
    for (let index = 0; index < rounds; index += 1) {
      await step(
        () => round(`${worker}.${index}`),
        (error) => error instanceof LockHeldError,
      );
    }
  });
}

/** A write under the lock: a crash goes on, so that a crashed worker does not release. */
async function write(tally: Tally, id: string, work: () => Promise<unknown>): Promise<void> {
  const written = await step(work, isLost);
  if (written.ended === 'done') tally.acknowledged.push(id);
  if (written.ended !== 'unknown') return;
  tally.unknown.push(id);
  throw written.error;
}

function checkTally({ acknowledged, unknown }: Tally, found: readonly string[]): void {
  assert.equal(new Set(found).size, found.length, 'an entry came twice');
  for (const id of acknowledged) assert.ok(found.includes(id), `${id} was acknowledged and is lost`);
  for (const id of found)
    assert.ok([...acknowledged, ...unknown].includes(id), `${id} was refused and is there`);
}

/** Workers append to one list, each under the lock with its fence: nothing acknowledged is lost or comes twice. */
export async function fencedWritesHistory(world: World, count = 3, rounds = 2): Promise<void> {
  const { time, random, tables, prefix } = world;
  const tally: Tally = { acknowledged: [], unknown: [] };
  const open = (client: ReturnType<World['client']>) =>
    new KeyValueTable({ client, tableName: tables.keys, now: time.clock(), namespace: prefix });
  const read = async (table: KeyValueTable) =>
    (await table.get<string[]>('list', { consistentRead: true })) ?? [];
  await underTheLock(world, { count, rounds }, async ({ fence }, id, client) => {
    const table = open(client);
    const list = await read(table);
    if (random() < 0.25) await time.sleep(3000);
    await write(tally, id, () => table.set('list', [...list, id], { fence }));
  });
  checkTally(tally, await read(open(world.client(noFaults))));
}

/**
 * Workers write to one set and one counter in all the ways that a fence guards. The holder of the lock has read all that will ever
 * be there of the holders before: none of them writes any more.
 */
export async function fencedSetsHistory(world: World): Promise<void> {
  const { time, random, tables, prefix } = world;
  const key = { partition: prefix, namespace: 'fenced', sort: 'members' };
  const tally: Tally = { acknowledged: [], unknown: [] };
  const counted: Tally = { acknowledged: [], unknown: [] };
  const seen: { readonly fence: number; readonly members: readonly string[] }[] = [];
  const open = (client: ReturnType<World['client']>) => ({
    table: partitioned(world, client),
    counter: new KeyValueCounter({ client, tableName: tables.keys, now: time.clock(), namespace: prefix }),
  });
  const read = async (client: ReturnType<World['client']>) =>
    (await open(client).table.get<string[]>(key, { consistentRead: true })) ?? [];

  await underTheLock(world, { count: 3, rounds: 2 }, async ({ fence }, id, client) => {
    const { table, counter } = open(client);
    const members = await read(client);
    seen.push({ fence: fence.number, members });
    const member = `${fence.number}/${id}`;
    const equal = (left: string, right: string) => left === right;
    const ways = [
      () => table.addToSet(key, member, undefined, { fence }),
      () => table.addToSet(key, member, equal, { fence }),
      () => table.set(key, [...members, member], { fence }),
    ];
    if (random() < 0.25) await time.sleep(3000);
    await write(tally, member, () => Promise.resolve(ways[Math.floor(random() * ways.length)]?.()));
    await write(counted, id, () => counter.incr('count', 1, { fence }));
  });

  const client = world.client(noFaults);
  const members = await read(client);
  checkTally(tally, members);
  for (const holder of seen) {
    for (const member of members.filter((each) => Number.parseInt(each, 10) < holder.fence))
      assert.ok(holder.members.includes(member), `${member} was written after ${holder.fence} had the lock`);
  }
  const [found] = await open(client).counter.get(['count']);
  const count = found?.count ?? 0;
  const { length } = counted.acknowledged;
  assert.ok(count >= length && count <= length + counted.unknown.length, `${count} were counted`);
}
