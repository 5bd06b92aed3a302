import { BatchGetCommand, GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { measure } from '@switchboard/jest-preset/measure-cost';
import { createTestClient, createTestTable } from '../../../test/test-table.ts';
import { transactWrite } from '../../shared/transaction/transact-write.ts';
import { StateConflictError, StateLockLostError } from './errors.ts';
import { stateKey } from './state-item.ts';
import { parseState } from './state-reader.ts';
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

const lock = (senderId: string) => states.lockState({ senderId, leaseMs: 1000 });
const commit = async (item: Awaited<ReturnType<typeof states.readState>>) =>
  (await transactWrite(client, states.saveStateWrites(item))).length === 0;

describe.each([
  ['in one item', 10],
  ['with a body of its own', 5000],
])('a state %s, saved as it was read, without a lock', (_, bytes) => {
  const sender = (name: string) => `${name}-${bytes}`;
  const state = (by: string) => ({ by, text: 'x'.repeat(bytes) });

  it('is there, by a transaction of the caller and by a save', async () => {
    const none = await states.readState(sender('twice'));
    expect(none).toMatchObject({ senderId: sender('twice'), state: {} });
    expect(await commit({ ...none, state: state('transaction'), note: 1 })).toBe(true);
    const read = await states.readState(sender('twice'));
    expect(read).toMatchObject({ state: state('transaction'), note: 1 });
    await states.saveState({ ...read, state: state('save') });
    expect(await states.getState(sender('twice'))).toMatchObject({ state: state('save'), note: 1 });
  });

  it('is refused if someone saved it since, with a lock or without', async () => {
    const none = await states.readState(sender('first'));
    await states.saveState({ senderId: sender('first'), state: state('other') });
    expect(await commit({ ...none, state: state('late') })).toBe(false);
    const read = await states.readState(sender('first'));
    await states.saveState(await lock(sender('first')));
    expect(await commit({ ...read, state: state('late') })).toBe(false);
    await expect(states.saveState({ ...read, state: state('late') })).rejects.toBeInstanceOf(
      StateConflictError,
    );
    const again = await states.readState(sender('first'));
    expect(await commit({ ...again, state: state('quick') })).toBe(true);
    expect(await commit({ ...again, state: state('late') })).toBe(false);
    expect(await states.getState(sender('first'))).toMatchObject({ state: state('quick') });
  });

  it('is refused if it was read while someone held it, who saved it then', async () => {
    await states.saveState({ senderId: sender('held'), state: state('before') });
    const holder = await lock(sender('held'));
    const read = await states.readState(sender('held'));
    expect(await commit({ ...read, state: state('early') })).toBe(false);
    await states.saveState({ ...holder, state: state('holder') });
    expect(await commit({ ...read, state: state('late') })).toBe(false);
    await expect(states.saveState({ ...read, state: state('late') })).rejects.toBeInstanceOf(
      StateConflictError,
    );
    expect(await states.getState(sender('held'))).toMatchObject({ state: state('holder') });
  });

  it('takes the place of a holder who is gone, and keeps out what that one saves late', async () => {
    await states.saveState({ senderId: sender('gone'), state: state('before') });
    const gone = await lock(sender('gone'));
    const read = await states.readState(sender('gone'));
    nowMs += 1000;
    expect(await commit({ ...read, state: state('successor') })).toBe(true);
    await expect(states.saveState({ ...gone, state: state('late') })).rejects.toBeInstanceOf(
      StateLockLostError,
    );
    expect(await states.getState(sender('gone'))).toMatchObject({ state: state('successor') });
    expect((await lock(sender('gone'))).fence).toBeGreaterThan(gone.fence);
  });

  it('is saved by one of 12 who read the same', async () => {
    const read = await states.readState(sender('race'));
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (__, by) => commit({ ...read, state: state(`${by}`) }).catch(() => false)),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await states.getState(sender('race'))).toMatchObject({
      state: state(`${outcomes.indexOf(true)}`),
    });
  });

  it('counts as saved though it is sent twice', async () => {
    const read = await states.readState(sender('again'));
    const writes = states.saveStateWrites({ ...read, state: state('once') });
    const send = () => client.send(new TransactWriteCommand({ TransactItems: writes }));
    await send();
    await expect(send()).resolves.toBeDefined();
  });

  it('is saved after its time is over, whether or not DynamoDB has deleted it', async () => {
    await states.saveState({ senderId: sender('over'), state: state('old'), expiresAt: nowMs / 1000 + 1 });
    nowMs += 1000;
    const read = await states.readState(sender('over'));
    expect(read.state).toEqual({});
    const stateVersion = JSON.parse(JSON.stringify(read.stateVersion));
    expect(await commit({ ...read, stateVersion, state: state('new') })).toBe(true);
    expect(await commit({ ...read, state: state('late') })).toBe(false);
    expect(await states.getState(sender('over'))).toMatchObject({ state: state('new') });
    const gone = await states.readState(sender('never'));
    expect(await commit({ ...gone, stateVersion: { ...stateVersion, fence: 5 }, state: state('new') })).toBe(
      true,
    );
  });

  it('says until when it is locked, where its item came in a read of the caller', async () => {
    await states.lockState({ senderId: sender('locked'), leaseMs: 1000 });
    const Key = stateKey(sender('locked'));
    const { Item } = await client.send(new GetCommand({ TableName: tableName, Key, ConsistentRead: true }));
    expect(parseState(Item, nowMs).lockedUntil).toBe(nowMs + 1000);
  });

  it('is read from an item that came in a BatchGet of the caller', async () => {
    await states.saveState({
      senderId: sender('batch'),
      pageId: 'shop',
      state: state('stored'),
      life: 7,
      note: 'n',
    });
    const keys = [stateKey(sender('batch'), 'shop'), stateKey(sender('batch none'))];
    const { Responses } = await client.send(
      new BatchGetCommand({ RequestItems: { [tableName]: { Keys: keys, ConsistentRead: true } } }),
    );
    const items = Responses?.[tableName] ?? [];
    expect(items).toHaveLength(1);
    const read = await states.readState(sender('batch'), { pageId: 'shop', life: 7 });
    const parsed = parseState(items[0], nowMs, 7);
    expect(parsed).toMatchObject({ lockedUntil: 0, life: 7, stateVersion: read.stateVersion });
    if (bytes > 2048) {
      expect(parsed).toMatchObject({ state: {}, bodyKey: { senderId: `shop|${sender('batch')}|body0` } });
      const unread = { senderId: sender('batch'), ...parsed, state: state('blind') };
      expect(() => states.saveStateWrites(unread)).toThrow('read the state with readState first');
    } else {
      expect(parsed).toMatchObject({ state: state('stored'), note: 'n' });
      const next = { senderId: sender('batch'), pageId: 'shop', ...parsed, state: state('next') };
      expect(await commit(next)).toBe(true);
      const after = await states.readState(sender('batch'), { pageId: 'shop' });
      expect(after).toMatchObject({ state: state('next'), life: 7, note: 'n' });
      expect(after).not.toHaveProperty('lockedUntil');
    }
    expect(parseState(items[0], nowMs, 8)).toEqual({
      state: {},
      life: 8,
      lockedUntil: 0,
      stateVersion: read.stateVersion,
    });
    expect(parseState(undefined, nowMs, 7)).toMatchObject({ state: {}, life: 7, lockedUntil: 0 });
  });
});

it('saving a small state without a lock costs one request, as part of the transaction that it is in', async () => {
  const metered = createTestClient();
  const read = await states.readState('cheap');
  const writes = states.saveStateWrites({ ...read, state: { step: 1 } });
  expect(writes).toHaveLength(1);
  expect(await measure(metered, () => transactWrite(metered, writes))).toEqual({
    requests: ['TransactWriteItems'],
    readUnits: 0,
    writeUnits: 2,
    refused: 0,
  });
});

it('a state of the original storage, which has no fence, is saved as it was read', async () => {
  const { PutCommand } = await import('@aws-sdk/lib-dynamodb');
  await client.send(
    new PutCommand({ TableName: tableName, Item: { senderId: 'legacy', lock: 0, state: { a: 1 } } }),
  );
  const read = await states.readState('legacy');
  expect(read.state).toEqual({ a: 1 });
  await states.saveState({ ...read, state: { a: 2 } });
  expect(await commit({ ...read, state: { a: 3 } })).toBe(false);
  expect(await states.getState('legacy')).toMatchObject({ state: { a: 2 } });
});

it('what was neither locked nor read is no item to save by a transaction', () => {
  expect(() => states.saveStateWrites({ senderId: 'a', state: {} } as never)).toThrow('item must be what');
});
