import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeRequest } from '../../../test/before-request.ts';
import { createFaultyClient } from '../../../test/faults.ts';
import { createTestClient, createTestTable } from '../../../test/test-table.ts';
import { storedKeyOf } from '../partitioned/compound-key.ts';
import { PartitionedKeyValueTable } from '../partitioned/partitioned-key-value-table.ts';
import { partitionedKeysTable } from '../partitioned/partitioned-keys.table.ts';
import { DoOnceManager } from './do-once-manager.ts';
import { DoOnceInProgressError, DoOnceLeaseLostError } from './errors.ts';

const client = createTestClient();
let tableName = '';
let clockMs = 1_700_000_000_000;
const now = () => clockMs;
const table = () => new PartitionedKeyValueTable({ client, tableName, now });
/** Waits take no time, and leases are renewed only by those that wait. */
const once = (options = {}) =>
  new DoOnceManager(table(), { sleep: () => new Promise(setImmediate), ...options });
/** A process that stands still: its lease is never renewed. */
const frozen = () => once({ sleep: () => new Promise(() => {}) });
const times = <Result>(count: number, work: (index: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

beforeAll(async () => {
  tableName = await createTestTable(client, partitionedKeysTable);
});

describe('doing something once', () => {
  it('gives the result to the first, and again to all after', async () => {
    const first = await once().doOnce('anna', 'mail', async () => ({ sent: true }));
    expect(first).toEqual({ didAction: true, actionResponse: { sent: true }, at: clockMs });
    clockMs += 5;
    const again = await once().doOnce('anna', 'mail', async () => ({ sent: false }));
    expect(again).toEqual({ didAction: false, actionResponse: { sent: true }, at: clockMs - 5 });
    expect(await once().haveAlreadyDone('anna', 'mail')).toEqual({ done: true, at: clockMs - 5 });
    expect(await once().haveAlreadyDone('anna', 'other')).toBeUndefined();
  });

  it('I13: fault: doOnce ran the action 20 times for 20 callers at once', async () => {
    let running = 0;
    let runs = 0;
    const results = await times(32, (index) =>
      once().doOnce('anna', 'parallel', async () => {
        runs += 1;
        running += 1;
        expect(running).toBe(1);
        await new Promise((resolve) => setTimeout(resolve, 20));
        running -= 1;
        return index;
      }),
    );
    expect(runs).toBe(1);
    const winner = results.find(({ didAction }) => didAction);
    expect(new Set(results.map(({ actionResponse }) => actionResponse))).toEqual(
      new Set([winner?.actionResponse]),
    );
  });

  it('is not done by an action that throws, which can be tried again at once', async () => {
    const failing = async () => {
      throw new Error('failed');
    };
    await expect(once().doOnce('anna', 'fails', failing)).rejects.toThrow('failed');
    expect(await once().haveAlreadyDone('anna', 'fails')).toBeUndefined();
    expect(await once().doOnce('anna', 'fails', async () => 1)).toMatchObject({ didAction: true });
  });

  const thrower = () => {
    throw new Error('no x today');
  };
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;

  it.each([
    ['a cycle', cyclic, 'The value at "actionResponse.self" is a cycle: only data can be stored.'],
    ['a socket', { agent: new WeakMap() }, 'The value at "actionResponse.agent" is of type WeakMap'],
    [
      'a getter that throws',
      Object.defineProperty({}, 'x', { enumerable: true, get: thrower }),
      'no x today',
    ],
    [
      'a getter that throws at length',
      Object.defineProperty({}, 'x', {
        enumerable: true,
        get: () => {
          throw new Error('x'.repeat(2000));
        },
      }),
      'x'.repeat(1000),
    ],
    ['over 400 KB', 'x'.repeat(401 * 1024), 'actionResponse must be small enough for an item'],
  ])(
    'fault: it was done 3 times in 3 calls: is done once though its result, %s, cannot be stored',
    async (what, result, reason) => {
      let runs = 0;
      const send = () =>
        once().doOnce('anna', `unstorable ${what}`, async () => {
          runs += 1;
          return result;
        });
      const first = await send();
      expect(first.actionResponse).toBe(result);
      expect({ ...first, actionResponse: 0 }).toEqual({
        didAction: true,
        actionResponse: 0,
        at: clockMs,
        responseNotStored: expect.stringContaining(reason),
      });
      expect(first.responseNotStored?.length).toBeLessThanOrEqual(1000);
      const again = { didAction: false, at: clockMs, responseNotStored: expect.stringContaining(reason) };
      expect(await send()).toEqual(again);
      expect(await send()).toEqual(again);
      expect(runs).toBe(1);
    },
  );

  it('fault: a Date came back as text: gives back what the action returned, of every type that can be stored', async () => {
    const result = { at: new Date(5), ids: new Set([1n]), bytes: Buffer.from('a'), none: Number.NaN };
    const send = () => once().doOnce('anna', 'typed', async () => result);
    expect(await send()).toMatchObject({ didAction: true, actionResponse: result });
    expect(await send()).toEqual({ didAction: false, actionResponse: result, at: clockMs });
  });

  it("tells of the action's failure though the failure cannot be written", async () => {
    const failing = createTestClient();
    beforeRequest(failing, async (operation) => {
      if (operation === 'DeleteItem') throw new Error('the connection broke');
    });
    const manager = new DoOnceManager(new PartitionedKeyValueTable({ client: failing, tableName, now }));
    const failed = manager.doOnce('anna', 'broken', () => Promise.reject(new Error('no mail today')));
    await expect(failed).rejects.toThrow('no mail today');
  });

  it('may be marked and forgotten', async () => {
    const at = await once().markDone('anna', 'marked');
    clockMs += 5;
    expect(await once().markDone('anna', 'marked')).toBe(at);
    expect(await once().doOnce('anna', 'marked', async () => 1)).toEqual({ didAction: false, at });
    await once().clearKey('anna', 'marked');
    expect(await once().doOnce('anna', 'marked', async () => 1)).toMatchObject({ didAction: true });
  });

  it('tells when it was done, not when it was begun', async () => {
    const started = clockMs;
    const first = await once().doOnce('anna', 'slow', async () => {
      clockMs += 700;
    });
    expect(first).toStrictEqual({ didAction: true, actionResponse: undefined, at: started + 700 });
    const again = await once().doOnce('anna', 'slow', async () => 1);
    expect(again).toStrictEqual({ didAction: false, at: started + 700 });
  });

  it('knows no time where the original did not', async () => {
    await table().set({ partition: 'anna', namespace: 'users', sort: 'do_once.untimed' }, 'once');
    expect(await once().haveAlreadyDone('anna', 'untimed')).toStrictEqual({ done: true });
    expect(await once().doOnce('anna', 'untimed', async () => 1)).toStrictEqual({ didAction: false });
    expect(await once().markDone('anna', 'untimed')).toBe(clockMs);
  });

  it.each([
    ['the beginning', [0, 1, 1, 1]],
    ['the end', [1, 0, 1, 1]],
  ])('is done once though the answer to %s is lost', async (what, chances) => {
    const left = [...chances];
    const rates = { throttle: 0, loseAnswer: 0.5, crashBefore: 0, crashAfter: 0 };
    const faulty = createFaultyClient(() => left.shift() ?? 1, rates);
    const manager = new DoOnceManager(new PartitionedKeyValueTable({ client: faulty, tableName, now }));
    expect(await manager.doOnce('anna', `lost ${what}`, async () => 1)).toMatchObject({ didAction: true });
    expect(await once().doOnce('anna', `lost ${what}`, async () => 2)).toMatchObject({ actionResponse: 1 });
  });

  it('is not taken for done when DynamoDB fails', async () => {
    const failing = createTestClient();
    beforeRequest(failing, async () => {
      throw new Error('no network');
    });
    const manager = new DoOnceManager(new PartitionedKeyValueTable({ client: failing, tableName, now }));
    await expect(manager.doOnce('anna', 'unreached', async () => 1)).rejects.toThrow('no network');
    await expect(manager.haveAlreadyDone('anna', 'unreached')).rejects.toThrow('no network');
  });

  it('names its run as it is told to, and leaves no lease behind', async () => {
    const named = once({ newId: () => 'run', random: () => 0 });
    const Key = storedKeyOf({ partition: 'anna', namespace: 'users', sort: 'do_once.named' });
    const read = async () => (await client.send(new GetCommand({ TableName: tableName, Key }))).Item;
    await named.doOnce('anna', 'named', async () => {
      expect(await read()).toMatchObject({ lockedBy: 'run', lockedUntil: clockMs + 30_000 });
    });
    expect(await read()).toStrictEqual({ ...Key, data: String(clockMs), lockedBy: 'run' });
  });

  it('knows what the original has done', async () => {
    await table().set({ partition: 'anna', namespace: 'users', sort: 'do_once.old' }, 1_600_000_000_000);
    const found = await once().doOnce('anna', 'old', async () => 1);
    expect(found).toEqual({ didAction: false, at: 1_600_000_000_000 });
  });

  it('I8: is forgotten after its time', async () => {
    await once().doOnce('anna', 'daily', async () => 1, { ttlSeconds: 10 });
    const at = clockMs;
    clockMs += 9_999;
    expect(await once().haveAlreadyDone('anna', 'daily')).toEqual({ done: true, at });
    // The table counts in whole seconds.
    clockMs += 1_000;
    expect(await once().haveAlreadyDone('anna', 'daily')).toBeUndefined();
    // The new run has neither the old one's result nor its end.
    expect(await once().doOnce('anna', 'daily', async () => undefined)).toMatchObject({ didAction: true });
    clockMs += 3_600_000;
    const again = await once().doOnce('anna', 'daily', async () => 3);
    expect(again).toStrictEqual({ didAction: false, at: clockMs - 3_600_000 });
  });

  it.each([0, 1, 999])(
    'stays done for its whole time, begun %i ms into a second, and less than a second longer',
    async (intoSecond) => {
      clockMs = Math.ceil(clockMs / 1000) * 1000 + intoSecond;
      let runs = 0;
      const daily = () =>
        once().doOnce('anna', `second ${intoSecond}`, async () => ++runs, { ttlSeconds: 1 });
      await daily();
      clockMs += 999;
      expect(await daily()).toMatchObject({ didAction: false, actionResponse: 1 });
      clockMs += 1_000;
      expect(await daily()).toMatchObject({ didAction: true, actionResponse: 2 });
    },
  );
});

describe('while another one is doing it', () => {
  const begin = async (key: string) => {
    let finish = (_result: number) => {};
    const result = new Promise<number>((resolve) => {
      finish = resolve;
    });
    const running = new Promise<void>((begun) => {
      void frozen()
        .doOnce('ben', key, async () => {
          begun();
          return result;
        })
        .catch(() => {});
    });
    await running;
    return finish;
  };

  it('a call is told at once, or goes on without, as it chooses', async () => {
    await begin('chosen');
    const action = async () => 2;
    await expect(once().doOnce('ben', 'chosen', action, { whenRunning: 'throw' })).rejects.toThrow(
      DoOnceInProgressError,
    );
    expect(await once().doOnce('ben', 'chosen', action, { whenRunning: 'skip' })).toEqual({
      didAction: false,
    });
  });

  it('a call that waits gets the result', async () => {
    const finish = await begin('waited');
    setTimeout(() => finish(42), 10);
    expect(await once().doOnce('ben', 'waited', async () => 2)).toMatchObject({
      didAction: false,
      actionResponse: 42,
    });
  });

  it.each([
    ['as it chooses', 'chosen wait', { waitMs: 200 }, 200],
    ['not at all', 'no wait', { waitMs: 0 }, 0],
    ['half a minute', 'long wait', { leaseMs: 5_000 }, 30_000],
  ])('a call waits no longer than it is to: %s', async (_, key, options, waitMs) => {
    const long = { leaseMs: 60_000 };
    let end = () => {};
    const running = new Promise<void>((begun) => {
      void frozen().doOnce(
        'ben',
        key,
        () =>
          new Promise<void>((resolve) => {
            end = resolve;
            begun();
          }),
        long,
      );
    });
    await running;
    const started = clockMs;
    let longest = 0;
    const waiting = once({
      random: () => 0.5,
      sleep: async (ms: number) => {
        longest = Math.max(longest, ms);
        clockMs += Math.max(ms, 1);
      },
    });
    await expect(waiting.doOnce('ben', key, async () => 2, options)).rejects.toMatchObject({
      name: 'DoOnceInProgressError',
      userId: 'ben',
      key,
    });
    expect(clockMs - started).toBe(waitMs);
    expect(longest).toBeLessThanOrEqual(500);
    end();
  });

  it('a living one keeps its lease, and is no longer watched once it has ended', async () => {
    let beats = 0;
    let stopped: AbortSignal | undefined;
    const beating = async (ms: number, { signal }: { signal?: AbortSignal } = {}) => {
      stopped = signal;
      beats += 1;
      if (beats > 9) await new Promise(() => {});
      clockMs += ms;
    };
    const started = clockMs;
    const done = await once({ sleep: beating }).doOnce('ben', 'living', async (signal) => {
      while (beats <= 9 && !signal.aborted) await new Promise(setImmediate);
      expect(clockMs - started).toBeGreaterThan(60_000);
      const other = once().doOnce('ben', 'living', async () => 2, { whenRunning: 'throw' });
      await expect(other).rejects.toThrow(DoOnceInProgressError);
      expect(signal.aborted).toBe(false);
      expect(stopped?.aborted).toBe(false);
      return 1;
    });
    expect(done).toMatchObject({ didAction: true, actionResponse: 1 });
    expect(stopped?.aborted).toBe(true);
  });

  it('one that fails does not take back that it was marked as done meanwhile', async () => {
    const failing = once().doOnce('ben', 'marked', async () => {
      await table().set({ partition: 'ben', namespace: 'users', sort: 'do_once.marked' }, 5);
      throw new Error('failed');
    });
    await expect(failing).rejects.toThrow('failed');
    expect(await once().haveAlreadyDone('ben', 'marked')).toEqual({ done: true, at: 5 });
  });

  it('a late one that fails does not end the run of its successor', async () => {
    let end = () => {};
    const late = frozen().doOnce(
      'ben',
      'failing late',
      async () => {
        clockMs += 1000;
        await new Promise<void>((begun) => {
          void frozen().doOnce(
            'ben',
            'failing late',
            () =>
              new Promise<void>((resolve) => {
                end = resolve;
                begun();
              }),
          );
        });
        throw new Error('too late');
      },
      { leaseMs: 1000 },
    );
    await expect(late).rejects.toThrow('too late');
    const third = once().doOnce('ben', 'failing late', async () => 3, { whenRunning: 'throw' });
    await expect(third).rejects.toThrow(DoOnceInProgressError);
    end();
  });

  it('a call that has waited long enough is told', async () => {
    await begin('bounded');
    const waiting = once({
      sleep: async (ms: number) => {
        clockMs += Math.max(ms, 1);
      },
    });
    await expect(waiting.doOnce('ben', 'bounded', async () => 2, { waitMs: 200 })).rejects.toThrow(
      DoOnceInProgressError,
    );
  });

  it('it is begun again once the lease of a dead one has run out', async () => {
    await begin('dead');
    clockMs += 29_999;
    const early = once().doOnce('ben', 'dead', async () => 1, { whenRunning: 'throw' });
    await expect(early).rejects.toThrow(DoOnceInProgressError);
    clockMs += 1;
    expect(await once().doOnce('ben', 'dead', async () => 2)).toMatchObject({ actionResponse: 2 });
  });

  it('a late one cannot overwrite the result, and is told', async () => {
    const late = frozen().doOnce(
      'ben',
      'late',
      async () => {
        clockMs += 1000;
        await once().doOnce('ben', 'late', async () => 'second');
        return 'first';
      },
      { leaseMs: 1000 },
    );
    await expect(late).rejects.toThrow(DoOnceLeaseLostError);
    expect(await once().doOnce('ben', 'late', async () => 'third')).toMatchObject({
      actionResponse: 'second',
    });
  });
});

describe('bad input to doing once', () => {
  it.each<[string, string, object, string]>([
    ['', 'k', {}, 'userId must be a text'],
    ['u', '', {}, 'key must be a text'],
    ['u', 'k', { leaseMs: 0.5 }, 'leaseMs must be a whole number of at least 1'],
    ['u', 'k', { waitMs: -1 }, 'waitMs must be a whole number of at least 0'],
    ['u', 'k', { whenRunning: 'maybe' }, 'whenRunning must be one of wait, throw, skip, not "maybe".'],
    ['u', 'k', { ttlSeconds: 0 }, 'ttlSeconds must be a whole number of at least 1'],
    ['u', 'k'.repeat(1024), {}, 'key must be a text'],
    ['u', 'k', { lease: 1 }, 'doOnce.lease must be left out'],
  ])('is named: %#', async (userId, key, options, message) => {
    await expect(once().doOnce(userId, key, async () => 1, options)).rejects.toThrow(message);
  });

  it('names an option that does not exist', () => {
    expect(() => once({ sleeps: 1 })).toThrow('DoOnceManager.sleeps must be left out');
  });
});
