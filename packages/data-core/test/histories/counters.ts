import assert from 'node:assert/strict';
import { KeyValueCounter } from '../../src/primitives/counter/key-value-counter.ts';
import { noFaults, step, untilDone, type World, workers } from '../history.ts';

/**
 * Increments with a token are repeated until they are acknowledged: each counts exactly once, also where the ten minutes of its
 * token end meanwhile. Those without one count at least as often as they were acknowledged, and at most as often as they were sent.
 */
export async function countedOnceHistory(world: World): Promise<void> {
  const { time, random, tables, prefix } = world;
  const open = (client = world.client()) =>
    new KeyValueCounter({ client, tableName: tables.keys, now: time.clock(), namespace: prefix });
  let acknowledged = 0;
  await workers(4, async (worker) => {
    const counter = open();
    for (let round = 0; round < 2; round += 1) {
      const token = `${worker}.${round}`;
      await untilDone(() => counter.incr('once', 1, { token }));
      // In all less than the ten minutes that a token is remembered at least.
      time.pass(random() * 60_000);
      if ((await step(() => counter.incr('each', 1))).ended === 'done') acknowledged += 1;
    }
  });
  const [once, each] = await open(world.client(noFaults)).get(['once', 'each']);
  assert.equal(once?.count, 8);
  assert.ok((each?.count ?? 0) >= acknowledged, `${each?.count} of ${acknowledged}`);
}
