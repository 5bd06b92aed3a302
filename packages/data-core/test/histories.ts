import assert from 'node:assert/strict';
import { KeyValueCounter } from '../src/counter/key-value-counter.ts';
import { KeyValueTable } from '../src/keys/key-value-table.ts';
import { AttemptsError } from '../src/limit/errors.ts';
import { LimitedAttempt } from '../src/limit/limited-attempt.ts';
import { SlidingWindowLimit } from '../src/limit/sliding-window-limit.ts';
import { TokenBucketLimit } from '../src/limit/token-bucket-limit.ts';
import { DynamoLock } from '../src/lock/dynamo-lock.ts';
import { LockHeldError, LockLostError } from '../src/lock/errors.ts';
import { DoOnceManager } from '../src/once/do-once-manager.ts';
import { DoOnceInProgressError, DoOnceLeaseLostError } from '../src/once/errors.ts';
import { SetContentionError } from '../src/partitioned/errors.ts';
import { PartitionedKeyValueTable } from '../src/partitioned/partitioned-key-value-table.ts';
import { step, type World, workers } from './history.ts';

const noFaults = { throttle: 0, loseAnswer: 0, crashBefore: 0, crashAfter: 0 };

function partitioned(world: World, client = world.client()) {
  const { time, random, newId, tables } = world;
  return new PartitionedKeyValueTable({
    client,
    tableName: tables.partitioned,
    now: time.clock(),
    sleep: time.sleep,
    random,
    newId,
    maxSetAttempts: 50,
  });
}

/**
 * I6: workers append to one list, each under the lock with its fence; they crash holding it, stand still until their lease is
 * over, and their clocks differ by up to a second. Nothing that was acknowledged is lost or comes twice.
 */
export async function fencedWritesHistory(world: World, count = 3, rounds = 2): Promise<void> {
  const { time, random, newId, tables, prefix } = world;
  const acknowledged: string[] = [];
  const unknown: string[] = [];
  let highestFence = 0;

  await workers(count, async (worker) => {
    const client = world.client();
    const now = time.clock(Math.floor(random() * 1000));
    const locks = new DynamoLock({
      client,
      tableName: tables.locks,
      now,
      newId,
      random,
      sleep: time.sleep,
    });
    const table = new KeyValueTable({ client, tableName: tables.keys, now, namespace: prefix });
    const append = async (id: string) => {
      const lock = await locks.acquire(`${prefix}.lock`, 2, { waitMs: 60_000 });
      highestFence = Math.max(highestFence, lock.fence.number);
      const list = (await table.get<string[]>('list', { consistentRead: true })) ?? [];
      // Every fourth holder stands still for longer than its lease.
      if (random() < 0.25) await time.sleep(3000);
      const written = await step(() => table.set('list', [...list, id], { fence: lock.fence }), isLost);
      if (written.ended === 'done') acknowledged.push(id);
      if (written.ended === 'unknown') unknown.push(id);
      // Whoever crashed does not release.
      if (written.ended !== 'unknown') await lock.release();
    };
    for (let round = 0; round < rounds; round += 1) {
      await step(
        () => append(`${worker}.${round}`),
        (error) => error instanceof LockHeldError,
      );
    }
  });

  const reader = new KeyValueTable({
    client: world.client(noFaults),
    tableName: tables.keys,
    namespace: prefix,
  });
  const list = (await reader.get<string[]>('list', { consistentRead: true })) ?? [];
  assert.equal(new Set(list).size, list.length, 'an entry came twice');
  for (const id of acknowledged) assert.ok(list.includes(id), `${id} was acknowledged and is lost`);
  for (const id of list)
    assert.ok([...acknowledged, ...unknown].includes(id), `${id} was refused and is there`);
}

const isLost = (error: unknown): boolean => error instanceof LockLostError;

/** Increments with a token are repeated until they are acknowledged: each counts exactly once. */
export async function countedOnceHistory(world: World): Promise<void> {
  const { time, tables, prefix } = world;
  await workers(4, async (worker) => {
    const counter = new KeyValueCounter({
      client: world.client(),
      tableName: tables.keys,
      now: time.clock(),
      namespace: prefix,
    });
    for (let round = 0; round < 2; round += 1) {
      const token = `${worker}.${round}`;
      while ((await step(() => counter.incr('count', 1, { token }))).ended !== 'done');
    }
  });
  const client = world.client(noFaults);
  const counter = new KeyValueCounter({
    client,
    tableName: tables.keys,
    now: time.clock(),
    namespace: prefix,
  });
  const [found] = await counter.get(['count']);
  assert.equal(found?.count, 8);
}

/** I13: the action never runs twice at the same time, and all who are answered get the one result. */
export async function doOnceHistory(world: World): Promise<void> {
  const { time, random, newId, prefix } = world;
  let runningUntilMs = 0;
  const results = new Set<unknown>();
  const isExpected = (error: unknown) =>
    error instanceof DoOnceInProgressError || error instanceof DoOnceLeaseLostError;

  await workers(5, async (worker) => {
    const manager = new DoOnceManager(partitioned(world), { sleep: time.sleep, random, newId });
    const action = async () => {
      assert.ok(time.ms >= runningUntilMs, 'the action ran twice at the same time');
      // This run may go on until its lease is over, whatever becomes of its process.
      const leaseEndsMs = time.ms;
      runningUntilMs = leaseEndsMs;
      await time.sleep(random() * 500);
      return worker;
    };
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const ending = await step(
        () => manager.doOnce(prefix, 'action', action, { leaseMs: 2000, waitMs: 10_000 }),
        isExpected,
      );
      if (ending.ended === 'done') results.add(ending.result.actionResponse);
    }
  });
  assert.ok(results.size <= 1, `there were ${results.size} results`);
}

/** I12: no limiter lets more through than its limit, also of attempts whose answer nobody got. */
export async function limitersHistory(world: World): Promise<void> {
  const { prefix } = world;
  const through = { fixed: 0, sliding: 0, bucket: 0 };
  await workers(6, async () => {
    const table = partitioned(world);
    const at = (sort: string) => ({ partition: prefix, namespace: 'limit', sort });
    const limited = (error: unknown) => error instanceof AttemptsError;
    const fixed = () => new LimitedAttempt(table).attempt(at('f'), { attemptsMax: 3, validityTime: 1e9 });
    const sliding = () => new SlidingWindowLimit(table).attempt(at('s'), { attemptsMax: 3, windowMs: 1e9 });
    const bucket = () => new TokenBucketLimit(table).attempt(at('b'), { capacity: 3, refillMs: 1e9 });
    if ((await step(fixed, limited)).ended === 'done') through.fixed += 1;
    if ((await step(sliding, limited)).ended === 'done') through.sliding += 1;
    if ((await step(bucket, limited)).ended === 'done') through.bucket += 1;
  });
  for (const [limiter, count] of Object.entries(through))
    assert.ok(count <= 3, `${limiter} let ${count} through`);
}

/** What was added to a set and acknowledged is in it, what was removed is not, with both ways of being equal. */
export async function setsHistory(world: World): Promise<void> {
  const key = { partition: world.prefix, namespace: 'set', sort: 'members' };
  const there = new Set<number>();
  const doubtful = new Set<number>();
  await workers(4, async (worker) => {
    const table = partitioned(world);
    const equality = worker % 2 === 0 ? undefined : (left: number, right: number) => left === right;
    for (const element of [worker * 10, worker * 10 + 1, worker * 10]) {
      const add = !there.has(element);
      const work = () =>
        add ? table.addToSet(key, element, equality) : table.removeFromSet(key, element, equality);
      const { ended } = await step(work, (error) => error instanceof SetContentionError);
      if (ended === 'unknown') doubtful.add(element);
      if (ended !== 'done') continue;
      doubtful.delete(element);
      if (add) there.add(element);
      else there.delete(element);
    }
  });
  const members = (await partitioned(world, world.client(noFaults)).get<number[]>(key)) ?? [];
  const certain = members.filter((member) => !doubtful.has(member));
  const expected = [...there].filter((member) => !doubtful.has(member)).toSorted((a, b) => a - b);
  assert.deepEqual(certain, expected);
}

export const histories = {
  fencedWritesHistory,
  countedOnceHistory,
  doOnceHistory,
  limitersHistory,
  setsHistory,
};
