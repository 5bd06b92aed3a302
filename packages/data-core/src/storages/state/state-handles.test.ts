import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeRequest } from '../../../test/before-request.ts';
import { createTestClient, createTestTable } from '../../../test/test-table.ts';
import { StateConflictError, StateLockedError, StateLockLostError } from './errors.ts';
import { StateStorage } from './state-storage.ts';
import { statesTable } from './states.table.ts';

const client = createTestClient();
const startMs = 1_700_000_000_000;
let nowMs = startMs;
let tableName = '';
let states: StateStorage;

beforeAll(async () => {
  tableName = await createTestTable(client, statesTable);
});

beforeEach(() => {
  nowMs = startMs;
  states = new StateStorage(tableName, { client, now: () => nowMs });
});

const large = { text: 'x'.repeat(5000) };
const itemOf = async (senderId: string) =>
  (await client.send(new GetCommand({ TableName: tableName, Key: { senderId } }))).Item;

describe('a state that is read', () => {
  it('has the version of nothing where there is none, and neither a life nor an end', async () => {
    expect(await states.readState('nobody')).toStrictEqual({
      senderId: 'nobody',
      state: {},
      stateVersion: { fence: null, savedBy: null, bodySlot: null, expired: false },
    });
  });

  it('says in which of its two bodies it was', async () => {
    for (const slot of [0, 1, 0]) {
      await states.saveState({
        ...(await states.lockState({ senderId: 'slots', leaseMs: 1000 })),
        state: large,
      });
      expect((await states.readState('slots')).stateVersion).toMatchObject({
        bodySlot: slot,
        expired: false,
      });
    }
  });

  it('is read as it was written last, with its body', async () => {
    await states.saveState({ senderId: 'consistent', state: large });
    const own = createTestClient();
    const reads: unknown[] = [];
    own.middlewareStack.add(
      (next) => async (args) => {
        reads.push(args.input);
        return next(args);
      },
      { step: 'initialize', name: 'reads' },
    );
    await new StateStorage(tableName, { client: own, now: () => nowMs }).readState('consistent');
    expect(reads).toMatchObject([{ ConsistentRead: true }, { ConsistentRead: true }]);
  });

  it('is read again where it was saved between its two items, at most five times', async () => {
    const save = async (senderId: string) =>
      states.saveState({ ...(await states.lockState({ senderId, leaseMs: 1000 })), state: large });
    for (const [senderId, disturbances] of [
      ['read again', 4],
      ['read too often', 5],
    ] as const) {
      await save(senderId);
      const own = createTestClient();
      let left: number = disturbances;
      beforeRequest(own, async (_, index) => {
        if (index % 2 === 0 || left === 0) return;
        left -= 1;
        // The second of them takes the place of the body that is to be read.
        for (let count = 0; count < 2; count += 1) await save(senderId);
      });
      const read = new StateStorage(tableName, { client: own, now: () => nowMs }).readState(senderId);
      if (disturbances === 4) expect((await read).state).toEqual(large);
      else await expect(read).rejects.toMatchObject({ code: 'state.damaged' });
    }
  });
});

describe('a lock of a state', () => {
  it('is of the states table where none is named', async () => {
    const own = createTestClient();
    const tables: unknown[] = [];
    own.middlewareStack.add(
      (next) => async (args) => {
        tables.push((args.input as { TableName?: string }).TableName);
        return next(args);
      },
      { step: 'initialize', name: 'tables' },
    );
    await new StateStorage(undefined, own).getState('anna').catch(() => {});
    expect(tables).toEqual(['states']);
  });

  it.each<[object, string]>([
    [{ expiresAt: 0.5 }, 'expiresAt must be a whole number'],
    [{ defaultState: null }, 'defaultState must be an object, not null.'],
    [{ defaultState: 5 }, 'defaultState must be an object, not 5.'],
    [{ lease: 5 }, 'lockState.lease must be left out'],
  ])('names what is wrong with it: %j', async (rest, message) => {
    await expect(states.lockState({ senderId: 'bad', leaseMs: 1000, ...rest })).rejects.toThrow(message);
  });

  it('of a state whose time is over is held until its lease ends, and tells what refused it', async () => {
    await states.saveState({ senderId: 'over', state: {}, expiresAt: startMs / 1000 + 1 });
    await states.lockState({ senderId: 'over', leaseMs: 5_000 });
    nowMs += 4_999;
    const early = states.lockState({ senderId: 'over', leaseMs: 1_000 });
    await expect(early).rejects.toThrow(StateLockedError);
    await expect(early).rejects.toMatchObject({
      lockedUntil: startMs + 5_000,
      cause: { name: 'ConditionalCheckFailedException' },
    });
    nowMs += 1;
    await states.lockState({ senderId: 'over', leaseMs: 1_000 });
    // The item holds the lock alone, and goes a day after its end.
    expect(await itemOf('over')).toMatchObject({
      lockedUntil: nowMs + 1_000,
      expiresAt: startMs / 1000 + 5 + 1 + 86_400,
    });
  });

  it('of a state whose time is over goes to one of two who take it at once', async () => {
    await states.saveState({ senderId: 'over twice', state: {}, expiresAt: startMs / 1000 + 1 });
    nowMs += 1_000;
    const own = createTestClient();
    beforeRequest(own, async (operation) => {
      if (operation === 'PutItem') await states.lockState({ senderId: 'over twice', leaseMs: 1_000 });
    });
    const late = new StateStorage(tableName, { client: own, now: () => nowMs });
    const refused = late.lockState({ senderId: 'over twice', leaseMs: 1_000 });
    await expect(refused).rejects.toMatchObject({
      name: 'StateLockedError',
      lockedUntil: undefined,
      cause: { name: 'ConditionalCheckFailedException' },
    });
  });
});

describe('a save', () => {
  it('without a lock that came too late tells what refused it', async () => {
    const read = await states.readState('conflict');
    await states.saveState({ senderId: 'conflict', state: {} });
    const late = states.saveState(read);
    await expect(late).rejects.toThrow(StateConflictError);
    await expect(late).rejects.toMatchObject({ cause: { name: 'ConditionalCheckFailedException' } });
  });

  it.each([{}, large])('of one who has lost the lock tells what refused it: %#', async (state) => {
    const senderId = `lost ${Object.keys(state).length}`;
    const late = await states.lockState({ senderId, leaseMs: 1_000 });
    nowMs += 1_000;
    await states.saveState({ ...(await states.lockState({ senderId, leaseMs: 1_000 })), state });
    const lost = states.saveState({ ...late, state });
    await expect(lost).rejects.toThrow(StateLockLostError);
    await expect(lost).rejects.toMatchObject({ cause: { name: 'ConditionalCheckFailedException' } });
  });

  it('fails with what DynamoDB fails with: that is no lost lock', async () => {
    const own = createTestClient();
    const failing = new StateStorage(tableName, { client: own, now: () => nowMs });
    const locked = await failing.lockState({ senderId: 'failing', leaseMs: 1_000 });
    beforeRequest(own, async () => {
      throw new Error('no network');
    });
    await expect(failing.saveState(locked)).rejects.toThrow('no network');
  });
});
