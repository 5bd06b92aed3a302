import assert from 'node:assert/strict';
import { transactWrite } from '../../src/shared/transaction/transact-write.ts';
import { StateLockedError, StateLockLostError } from '../../src/storages/state/errors.ts';
import { StateStorage } from '../../src/storages/state/state-storage.ts';
import { noFaults, step, type World, workers } from '../history.ts';

/**
 * I6: workers append to the list in one state; they crash holding it, stand still until their lease is over, and the state is now
 * small, now too large for one item. What was saved is there once, what was refused is not.
 */
export async function statesHistory(world: World): Promise<void> {
  const { time, random, newId, prefix, tables } = world;
  const saved: string[] = [];
  const unknown: string[] = [];

  await workers(4, async (worker) => {
    const options = { client: world.client(), now: time.clock(), newId };
    const states = new StateStorage(tables.states, options);
    for (let round = 0; round < 3; round += 1) {
      const locked = await step(
        () => states.getOrCreateAndLock(prefix, {}, 2000),
        (error) => error instanceof StateLockedError,
      );
      if (locked.ended !== 'done') {
        await time.sleep(700);
        continue;
      }
      if (random() < 0.3) await time.sleep(2500);
      const id = `${worker}.${round}`;
      const state = {
        list: [...entriesOf(locked.result.state), id],
        padding: 'x'.repeat(random() < 0.5 ? 0 : 3000),
      };
      const save = () => states.saveState({ ...locked.result, state });
      const ending = await step(save, (error) => error instanceof StateLockLostError);
      if (ending.ended === 'done') saved.push(id);
      // A save whose answer was lost may have been applied, and its successor's too, before it was sent again.
      if (ending.ended === 'unknown' || (ending.ended === 'failed' && wasSentAgain(ending.error)))
        unknown.push(id);
    }
  });

  const last = await new StateStorage(tables.states, { client: world.client(noFaults) }).getState(prefix);
  const list = entriesOf(last?.state ?? {});
  assert.equal(new Set(list).size, list.length, 'an entry came twice');
  for (const id of saved) assert.ok(list.includes(id), `${id} was saved and is lost`);
  for (const id of list) assert.ok([...saved, ...unknown].includes(id), `${id} was refused and is there`);
}

/**
 * I6, without a lock: workers read a state and commit the next one in a transaction, others save under a lock meanwhile. Every entry whose
 * save succeeded is there, once, and none whose save was refused.
 */
export async function unlockedStatesHistory(world: World): Promise<void> {
  const { time, random, newId, tables } = world;
  const senderId = `${world.prefix}-unlocked`;
  const saved: string[] = [];
  const unknown: string[] = [];
  await workers(5, async (worker) => {
    const client = world.client();
    const states = new StateStorage(tables.states, { client, now: time.clock(), newId });
    for (let round = 0; round < 4; round += 1) {
      const id = `${worker}.${round}`;
      const padding = 'x'.repeat(random() < 0.5 ? 0 : 3000);
      const next = (state: Record<string, unknown>) => ({ list: [...entriesOf(state), id], padding });
      const ending = await step(async () => {
        if (random() < 0.3) {
          const locked = await states.lockState({ senderId, leaseMs: 2000 });
          await states.saveState({ ...locked, state: next(locked.state) });
          return true;
        }
        const read = await states.readState(senderId);
        const writes = states.saveStateWrites({ ...read, state: next(read.state) });
        return (await transactWrite(client, writes, { sleep: time.sleep, random })).length === 0;
      }, isRefusal);
      if (ending.ended === 'done' && ending.result) saved.push(id);
      if (ending.ended === 'unknown' || (ending.ended === 'failed' && wasSentAgain(ending.error)))
        unknown.push(id);
      if (random() < 0.3) await time.sleep(2500);
    }
  });
  const last = await new StateStorage(tables.states, { client: world.client(noFaults) }).readState(senderId);
  const list = entriesOf(last.state);
  assert.equal(new Set(list).size, list.length, 'an entry came twice');
  for (const id of saved) assert.ok(list.includes(id), `${id} was saved and is lost`);
  for (const id of list) assert.ok([...saved, ...unknown].includes(id), `${id} was refused and is there`);
}

const entriesOf = (state: Record<string, unknown>): string[] => (Array.isArray(state.list) ? state.list : []);

const isRefusal = (error: unknown): boolean =>
  error instanceof StateLockedError || error instanceof StateLockLostError;

function wasSentAgain(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return Number(Object(Reflect.get(Object(cause), '$metadata')).attempts) > 1;
}
