import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { createTestClient, createTestTable } from '../../../test/test-table.ts';
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
const text = (bytes: number) => 'x'.repeat(bytes);
const inSeconds = (seconds: number) => nowMs / 1000 + seconds;

it('the table deletes states by the attribute that says when they end', () => {
  expect(statesTable.ttlAttribute).toBe('expiresAt');
});

describe.each([
  ['in one item', 10],
  ['with a body of its own', 5000],
])('a state %s that expires', (_, bytes) => {
  const senderId = (name: string) => `${name}-${bytes}`;
  const keep = async (name: string, expiresAt: number | undefined) =>
    states.saveState({ senderId: senderId(name), state: { text: text(bytes) }, expiresAt });

  it('I8: is there until its second, and then absent though it is still stored', async () => {
    await keep('ends', inSeconds(60));
    nowMs += 59_999;
    expect(await states.getState(senderId('ends'))).toMatchObject({ state: { text: text(bytes) } });
    nowMs += 1;
    expect(await states.getState(senderId('ends'))).toBeNull();
    expect(await states.readState(senderId('ends'))).toMatchObject({ state: {} });
    expect(await states.getStates({ search: senderId('ends') })).toMatchObject({ data: [] });
    expect(await stored(senderId('ends'))).toBeDefined();
  });

  it('I8: is deleted whole: every item of it says when', async () => {
    await keep('whole', inSeconds(60));
    const { bodySlot } = (await stored(senderId('whole'))) ?? {};
    const keys = [
      senderId('whole'),
      ...(bodySlot === undefined ? [] : [`|${senderId('whole')}|body${bodySlot}`]),
    ];
    expect(keys).toHaveLength(bytes > 2048 ? 2 : 1);
    for (const key of keys) expect(await stored(key)).toMatchObject({ expiresAt: inSeconds(60) });
  });

  it('I18: leaves nothing to the next holder, who gets the default, a higher fence, and may save', async () => {
    await keep('next', inSeconds(60));
    const before = await states.lockState({ senderId: senderId('next'), leaseMs: 1000 });
    await states.saveState(before);
    await keep('next', inSeconds(60));
    nowMs += 60_000;
    const next = await states.lockState({
      senderId: senderId('next'),
      leaseMs: 1000,
      defaultState: { step: 1 },
    });
    expect(next).toMatchObject({ state: { step: 1 } });
    expect(next).not.toHaveProperty('state.text');
    expect(next.fence).toBeGreaterThan(before.fence);
    await expect(states.lockState({ senderId: senderId('next'), leaseMs: 1000 })).rejects.toMatchObject({
      code: 11000,
    });
    await states.saveState({ ...next, state: { step: 2 } });
    expect(await states.getState(senderId('next'))).toMatchObject({ state: { step: 2 } });
  });

  it('I18: does not come back to life when it is locked and released without a save', async () => {
    await keep('released', inSeconds(60));
    nowMs += 60_000;
    await states.unlock(await states.lockState({ senderId: senderId('released'), leaseMs: 1000 }));
    expect(await states.getState(senderId('released'))).toBeNull();
    expect(await stored(senderId('released'))).toHaveProperty('expiresAt');
  });

  it('keeps its end with a save of what was locked or read, unless the save says otherwise', async () => {
    await keep('end', inSeconds(60));
    const lock = () => states.lockState({ senderId: senderId('end'), leaseMs: 1000 });
    await states.saveState({ ...(await lock()), state: { kept: 1, text: text(bytes) } });
    await states.saveState(await states.readState(senderId('end')));
    expect(await states.getState(senderId('end'))).toMatchObject({ expiresAt: inSeconds(60) });
    await states.saveState({ ...(await lock()), expiresAt: inSeconds(120) });
    expect(await lock()).toMatchObject({ expiresAt: inSeconds(120) });
    nowMs += 119_000;
    await states.saveState({ ...(await lock()), expiresAt: undefined });
    nowMs += 1e12;
    expect(await states.getState(senderId('end'))).not.toBeNull();
  });

  it('has one winner of 16 who lock it after its end', async () => {
    await keep('race', inSeconds(1));
    nowMs += 1000;
    const locks = await Promise.allSettled(
      Array.from({ length: 16 }, () => states.lockState({ senderId: senderId('race'), leaseMs: 1000 })),
    );
    expect(locks.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const lock of locks) {
      if (lock.status === 'rejected') expect(lock.reason).toMatchObject({ code: 11000 });
    }
  });

  it('is kept for its holder, whose lease outlives it', async () => {
    await keep('holder', inSeconds(1));
    const holder = await states.lockState({ senderId: senderId('holder'), leaseMs: 10_000 });
    nowMs += 2000;
    await expect(states.lockState({ senderId: senderId('holder'), leaseMs: 1000 })).rejects.toMatchObject({
      code: 11000,
    });
    await states.saveState({ ...holder, expiresAt: inSeconds(60) });
    expect(await states.getState(senderId('holder'))).toMatchObject({ state: { text: text(bytes) } });
  });

  it('I18: of an earlier life counts as absent, and is replaced by the first save of the next', async () => {
    const first = {
      senderId: senderId('life'),
      life: 1000,
      state: { name: 'Anna', text: text(bytes) },
      note: 'n',
    };
    await states.saveState(first);
    const own = await states.lockState({ senderId: first.senderId, leaseMs: 1000, life: 1000 });
    expect(own).toMatchObject({ state: { name: 'Anna' }, note: 'n', life: 1000 });
    await states.unlock(own);
    const next = await states.lockState({ senderId: first.senderId, leaseMs: 1000, life: 2000 });
    expect(next).toMatchObject({ state: {}, life: 2000 });
    expect(next.state).toEqual({});
    expect(next).not.toHaveProperty('note');
    await states.saveState({ ...next, state: { name: 'Eve' } });
    expect(await states.readState(first.senderId, { life: 1000 })).toMatchObject({ state: {}, life: 1000 });
    expect(await states.readState(first.senderId, { life: 2000 })).toMatchObject({ state: { name: 'Eve' } });
    expect(await states.getState(first.senderId)).toMatchObject({ state: { name: 'Eve' }, life: 2000 });
    expect(await stored(`|${first.senderId}|body0`)).toBeUndefined();
    expect(await stored(`|${first.senderId}|body1`)).toBeUndefined();
  });
});

it('I18: a state that was saved without a life is not of the life that is asked for', async () => {
  await states.saveState({ senderId: 'lifeless', state: { name: 'Anna' } });
  expect(await states.readState('lifeless', { life: 'b' })).toMatchObject({ state: {}, life: 'b' });
  expect(await states.readState('lifeless')).toMatchObject({ state: { name: 'Anna' } });
});

it('an item that holds nothing but a lock expires where its holder says so, and no other does', async () => {
  await states.lockState({ senderId: 'lock only', leaseMs: 1000, expiresAt: inSeconds(60) });
  expect(await stored('lock only')).toMatchObject({ expiresAt: inSeconds(60) });
  await states.saveState({ senderId: 'kept', state: {}, expiresAt: inSeconds(100) });
  await states.lockState({ senderId: 'kept', leaseMs: 1000, expiresAt: inSeconds(60) });
  expect(await stored('kept')).toMatchObject({ expiresAt: inSeconds(100) });
});

it('a new item of a sender whose old one was deleted has a higher fence', async () => {
  const first = await states.lockState({ senderId: 'deleted', leaseMs: 1000 });
  await client.send(new PutCommand({ TableName: tableName, Item: { senderId: 'deleted' } }));
  nowMs += 10;
  expect((await states.lockState({ senderId: 'deleted', leaseMs: 1000 })).fence).toBeGreaterThan(first.fence);
});

it.each([
  ['life', { life: {} }],
  ['life', { life: 0.5 }],
  ['expiresAt', { expiresAt: 0.5 }],
  ['expiresAt', { expiresAt: '2030' }],
])('refuses a wrong %s by name before anything is sent', async (option, wrong) => {
  const item = { senderId: 'wrong', state: {}, ...wrong } as never;
  await expect(states.saveState(item)).rejects.toThrow(`${option} must be`);
});
