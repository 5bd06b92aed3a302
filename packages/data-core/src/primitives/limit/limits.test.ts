import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeRequest } from '../../../test/before-request.ts';
import { createTestClient, createTestTable } from '../../../test/test-table.ts';
import { createDocumentClient } from '../../shared/client/document-client.ts';
import { type CompoundKey, storedKeyOf } from '../partitioned/compound-key.ts';
import { PartitionedKeyValueTable } from '../partitioned/partitioned-key-value-table.ts';
import { partitionedKeysTable } from '../partitioned/partitioned-keys.table.ts';
import type { Attempt } from './attempt.ts';
import { AttemptsError } from './errors.ts';
import { LimitedAttempt } from './limited-attempt.ts';
import { SlidingWindowLimit } from './sliding-window-limit.ts';
import { TokenBucketLimit } from './token-bucket-limit.ts';

const client = createTestClient();
let tableName = '';
let clockMs = 1_700_000_000_000;
const table = () => new PartitionedKeyValueTable({ client, tableName, now: () => clockMs });
const key = (sort: string): CompoundKey => ({ partition: 'anna', namespace: 'attempts', sort });

/** What is stored under a key, whether or not it has expired. */
async function itemOf(sort: string) {
  const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: storedKeyOf(key(sort)) }));
  return Item;
}

const inSeconds = (milliseconds: number) => Math.ceil((clockMs + milliseconds) / 1000);

/** How many of `count` attempts at once are let through. */
async function letThrough(count: number, attempt: () => Promise<Attempt>): Promise<number> {
  const results = await Promise.allSettled(Array.from({ length: count }, attempt));
  for (const result of results) {
    if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(AttemptsError);
  }
  return results.filter(({ status }) => status === 'fulfilled').length;
}

beforeAll(async () => {
  tableName = await createTestTable(client, partitionedKeysTable);
});

describe('a fixed window', () => {
  const limit = { attemptsMax: 3, windowMs: 10_000 };
  const limiter = (options = {}) => new LimitedAttempt(table(), options);

  it('I12: fault: of 20 callers at once 20 came through a limit of 3', async () => {
    expect(await letThrough(32, () => limiter().attempt(key('parallel'), limit))).toBe(3);
    clockMs += 10_000;
    expect(await letThrough(32, () => limiter().attempt(key('parallel'), limit))).toBe(3);
  });

  it('begins with its first attempt, and tells what remains and when it ends', async () => {
    const started = clockMs;
    expect(await limiter().attempt(key('told'), limit)).toMatchObject({
      remaining: 2,
      resetAt: started + 10_000,
    });
    clockMs += 4000;
    expect(await limiter().attempt(key('told'), limit)).toMatchObject({
      remaining: 1,
      resetAt: started + 10_000,
    });
    clockMs += 6000;
    expect(await limiter().attempt(key('told'), limit)).toMatchObject({ remaining: 2 });
  });

  it('gives all attempts the context of the first, also in the refusal', async () => {
    await limiter().attempt(key('context'), limit, { by: 'first' });
    expect((await limiter().attempt(key('context'), limit, { by: 'second' })).context).toEqual({
      by: 'first',
    });
    await limiter().attempt(key('context'), limit);
    await expect(limiter().attempt(key('context'), limit)).rejects.toMatchObject({
      reason: 'attempts',
      context: { by: 'first' },
    });
  });

  it('keeps no context of a window that has ended', async () => {
    await limiter().attempt(key('ended'), limit, 'first');
    clockMs += limit.windowMs;
    expect((await limiter().attempt(key('ended'), limit)).context).toBeUndefined();
  });

  it('takes its length by the name that common-aws has for it, too', async () => {
    const limited = () => limiter().attempt(key('common'), { attemptsMax: 1, validityTime: 5_000 });
    expect((await limited()).resetAt).toBe(clockMs + 5_000);
    await expect(limited()).rejects.toMatchObject({ resetAt: clockMs + 5_000, context: undefined });
    const none = { attemptsMax: 1, validityTime: 0 };
    await expect(limiter().attempt(key('common'), none)).rejects.toThrow('validityTime must be');
  });

  it('is stored until it ends, and a second at most longer', async () => {
    clockMs += 1;
    await limiter().attempt(key('stored'), limit);
    expect(await itemOf('stored')).toMatchObject({ count: 1, expiresAt: inSeconds(10_000) });
  });

  it('can be cleared', async () => {
    let last: Attempt | undefined;
    for (let count = 0; count < 3; count += 1) last = await limiter().attempt(key('cleared'), limit);
    await last?.clear();
    expect(await limiter().attempt(key('cleared'), limit)).toMatchObject({ remaining: 2 });
  });
});

describe('a sliding window', () => {
  const limit = { attemptsMax: 3, windowMs: 10_000 };
  const limiter = () => new SlidingWindowLimit(table());

  it('I12: lets no more than the limit through in any stretch, with 32 callers at once each second', async () => {
    const times: number[] = [];
    for (let second = 0; second < 25; second += 1) {
      const through = await letThrough(32, () => limiter().attempt(key('sliding'), limit));
      times.push(...new Array<number>(through).fill(clockMs));
      clockMs += 1000;
    }
    for (const start of times) {
      const within = times.filter((time) => time >= start && time < start + limit.windowMs);
      expect(within.length).toBeLessThanOrEqual(3);
    }
    expect(times).toHaveLength(9);
  });

  it('tells what remains without counting the attempts that have left it', async () => {
    await limiter().attempt(key('remaining'), limit);
    clockMs += limit.windowMs;
    expect(await limiter().attempt(key('remaining'), limit)).toMatchObject({ remaining: 2 });
  });

  it('counts an attempt until exactly its length has passed', async () => {
    const one = { attemptsMax: 1, windowMs: 10_000 };
    await limiter().attempt(key('exact'), one);
    clockMs += 9_999;
    await expect(limiter().attempt(key('exact'), one)).rejects.toThrow(AttemptsError);
    clockMs += 1;
    await limiter().attempt(key('exact'), one);
  });

  it('tells what remains and when all is available again, and can be cleared', async () => {
    const first = await limiter().attempt(key('told'), limit);
    expect(first).toMatchObject({ remaining: 2, resetAt: clockMs + 10_000, context: undefined });
    clockMs += 1;
    expect(await limiter().attempt(key('told'), limit)).toMatchObject({
      remaining: 1,
      resetAt: clockMs + 10_000,
    });
    expect(await itemOf('told')).toMatchObject({ expiresAt: inSeconds(10_000) });
    await first.clear();
    expect(await itemOf('told')).toBeUndefined();
  });

  it('is stored anew for as long as its newest attempt counts', async () => {
    const one = { attemptsMax: 1, windowMs: 10_000 };
    await limiter().attempt(key('anew'), one);
    clockMs += 15_000;
    await limiter().attempt(key('anew'), one);
    expect(await itemOf('anew')).toMatchObject({ times: [clockMs], expiresAt: inSeconds(10_000) });
  });

  it('is begun by another who cleared it between the two requests of an attempt', async () => {
    const one = { attemptsMax: 1, windowMs: 10_000 };
    const first = await limiter().attempt(key('cleared meanwhile'), one);
    clockMs += 10_000;
    const own = createTestClient();
    beforeRequest(own, async (_, index) => {
      if (index === 1) await first.clear();
    });
    const another = new PartitionedKeyValueTable({ client: own, tableName, now: () => clockMs });
    const attempt = await new SlidingWindowLimit(another).attempt(key('cleared meanwhile'), one);
    expect(attempt.remaining).toBe(0);
    expect(await itemOf('cleared meanwhile')).toMatchObject({ times: [clockMs] });
  });

  it('tells when the oldest attempt leaves it', async () => {
    const started = clockMs;
    for (let count = 0; count < 3; count += 1) {
      await limiter().attempt(key('oldest'), limit);
      clockMs += 1000;
    }
    await expect(limiter().attempt(key('oldest'), limit)).rejects.toMatchObject({
      resetAt: started + 10_000,
    });
  });
});

describe('a token bucket', () => {
  const limit = { capacity: 5, refillMs: 1000 };
  const limiter = () => new TokenBucketLimit(table());

  it('I12: lets its capacity through at once and then one for each refill, with 32 callers at once', async () => {
    const through: number[] = [];
    for (let second = 0; second < 6; second += 1) {
      through.push(await letThrough(32, () => limiter().attempt(key('bucket'), limit)));
      clockMs += 1000;
    }
    expect(through).toEqual([5, 1, 1, 1, 1, 1]);
    clockMs += 60_000;
    expect(await letThrough(32, () => limiter().attempt(key('bucket'), limit))).toBe(5);
  });

  it('tells what remains, and when the next token is there', async () => {
    const started = clockMs;
    expect(await limiter().attempt(key('told'), limit)).toMatchObject({
      remaining: 4,
      resetAt: started + 1000,
    });
    for (let count = 0; count < 4; count += 1) await limiter().attempt(key('told'), limit);
    await expect(limiter().attempt(key('told'), limit)).rejects.toMatchObject({ resetAt: started + 1000 });
  });

  it('is stored until the bucket is full again at the latest', async () => {
    clockMs += 1;
    await limiter().attempt(key('stored'), limit);
    expect(await itemOf('stored')).toMatchObject({ fullAt: clockMs + 1000, expiresAt: inSeconds(5000) });
    clockMs += 10;
    await limiter().attempt(key('stored'), limit);
    expect(await itemOf('stored')).toMatchObject({ fullAt: clockMs + 1990, expiresAt: inSeconds(5000) });
  });

  it('tells what remains in whole tokens, and can be cleared', async () => {
    await limiter().attempt(key('whole'), limit);
    clockMs += 500;
    const second = await limiter().attempt(key('whole'), limit);
    expect(second).toMatchObject({ remaining: 3, resetAt: clockMs + 1500, context: undefined });
    await second.clear();
    expect(await itemOf('whole')).toBeUndefined();
  });

  it('has a token again at once when the time has come', async () => {
    const one = { capacity: 1, refillMs: 1000 };
    await limiter().attempt(key('one'), one);
    clockMs += 999;
    await expect(limiter().attempt(key('one'), one)).rejects.toMatchObject({ resetAt: clockMs + 1 });
    clockMs += 1;
    expect(await limiter().attempt(key('one'), one)).toMatchObject({ remaining: 0 });
  });
});

describe('a limiter whose table does not answer', () => {
  const broken = () =>
    new PartitionedKeyValueTable({
      client: createDocumentClient({
        endpoint: 'http://127.0.0.1:1',
        region: 'eu-central-1',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
        maxAttempts: 1,
      }),
      tableName,
      now: () => clockMs,
    });
  const attempt = (whenUnavailable: 'throw' | 'allow' | 'refuse') =>
    new LimitedAttempt(broken(), { whenUnavailable }).attempt(key('down'), {
      attemptsMax: 1,
      windowMs: 1,
    });

  it('passes the error on, lets through, or refuses, as it was told', async () => {
    await expect(attempt('throw')).rejects.toThrow('ECONNREFUSED');
    expect((await attempt('allow')).remaining).toBeUndefined();
    await expect(attempt('refuse')).rejects.toThrow(AttemptsError);
    await expect(attempt('refuse')).rejects.toMatchObject({ resetAt: clockMs });
  });

  it('forgets all attempts too when it let one through unasked', async () => {
    const unasked = await attempt('allow');
    expect(unasked).toMatchObject({ resetAt: clockMs, context: undefined });
    await expect(unasked.clear()).rejects.toThrow('ECONNREFUSED');
  });

  it('lets nothing through that the limit, or a bad key, refuses', async () => {
    const limiter = new SlidingWindowLimit(table(), { whenUnavailable: 'allow' });
    const one = { attemptsMax: 1, windowMs: 1000 };
    await limiter.attempt(key('over'), one);
    await expect(limiter.attempt(key('over'), one)).rejects.toThrow(AttemptsError);
    await expect(limiter.attempt(key(''), one)).rejects.toThrow('sort');
    const unasked = await new SlidingWindowLimit(broken(), { whenUnavailable: 'allow' }).attempt(
      key('x'),
      one,
    );
    expect(unasked).toMatchObject({ remaining: undefined, resetAt: clockMs });
    await expect(unasked.clear()).rejects.toThrow('ECONNREFUSED');
    const tokens = await new TokenBucketLimit(broken(), { whenUnavailable: 'allow' }).attempt(key('x'), {
      capacity: 1,
      refillMs: 1,
    });
    await expect(tokens.clear()).rejects.toThrow('ECONNREFUSED');
    const bucket = new TokenBucketLimit(broken(), { whenUnavailable: 'refuse' });
    await expect(bucket.attempt(key('down'), { capacity: 1, refillMs: 1 })).rejects.toThrow(AttemptsError);
  });
});

describe('bad input to a limiter', () => {
  it.each<[object, string]>([
    [{ attemptsMax: 0, windowMs: 1 }, 'attemptsMax must be a whole number of at least 1, not 0.'],
    [{ attemptsMax: 1, windowMs: -1 }, 'windowMs must be a whole number of at least 1, not -1.'],
    [{ attemptsMax: 1, windowMs: 1, window: 1 }, 'limit.window must be left out'],
  ])('is named: %#', async (limit, message) => {
    const bad = { attemptsMax: 1, windowMs: 1, ...limit };
    await expect(new LimitedAttempt(table()).attempt(key('bad'), bad)).rejects.toThrow(message);
  });

  it.each<[object, string]>([
    [{ attemptsMax: 1001 }, 'attemptsMax must be a whole number from 1 to 1000, not 1001.'],
    [{ attemptsMax: 0 }, 'attemptsMax must be'],
    [{ windowMs: 0 }, 'windowMs must be'],
    [{ window: 1 }, 'limit.window must be left out'],
  ])('of a sliding window is named: %#', async (limit, message) => {
    const bad = { attemptsMax: 1, windowMs: 1, ...limit };
    await expect(new SlidingWindowLimit(table()).attempt(key('bad'), bad)).rejects.toThrow(message);
  });

  it.each<[object, string]>([
    [{ capacity: 0 }, 'capacity must be'],
    [{ refillMs: 0 }, 'refillMs must be'],
    [{ refill: 1 }, 'limit.refill must be left out'],
  ])('of a token bucket is named: %#', async (limit, message) => {
    const bad = { capacity: 1, refillMs: 1, ...limit };
    await expect(new TokenBucketLimit(table()).attempt(key('bad'), bad)).rejects.toThrow(message);
  });

  it('names a context that is too large for an item', async () => {
    const limit = { attemptsMax: 1, windowMs: 1 };
    const large = 'x'.repeat(400 * 1024);
    await expect(new LimitedAttempt(table()).attempt(key('large'), limit, large)).rejects.toThrow('context');
  });

  it.each([LimitedAttempt, SlidingWindowLimit, TokenBucketLimit])('names an option of %p', (Limiter) => {
    const options = JSON.parse('{ "unknown": true }');
    expect(() => new Limiter(table(), options)).toThrow(`${Limiter.name}.unknown must be left out`);
  });

  it('names a choice that does not exist', () => {
    const options = JSON.parse('{ "whenUnavailable": "maybe" }');
    expect(() => new LimitedAttempt(table(), options)).toThrow(
      'whenUnavailable must be one of throw, allow, refuse, not "maybe".',
    );
  });
});
