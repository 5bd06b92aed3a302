import assert from 'node:assert/strict';
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
  const read = (state: Record<string, unknown>) => (Array.isArray(state.list) ? state.list : []);

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
        list: [...read(locked.result.state), id],
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
  const list = read(last?.state ?? {});
  assert.equal(new Set(list).size, list.length, 'an entry came twice');
  for (const id of saved) assert.ok(list.includes(id), `${id} was saved and is lost`);
  for (const id of list) assert.ok([...saved, ...unknown].includes(id), `${id} was refused and is there`);
}

function wasSentAgain(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return Number(Object(Reflect.get(Object(cause), '$metadata')).attempts) > 1;
}
