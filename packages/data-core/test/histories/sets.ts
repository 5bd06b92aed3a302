import assert from 'node:assert/strict';
import { SetContentionError } from '../../src/primitives/partitioned/errors.ts';
import { noFaults, partitioned, step, type World, workers } from '../history.ts';

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
