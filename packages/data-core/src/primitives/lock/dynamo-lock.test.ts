import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeRequest } from '../../../test/before-request.ts';
import { createTestClient, createTestTable } from '../../../test/test-table.ts';
import { KeyValueTable } from '../keys/key-value-table.ts';
import { keysTable } from '../keys/keys.table.ts';
import type { Lock } from './acquired-lock.ts';
import { DynamoLock } from './dynamo-lock.ts';
import { LockHeldError, LockLostError } from './errors.ts';
import { fencedWrite } from './fence.ts';
import { locksTable } from './locks.table.ts';

const client = createTestClient();
let tableName = '';
let clockMs = 1_700_000_000_000;
const now = () => clockMs;
/** Time passes only when somebody waits for it. */
const sleep = async (ms: number) => {
  clockMs += Math.max(1, ms);
};
/** For tests in which only the test itself moves the time on. */
const never = () => new Promise<void>(() => {});
const locks = (options = {}) => new DynamoLock({ client, tableName, now, sleep: never, ...options });

const remove = (key: string) => client.send(new DeleteCommand({ TableName: tableName, Key: { key } }));

beforeAll(async () => {
  tableName = await createTestTable(client, locksTable);
});

describe('a lock', () => {
  it('is held by one of 32 who try at once', async () => {
    const taken = await Promise.all(Array.from({ length: 32 }, () => locks().tryAcquire('one', 30)));
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  it('is free again once it is released, with a higher fence', async () => {
    const first = await locks().tryAcquire('again', 30);
    expect(await locks().tryAcquire('again', 30)).toBeUndefined();
    expect(await first?.release()).toBe(true);
    const second = await locks().tryAcquire('again', 30);
    expect(second?.fence.number).toBe(Number(first?.fence.number) + 1);
  });

  it('is free again once its lease has run out, by the lease of the holder and not of the one who asks', async () => {
    await locks().tryAcquire('lease', 30);
    clockMs += 29_999;
    expect(await locks().tryAcquire('lease', 1)).toBeUndefined();
    clockMs += 1;
    expect(await locks().tryAcquire('lease', 1)).toBeDefined();
  });

  it("fault: release() freed the next holder's lock", async () => {
    const late = await locks().tryAcquire('late', 1);
    clockMs += 1000;
    const next = await locks().tryAcquire('late', 30);
    expect(await late?.release()).toBe(false);
    expect(await locks().tryAcquire('late', 30)).toBeUndefined();
    expect(await next?.release()).toBe(true);
  });

  it('fault: second granularity let a lease end up to a second early', async () => {
    clockMs = 1_700_000_100_999;
    await locks().tryAcquire('granular', 1);
    clockMs += 501;
    expect(await locks().tryAcquire('granular', 1)).toBeUndefined();
  });

  it('can be released twice: the second time is told the same', async () => {
    const lock = await locks().tryAcquire('twice', 30);
    expect(await lock?.release()).toBe(true);
    expect(await lock?.release()).toBe(true);
  });

  it('tells a late holder that it was taken over', async () => {
    const late = await locks().tryAcquire('extend', 1);
    await late?.extend(2000);
    clockMs += 2000;
    await locks().tryAcquire('extend', 30);
    await expect(late?.extend(30_000)).rejects.toThrow(LockLostError);
    expect(late?.signal.aborted).toBe(true);
  });

  it('is extended from now on, by whole milliseconds', async () => {
    const lock = await locks().acquire('until', { leaseMs: 1_000 });
    expect(lock).toMatchObject({ type: 'lock', expiresAtMs: clockMs + 1_000 });
    clockMs += 500;
    await lock.extend(2_000);
    expect(lock.expiresAtMs).toBe(clockMs + 2_000);
    clockMs += 1_999;
    expect(await locks().tryAcquire('until', 30)).toBeUndefined();
    await expect(lock.extend(0.5)).rejects.toThrow('leaseMs must be a whole number');
  });

  it('names its holder as it is told to', async () => {
    await locks({ newId: () => 'me', random: () => 0 }).tryAcquire('named', 30);
    const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: { key: 'named' } }));
    expect(Item).toMatchObject({ lockedBy: 'me' });
  });

  it.each<[string, (late: Lock) => Promise<unknown>]>([
    [
      'was taken and freed by someone else',
      async () => {
        clockMs += 1_000;
        const next = await locks().tryAcquire('gone', 30);
        await next?.release();
      },
    ],
    ['is not in the table any more', () => remove('gone')],
    [
      'is someone else’s, with the same number since the item had been deleted',
      async ({ fence }) => {
        await remove('gone');
        const next = await locks().tryAcquire('gone', 30);
        expect(next?.fence).toEqual(fence);
      },
    ],
    [
      'was overwritten by the original',
      () => client.send(new PutCommand({ TableName: tableName, Item: { key: 'gone', expiresAt: 1 } })),
    ],
  ])('tells its holder that it was lost when it %s', async (_, lose) => {
    await remove('gone');
    const late = await locks().acquire('gone', { leaseMs: 1_000 });
    await lose(late);
    expect(await late.release()).toBe(false);
  });

  it('fails with what DynamoDB fails with: that is no lock held by someone else', async () => {
    const own = createTestClient();
    const lock = await locks({ client: own }).acquire('failing', { leaseMs: 1_000 });
    beforeRequest(own, async () => {
      throw new Error('no network');
    });
    await expect(lock.extend(1_000)).rejects.toThrow('no network');
    await expect(lock.release()).rejects.toThrow('no network');
    await expect(locks({ client: own }).tryAcquire('other', 1)).rejects.toThrow('no network');
  });

  it('is released at the end of the block that uses it', async () => {
    {
      await using lock = await locks().acquire('block', { leaseMs: 30_000 });
      expect(lock.key).toBe('block');
    }
    expect(await locks().tryAcquire('block', 30)).toBeDefined();
  });

  it('honours a lease that the original wrote', async () => {
    const Item = { key: 'original', expiresAt: Math.floor(clockMs / 1000) + 30 };
    await client.send(new PutCommand({ TableName: tableName, Item }));
    expect(await locks().tryAcquire('original', 30)).toBeUndefined();
    clockMs += 31_000;
    expect(await locks().tryAcquire('original', 30)).toBeDefined();
  });
});

describe('waiting for a lock', () => {
  it('ends when the lease of the holder does', async () => {
    await locks().tryAcquire('wait', 5);
    const started = clockMs;
    const lock = await locks({ sleep }).acquire('wait', { leaseMs: 5_000 });
    expect(lock.expiresAtMs - started).toBeLessThanOrEqual(11_000);
    expect(await lock.release()).toBe(true);
  });

  it('ends with an error that says how long was waited', async () => {
    await locks().tryAcquire('busy', 600);
    const waiting = locks({ sleep, random: () => 0.9 }).acquire('busy', { leaseMs: 5_000, waitMs: 3000 });
    await expect(waiting).rejects.toThrow(LockHeldError);
    await expect(waiting).rejects.toMatchObject({ key: 'busy', waitedMs: 3000 });
  });

  it('ends at once for one who does not want to wait', async () => {
    await locks().tryAcquire('now', 600);
    const waiting = locks().acquire('now', { leaseMs: 5_000, waitMs: 0 });
    await expect(waiting).rejects.toMatchObject({ waitedMs: 0 });
  });

  it('keeps the lock for as long as the work takes', async () => {
    let beats = 0;
    const beating = async (ms: number) => {
      beats += 1;
      if (beats > 9) await never();
      await sleep(ms);
    };
    const started = clockMs;
    await locks({ sleep: beating }).withLock('long', async ({ signal }) => {
      while (beats <= 9 && !signal.aborted) await new Promise(setImmediate);
      expect(clockMs - started).toBeGreaterThanOrEqual(29_000);
      expect(signal.aborted).toBe(false);
    });
  });

  it('runs the work under the lock and frees it, also when the work fails', async () => {
    const failing = locks().withLock('work', async () => {
      expect(await locks().tryAcquire('work', 1)).toBeUndefined();
      throw new Error('failed');
    });
    await expect(failing).rejects.toThrow('failed');
    expect(await locks().tryAcquire('work', 1)).toBeDefined();
  });
});

describe('a lease', () => {
  it('aborts the signal when it has run out on this clock', async () => {
    const lock = await locks({ sleep }).tryAcquire('signal', 5);
    while (!lock?.signal.aborted) await new Promise(setImmediate);
    expect(lock.signal.reason).toEqual(new Error('The lease has run out.'));
  });

  it('is not renewed by itself, and no longer watched once the lock is released', async () => {
    const wake: (() => void)[] = [];
    const asleep = () => new Promise<void>((resolve) => wake.push(resolve));
    const kept = await locks({ sleep: asleep }).acquire('kept', { leaseMs: 5_000 });
    const released = await locks({ sleep: asleep }).acquire('freed', { leaseMs: 5_000 });
    await released.release();
    clockMs += 5_000;
    for (const end of wake) end();
    await new Promise(setImmediate);
    expect(kept.signal.aborted).toBe(true);
    expect(released.signal.aborted).toBe(false);
  });

  it('is renewed by a heartbeat until it is released', async () => {
    let beats = 0;
    const beating = async (ms: number) => {
      beats += 1;
      if (beats > 9) await never();
      await sleep(ms);
    };
    const started = clockMs;
    const lock = await locks({ sleep: beating }).tryAcquire('beat', { leaseMs: 3_000, heartbeat: true });
    while (beats <= 9) await new Promise(setImmediate);
    expect(clockMs - started).toBeGreaterThanOrEqual(9000);
    expect(lock?.signal.aborted).toBe(false);
    expect(await locks().tryAcquire('beat', 3)).toBeUndefined();
  });
});

describe('I6: a fenced write', () => {
  const put = (value: string) => ({ Put: { TableName: tableName, Item: { key: 'guarded', value } } });

  it('is made while the lock is held, and not after someone else took it', async () => {
    const late = await locks().acquire('guard', { leaseMs: 1_000 });
    expect(await fencedWrite(client, late.fence, [put('first')])).toBe(true);
    clockMs += 1000;
    const next = await locks().acquire('guard', { leaseMs: 30_000 });
    await expect(fencedWrite(client, late.fence, [put('stale')])).rejects.toThrow(LockLostError);
    expect(await fencedWrite(client, next.fence, [put('second')])).toBe(true);
  });

  it('fault: there was no fence: a late holder overwrote what its successor had written', async () => {
    const table = await createTestTable(client, keysTable);
    const values = new KeyValueTable({ client, tableName: table, now });
    const late = await locks().acquire('report', { leaseMs: 1_000 });
    clockMs += 1000;
    const next = await locks().acquire('report', { leaseMs: 30_000 });
    await values.set('report', 'of the successor', { fence: next.fence });
    await expect(values.set('report', 'of the late one', { fence: late.fence })).rejects.toThrow(
      LockLostError,
    );
    expect(await values.get('report')).toBe('of the successor');
    expect(next.fence.number).toBeGreaterThan(late.fence.number);
  });

  it('tells that nothing was written where a condition of its own does not hold', async () => {
    const lock = await locks().acquire('conditional', { leaseMs: 1_000 });
    const { Put } = put('never');
    const ofNoItem = { Put: { ...Put, ConditionExpression: 'attribute_exists(neverWritten)' } };
    expect(await fencedWrite(client, lock.fence, [ofNoItem])).toBe(false);
  });

  it('is not made after the lock was released', async () => {
    const lock = await locks().acquire('released', { leaseMs: 1_000 });
    await lock.release();
    await expect(fencedWrite(client, lock.fence, [put('stale')])).rejects.toThrow(LockLostError);
  });
});

describe('bad input to a lock', () => {
  it.each([
    ['', 1, 'key must be a text of 1 to 2048 bytes, not "".'],
    ['k'.repeat(2049), 1, 'key must be a text of 1 to 2048 bytes'],
    ['k', -1, 'timeoutSeconds must be a whole number of at least 1, not -1.'],
    ['k', 0.5, 'timeoutSeconds must be a whole number of at least 1, not 0.5.'],
    ['k', Number.NaN, 'timeoutSeconds must be a whole number of at least 1, not NaN.'],
  ])('is named: %#', async (key, timeoutSeconds, message) => {
    await expect(locks().tryAcquire(key, timeoutSeconds)).rejects.toThrow(message);
  });

  it('names an option that does not exist', () => {
    expect(() => locks({ table: 'locks' })).toThrow('DynamoLock.table must be left out');
  });
});
