import assert from 'node:assert/strict';
import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  ScanCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { MemoryStateStorage } from 'wingbot';
import { beforeRequest } from '../../../test/before-request.ts';
import { collide } from '../../../test/collide.ts';
import { createTestClient, createTestTable } from '../../../test/test-table.ts';
import { UnstorableValueError } from '../../shared/encoding/unstorable-value-error.ts';
import { StateDamagedError, StateLockedError, StateLockLostError, StateTooLargeError } from './errors.ts';
import { StateStorage } from './state-storage.ts';
import { statesTable } from './states.table.ts';

const client = createTestClient();
let tableName: string;
let nowMs: number;
let states: StateStorage;

beforeAll(async () => {
  tableName = await createTestTable(client, statesTable);
});

beforeEach(() => {
  nowMs = 1_700_000_000_000;
  states = new StateStorage(tableName, { client, now: () => nowMs });
});

const stored = async (senderId: string) =>
  (await client.send(new GetCommand({ TableName: tableName, Key: { senderId }, ConsistentRead: true }))).Item;
const large = (bytes: number) => ({ text: 'x'.repeat(bytes) });
const incompressible = (bytes: number) => {
  let seed = 1;
  const next = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed.toString(36);
  };
  let text = '';
  while (text.length < bytes) text += next();
  return { text };
};

function nested(levels: number): object {
  let deep: object = {};
  for (let level = 0; level < levels; level += 1) deep = { down: deep };
  return deep;
}

describe('a state', () => {
  it('is the default one until it is saved, and the default is not stored', async () => {
    const item = await states.getOrCreateAndLock('default', { step: 1 }, 1000);
    expect(item).toMatchObject({ senderId: 'default', state: { step: 1 } });
    expect(await stored('default')).not.toHaveProperty('state');
    expect(await states.getState('default')).toBeNull();
  });

  it('comes back as it was saved, with everything that its owner keeps beside it', async () => {
    const item = await states.getOrCreateAndLock('whole', {}, 1000);
    const lastInteraction = new Date(5);
    Object.assign(item, {
      state: { step: 2 },
      lastInteraction,
      lastTimestamps: [1, 2],
      name: null,
      off: false,
    });
    expect(await states.saveState(item)).toBe(item);
    const saved = {
      senderId: 'whole',
      state: { step: 2 },
      lastInteraction,
      lastTimestamps: [1, 2],
      name: null,
      off: false,
    };
    expect(await states.getOrCreateAndLock('whole', {}, 1000)).toMatchObject(saved);
    expect(await states.getState('whole')).toEqual(saved);
  });

  it('fault: Sets and Buffers were mangled: it may hold Dates, Sets and Buffers', async () => {
    const state = { date: new Date(7), set: new Set(['a']), empty: new Set(), buffer: Buffer.from('bytes') };
    await states.saveState(await states.getOrCreateAndLock('types', state, 1000));
    expect((await states.getState('types'))?.state).toStrictEqual(state);
  });

  it('fault: a text of the user that looks like an ISO date became a Date: it stays a text', async () => {
    const state = { text: '2024-01-01T00:00:00.000Z' };
    await states.saveState(await states.getOrCreateAndLock('iso', state, 1000));
    expect((await states.getState('iso'))?.state).toEqual(state);
  });

  it('is saved without touching what the caller gave', async () => {
    const item = await states.getOrCreateAndLock(
      'untouched',
      { nested: { date: new Date(1), list: [new Set([1])] } },
      1000,
    );
    const before = structuredClone(item);
    await states.saveState(item);
    expect(item).toEqual(before);
  });

  it('fault: the copy took time exponential in the depth: it takes time proportional to it', async () => {
    let deep: object = {};
    for (let level = 0; level < 300; level += 1) deep = { down: deep };
    await states.saveState(await states.getOrCreateAndLock('deep', deep, 1000));
    expect((await states.getState('deep'))?.state).toEqual(deep);
  });

  it('of a sender on one page is another one than on the next, and than without a page', async () => {
    for (const pageId of ['p1', 'p2', null]) {
      await states.saveState(await states.getOrCreateAndLock('paged', pageId, { pageId }, 1000));
    }
    expect((await states.getState('paged', 'p1'))?.state).toEqual({ pageId: 'p1' });
    expect((await states.getState('paged', 'p2'))?.state).toEqual({ pageId: 'p2' });
    expect((await states.getState('paged'))?.state).toEqual({ pageId: null });
    expect(await states.getState('p1|paged')).toBeNull();
  });

  it('written by the original storage is read', async () => {
    await client.send(
      new PutCommand({ TableName: tableName, Item: { senderId: 'legacy', lock: 0, state: { a: { b: 1 } } } }),
    );
    expect(await states.getOrCreateAndLock('legacy', {}, 1000)).toMatchObject({ state: { a: { b: 1 } } });
  });
});

describe('the lock of a state', () => {
  it('keeps everyone else out, with the code that wingbot retries on', async () => {
    await states.getOrCreateAndLock('held', {}, 1000);
    const refused = states.getOrCreateAndLock('held', {}, 1000);
    await expect(refused).rejects.toBeInstanceOf(StateLockedError);
    await expect(refused).rejects.toMatchObject({ code: 11000, lockedUntil: nowMs + 1000 });
  });

  it('fault: the timeout of the one who wanted it decided: it lasts as long as its holder asked for', async () => {
    await states.getOrCreateAndLock('lease', {}, 30_000);
    nowMs += 29_999;
    await expect(states.getOrCreateAndLock('lease', {}, 500)).rejects.toMatchObject({ code: 11000 });
    nowMs += 1;
    await expect(states.getOrCreateAndLock('lease', {}, 500)).resolves.toMatchObject({ senderId: 'lease' });
  });

  it('fault: an item without a lock could never be locked: it can be taken on one that was stored so', async () => {
    await client.send(
      new PutCommand({ TableName: tableName, Item: { senderId: 'lockless', state: { a: 1 } } }),
    );
    await expect(states.getOrCreateAndLock('lockless', {}, 1000)).resolves.toMatchObject({ state: { a: 1 } });
  });

  it('has exactly one winner of 32', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 32 }, () => states.getOrCreateAndLock('race', {}, 1000)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is free after a save, and its fence rises with every holder', async () => {
    const first = await states.getOrCreateAndLock('fence', {}, 1000);
    await states.saveState(first);
    const second = await states.getOrCreateAndLock('fence', {}, 1000);
    expect(second.fence).toBeGreaterThan(first.fence);
  });

  it('belongs to the one whose request was applied, though its answer was lost', async () => {
    const holder = new StateStorage(tableName, { client, now: () => nowMs, newId: () => 'same attempt' });
    await holder.getOrCreateAndLock('lost answer', {}, 1000);
    await expect(holder.getOrCreateAndLock('lost answer', {}, 1000)).resolves.toMatchObject({
      senderId: 'lost answer',
    });
  });

  it('can be extended by its holder, not by one who lost or released it', async () => {
    const first = await states.getOrCreateAndLock('extend', {}, 1000);
    expect(await states.extendLock(first, 5000)).toBe(nowMs + 5000);
    nowMs += 4000;
    await expect(states.getOrCreateAndLock('extend', {}, 1000)).rejects.toMatchObject({ code: 11000 });
    nowMs += 1000;
    const second = await states.getOrCreateAndLock('extend', {}, 1000);
    await expect(states.extendLock(first, 1000)).rejects.toBeInstanceOf(StateLockLostError);
    await states.saveState(second);
    await expect(states.extendLock(second, 1000)).rejects.toBeInstanceOf(StateLockLostError);
  });

  it('can be deleted by the holder of its lock only', async () => {
    const first = await states.getOrCreateAndLock('delete', {}, 1000);
    nowMs += 1000;
    const second = await states.getOrCreateAndLock('delete', {}, 1000);
    expect(await states.deleteState(first)).toBe(false);
    expect(await stored('delete')).toMatchObject({ senderId: 'delete' });
    expect(await states.deleteState(second)).toBe(true);
    expect(await stored('delete')).toBeUndefined();
    // A later holder is ahead of those who were there before.
    nowMs += 1;
    const third = await states.getOrCreateAndLock('delete', {}, 1000);
    expect(third.fence).toBeGreaterThan(second.fence);
  });

  it('can be released without saving, by its holder only', async () => {
    const first = await states.getOrCreateAndLock('unlock', {}, 1000);
    expect(await states.unlock(first)).toBe(true);
    const second = await states.getOrCreateAndLock('unlock', {}, 1000);
    expect(await states.unlock(first)).toBe(false);
    await expect(states.getOrCreateAndLock('unlock', {}, 1000)).rejects.toMatchObject({ code: 11000 });
    expect(await states.unlock(second)).toBe(true);
  });
});

describe.each([
  ['in one item', 10],
  ['with a body of its own', 5000],
])('I6: a state %s', (_, bytes) => {
  it('I6: fault: a stale holder overwrote it: it is never overwritten by a holder whose lease ran out', async () => {
    const sender = `stale-${bytes}`;
    const late = await states.getOrCreateAndLock(sender, { by: 'late', ...large(bytes) }, 1000);
    nowMs += 1000;
    const successor = await states.getOrCreateAndLock(sender, { by: 'successor', ...large(bytes) }, 1000);
    await expect(states.saveState(late)).rejects.toBeInstanceOf(StateLockLostError);
    await states.saveState(successor);
    await expect(states.saveState(late)).rejects.toMatchObject({ code: 'state.lockLost', fence: late.fence });
    expect((await states.getState(sender))?.state).toMatchObject({ by: 'successor' });
  });

  it('does not show what a late holder could not commit, even if its successor saves nothing', async () => {
    const sender = `uncommitted-${bytes}`;
    await states.saveState(await states.getOrCreateAndLock(sender, { by: 'first', ...large(bytes) }, 1000));
    const late = await states.getOrCreateAndLock(sender, {}, 1000);
    nowMs += 1000;
    const successor = await states.getOrCreateAndLock(sender, {}, 1000);
    await expect(
      states.saveState({ ...late, state: { by: 'late', ...large(bytes) } }),
    ).rejects.toBeInstanceOf(StateLockLostError);
    await states.unlock(successor);
    expect((await states.getState(sender))?.state).toMatchObject({ by: 'first' });
  });

  it('is not brought back by a late holder after it was erased', async () => {
    const sender = `erased-${bytes}`;
    const late = await states.getOrCreateAndLock(sender, large(bytes), 1000);
    await client.send(new PutCommand({ TableName: tableName, Item: { senderId: sender } }));
    await expect(states.saveState(late)).rejects.toBeInstanceOf(StateLockLostError);
    expect(await stored(`|${sender}|body0`)).toBeUndefined();
  });

  it('is saved once for each lock', async () => {
    const sender = `once-${bytes}`;
    const item = await states.getOrCreateAndLock(sender, { n: 1, ...large(bytes) }, 1000);
    await states.saveState(item);
    await expect(states.saveState({ ...item, state: { n: 2, ...large(bytes) } })).rejects.toBeInstanceOf(
      StateLockLostError,
    );
    expect((await states.getState(sender))?.state).toMatchObject({ n: 1 });
  });

  it('is saved by a transaction of the caller, or not at all', async () => {
    const sender = `transaction-${bytes}`;
    const late = await states.getOrCreateAndLock(sender, {}, 1000);
    nowMs += 1000;
    const successor = await states.getOrCreateAndLock(sender, { n: 1, ...large(bytes) }, 1000);
    const commit = (item: typeof late) =>
      client.send(new TransactWriteCommand({ TransactItems: states.saveStateWrites(item) }));
    await expect(commit({ ...late, state: large(bytes) })).rejects.toMatchObject({
      name: 'TransactionCanceledException',
    });
    await commit(successor);
    await expect(states.getOrCreateAndLock(sender, {}, 1000)).resolves.toMatchObject({ state: { n: 1 } });
  });
});

describe.each([
  ['in one item', 10],
  ['with a body of its own', 5000],
])('the save of a state %s whose answer was lost', (_, bytes) => {
  it('counts as made, though a successor took the state before it was sent again', async () => {
    const sender = `lost-${bytes}`;
    const losing = createTestClient();
    let puts = 0;
    losing.middlewareStack.add(
      (next, context) => async (args) => {
        const answer = await next(args);
        if (context.commandName !== 'PutItemCommand' || ++puts !== (bytes > 2048 ? 2 : 1)) return answer;
        await states.getOrCreateAndLock(sender, {}, 1000);
        throw Object.assign(new Error('The answer was lost'), { name: 'TimeoutError', $metadata: {} });
      },
      { step: 'deserialize', priority: 'low' },
    );
    const saving = new StateStorage(tableName, { client: losing, now: () => nowMs });
    const item = await saving.getOrCreateAndLock(sender, { n: 1, ...large(bytes) }, 1000);
    await saving.saveState(item);
    expect((await states.getState(sender))?.state).toMatchObject({ n: 1 });
  });
});

describe('a large state', () => {
  it.each([2100, 100_000, 500_000, 3_000_000])('of %i bytes comes back', async (bytes) => {
    const sender = `large-${bytes}`;
    for (const round of [1, 2, 3]) {
      await states.saveState({
        ...(await states.getOrCreateAndLock(sender, {}, 1000)),
        state: { round, ...large(bytes) },
      });
      expect((await states.getState(sender))?.state).toEqual({ round, ...large(bytes) });
    }
  });

  it('that fits into no item even compressed is refused before anything is written', async () => {
    const item = await states.getOrCreateAndLock('too large', incompressible(1_000_000), 1000);
    await expect(states.saveState(item)).rejects.toBeInstanceOf(StateTooLargeError);
    expect(() => states.saveStateWrites(item)).toThrow('at most 307200 are possible');
    expect(await states.getState('too large')).toBeNull();
  });

  it('leaves no body behind when it becomes small', async () => {
    for (const bytes of [5000, 5000, 10]) {
      await states.saveState({
        ...(await states.getOrCreateAndLock('shrinks', {}, 1000)),
        state: large(bytes),
      });
    }
    expect((await states.getState('shrinks'))?.state).toEqual(large(10));
    const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName, ConsistentRead: true }));
    expect(Items.filter(({ senderId }) => senderId.startsWith('|shrinks'))).toEqual([]);
  });
});

describe('a state with a body of its own', () => {
  const save = async (senderId: string) =>
    states.saveState({ ...(await states.getOrCreateAndLock(senderId, {}, 1000)), state: large(5000) });
  const bodies = async (senderId: string) => {
    const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName, ConsistentRead: true }));
    return Items.filter((item) => item.senderId.startsWith(`|${senderId}`));
  };

  it('leaves none behind when a transaction of the caller makes it small', async () => {
    for (let count = 0; count < 2; count += 1) await save('shrinks by transaction');
    const item = {
      ...(await states.getOrCreateAndLock('shrinks by transaction', {}, 1000)),
      state: large(10),
    };
    await client.send(new TransactWriteCommand({ TransactItems: states.saveStateWrites(item) }));
    expect((await states.getState('shrinks by transaction'))?.state).toEqual(large(10));
    expect(await bodies('shrinks by transaction')).toEqual([]);
  });

  it('is damaged once its body is gone, and stays so until somebody repairs it', async () => {
    await save('damaged');
    for (const { senderId } of await bodies('damaged'))
      await client.send(new DeleteCommand({ TableName: tableName, Key: { senderId } }));
    await expect(states.getState('damaged')).rejects.toThrow(StateDamagedError);
    await expect(states.readState('damaged')).rejects.toThrow(StateDamagedError);
    await expect(states.getOrCreateAndLock('damaged', {}, 1000)).rejects.toThrow(StateDamagedError);
    // Nobody holds its lock.
    await expect(states.getOrCreateAndLock('damaged', {}, 1000)).rejects.toThrow(StateDamagedError);
  });

  it('is not held by one who could not read it', async () => {
    await save('unread');
    const own = createTestClient();
    beforeRequest(own, async (operation) => {
      if (operation === 'GetItem') throw new Error('no network');
    });
    const failing = new StateStorage(tableName, { client: own, now: () => nowMs });
    await expect(failing.getOrCreateAndLock('unread', {}, 1000)).rejects.toThrow('no network');
    await expect(states.getOrCreateAndLock('unread', {}, 1000)).resolves.toMatchObject({
      state: large(5000),
    });
  });

  it('is another’s where its lease ran out, and it was saved anew, before its body was read', async () => {
    await save('overtaken');
    const own = createTestClient();
    beforeRequest(own, async (operation) => {
      if (operation !== 'GetItem') return;
      nowMs += 1000;
      // The second of them takes the place of the body that the late one was to read.
      for (let count = 0; count < 2; count += 1) await save('overtaken');
      await states.getOrCreateAndLock('overtaken', {}, 1000);
    });
    const late = new StateStorage(tableName, { client: own, now: () => nowMs });
    await expect(late.getOrCreateAndLock('overtaken', {}, 1000)).rejects.toThrow(StateLockedError);
  });
});

const cyclic: { self?: unknown } = {};
cyclic.self = cyclic;

describe.each([
  ['with a cycle', cyclic, 'value.unstorable'],
  ['with an Error in it', { failure: new Error('x') }, 'value.unstorable'],
  ['with a function in it', { later: () => 1 }, 'value.unstorable'],
  ['nested too deep', nested(600), 'value.unstorable'],
  ['of more than 300 KB that does not compress', incompressible(1_000_000), 'state.tooLarge'],
  ['of more than 4 MB', large(5_000_000), 'state.tooLarge'],
])('a state %s', (what, state, code) => {
  it('is refused by name before anything is sent: a transaction of the caller leaves the lock held', async () => {
    const senderId = `held ${what}`;
    const item = await states.lockState({ senderId, leaseMs: 1000 });
    const refused = () => states.saveStateWrites({ ...item, state });
    expect(refused).toThrow(UnstorableValueError);
    expect(refused).toThrow(expect.objectContaining({ code }));
    await expect(states.lockState({ senderId, leaseMs: 1000 })).rejects.toMatchObject({ code: 11000 });
    await states.saveState({ ...item, state: { step: 1 } });
    expect(await states.getState(senderId)).toEqual({ senderId, state: { step: 1 } });
  });

  it('fault: it stayed locked: a save that refuses it releases the lock, and what was saved before stays', async () => {
    const senderId = `released ${what}`;
    await states.saveState({ senderId, state: { step: 1 } });
    const item = await states.getOrCreateAndLock(senderId, {}, 30_000);
    await expect(states.saveState({ ...item, state })).rejects.toMatchObject({ code });
    expect(await states.getOrCreateAndLock(senderId, {}, 1000)).toMatchObject({ state: { step: 1 } });
  });
});

describe.each([
  ['small', 0],
  ['large', 5000],
])('a %s state', (size, padding) => {
  it.each([
    ['a cut emoji', { text: 'a\ud83d' }],
    ['integers above 2^53', { big: 2 ** 53 + 2, small: -(2 ** 70) }],
    ['numbers beyond those of DynamoDB', { large: 1e300, tiny: 1e-300, none: -0 }],
    ['an own __proto__', JSON.parse('{"__proto__": {"a": 1}, "constructor": 1, "toString": 2}')],
    ['an empty name', { '': 1 }],
    ['40 levels', nested(40)],
    ['bigints, Maps and typed arrays', { n: 10n ** 30n, m: new Map([[{ a: 1 }, new Float32Array([1.5])]]) }],
  ])('fault: could not be saved: keeps %s', async (what, content) => {
    const senderId = `${size} ${what}`;
    const state = { content, padding: 'x'.repeat(padding) };
    await states.saveState({ ...(await states.lockState({ senderId, leaseMs: 1000 })), state });
    assert.deepStrictEqual((await states.getState(senderId))?.state, state);
  });

  it('keeps attributes of its owner that bear the names of ours', async () => {
    const own = {
      savedBy: 'me',
      bodyFence: 1,
      lockedBy: 'you',
      interactedAt: 'noon',
      $x: 1,
      state: { a: 1 },
    };
    const senderId = `${size} names`;
    await states.saveState({ senderId, padding: 'x'.repeat(padding), ...own });
    expect(await states.getState(senderId)).toMatchObject(own);
    expect(await states.lockState({ senderId, leaseMs: 1000 })).toMatchObject(own);
  });
});

describe('fault: a write that collided with a transaction was not tried again', () => {
  it.each([1, 3])('%i collisions in a row do not show', async (count) => {
    const colliding = createTestClient();
    const waits: number[] = [];
    const sleep = async (ms: number) => waits.push(ms);
    const storage = new StateStorage(tableName, {
      client: colliding,
      now: () => nowMs,
      sleep,
      random: () => 1,
    });
    const senderId = `collides ${count}`;
    const collided: (() => number)[] = [];
    const each = async <Result>(work: () => Promise<Result>): Promise<Result> => {
      collided.push(collide(colliding, count));
      return work();
    };
    const item = await each(() => storage.lockState({ senderId, leaseMs: 1000 }));
    await each(() => storage.extendLock(item, 2000));
    await each(() => storage.saveState({ ...item, state: large(5000) }));
    const next = await each(() => storage.lockState({ senderId, leaseMs: 1000 }));
    await each(() => storage.saveState({ ...next, state: { small: true } }));
    await each(async () => storage.unlock(await storage.lockState({ senderId, leaseMs: 1000 })));
    expect(await states.getState(senderId)).toEqual({ senderId, state: { small: true } });
    expect(collided.map((howOften) => howOften())).toEqual([count, count, count, count, count, count]);
    expect(waits).toHaveLength(6 * count);
  });

  it('collisions without end are an error that says so', async () => {
    const colliding = createTestClient();
    collide(colliding, 1000);
    const storage = new StateStorage(tableName, { client: colliding, sleep: async () => {} });
    await expect(storage.lockState({ senderId: 'endless', leaseMs: 1000 })).rejects.toMatchObject({
      name: 'TransactionConflictException',
    });
  });
});

describe('saving what was not locked', () => {
  it('locks it first', async () => {
    await states.saveState({ senderId: 'import', state: { a: 1 } });
    expect((await states.getState('import'))?.state).toEqual({ a: 1 });
    await expect(states.saveState({ senderId: 'import', state: { run: () => 1 } })).rejects.toThrow(
      '"state.run"',
    );
    await states.getOrCreateAndLock('import', {}, 1000);
    await expect(states.saveState({ senderId: 'import', state: { a: 2 } })).rejects.toMatchObject({
      code: 11000,
    });
  });
});

describe('listing states', () => {
  let storage: StateStorage;
  const interactions: [string, number | undefined][] = [
    ['a', 30],
    ['b', 50],
    ['c', undefined],
    ['d', 40],
    ['e', 30],
  ];

  beforeAll(async () => {
    const listed = await createTestTable(client, statesTable);
    storage = new StateStorage(listed, { client });
    for (const [senderId, time] of interactions) {
      await storage.saveState({
        senderId,
        pageId: 'shop',
        state: large(senderId === 'b' ? 5000 : 1),
        ...(time !== undefined && { lastInteraction: new Date(time) }),
      });
    }
    await storage.lockState({ senderId: 'only locked', leaseMs: 1000 });
    const original = {
      senderId: 'original',
      lock: 0,
      state: {},
      lastInteraction: '1970-01-01T00:00:00.035Z',
    };
    await client.send(new PutCommand({ TableName: listed, Item: original }));
  });

  it("fault: lost wingbot's order: gives those who said something last first, page by page", async () => {
    const pages: string[][] = [];
    let lastKey: string | null = null;
    do {
      const page = await storage.getStates({}, 2, lastKey);
      pages.push(page.data.map(({ senderId }) => senderId));
      lastKey = page.lastKey;
    } while (lastKey);
    expect(pages).toEqual([
      ['b', 'd'],
      ['original', 'a'],
      ['e', 'c'],
    ]);
  });

  it("fault: threw where wingbot's own does not: takes null for no condition and no limit", async () => {
    expect((await storage.getStates({}, null)).data).toHaveLength(6);
    expect((await storage.getStates(null, null, null)).data).toHaveLength(6);
    const none = { search: null, senderIds: null, pageId: null };
    expect((await storage.getStates(none, 20)).data).toHaveLength(6);
  });

  it('finds a sender on every page, and with its body', async () => {
    expect((await storage.getStates({ search: 'b' })).data).toEqual([
      { senderId: 'b', pageId: 'shop', state: large(5000), lastInteraction: new Date(50) },
    ]);
    expect((await storage.getStates({ search: 'b', pageId: 'shop' })).data).toHaveLength(1);
    expect((await storage.getStates({ search: 'nobody' })).data).toEqual([]);
    expect((await storage.getStates({ search: 'nobody', pageId: 'shop' })).data).toEqual([]);
    const named = await storage.getStates({ senderIds: ['c', 'a', 'd'], pageId: 'shop' });
    expect(named.data.map(({ senderId }) => senderId)).toEqual(['d', 'a', 'c']);
  });

  it('finds the same as wingbot with its own storage', async () => {
    const memory = new MemoryStateStorage();
    for (const [senderId, time] of interactions) {
      await memory.saveState({ senderId, pageId: 'shop', state: {}, lastInteraction: new Date(time ?? 0) });
    }
    const ids = ({ data }: { data: readonly { senderId: string }[] }) => data.map(({ senderId }) => senderId);
    const condition = { pageId: 'shop' };
    expect(ids(await storage.getStates(condition, 20))).toEqual(ids(await memory.getStates(condition, 20)));
  });
});

describe('bad input is named', () => {
  const message = (promise: Promise<unknown>) =>
    promise.then(
      () => 'no error',
      (error: Error) => error.message,
    );

  it.each([
    ['', 1, 'senderId must be a text of 1 to 600 bytes, not "".'],
    ['anna', 0, 'timeoutMs must be a whole number of at least 1, not 0.'],
    ['anna', 1.5, 'timeoutMs must be a whole number of at least 1, not 1.5.'],
    ['anna', Number.NaN, 'timeoutMs must be a whole number of at least 1, not NaN.'],
  ])('sender %p, timeout %p', async (senderId, timeoutMs, expected) => {
    expect(await message(states.getOrCreateAndLock(senderId, {}, timeoutMs))).toBe(expected);
  });

  it('an unknown option, a function in the state, a wrong lastKey', async () => {
    const unknownOption = Object.assign({ client }, { tiemout: 5 });
    expect(() => new StateStorage(tableName, unknownOption)).toThrow('StateStorage.tiemout must be left out');
    const item = await states.getOrCreateAndLock('function', {}, 1000);
    expect(await message(states.saveState({ ...item, state: { greet: () => 'hi' } }))).toContain(
      '"state.greet" is a function',
    );
    expect(await message(states.getStates({}, 20, 'nonsense'))).toContain('lastKey must be');
  });
});
