import assert from 'node:assert/strict';
import { BotConfigStorage } from '../../src/storages/config/bot-config-storage.ts';
import { ConfigConflictError } from '../../src/storages/config/errors.ts';
import { noFaults, step, type World, workers } from '../history.ts';

/** Writers count up, each on the configuration that it has read: no count is lost, and readers never see a mixture. */
export async function configHistory(world: World): Promise<void> {
  const { time, newId, prefix, tables } = world;
  const open = (client = world.client()) =>
    new BotConfigStorage(tables.config, { client, now: time.clock(), newId });
  let written = 0;
  let unknown = 0;
  await workers(3, async () => {
    const configs = open();
    for (let round = 0; round < 2; round += 1) {
      const read = await step(() => configs.getConfig(prefix));
      if (read.ended !== 'done') continue;
      const { count = 0, timestamp = 0 } = read.result ?? {};
      const config = { count: Number(count) + 1 };
      const write = () => configs.setConfig(prefix, config, { expectedTimestamp: Number(timestamp) });
      const { ended } = await step(write, (error) => error instanceof ConfigConflictError);
      if (ended === 'done') written += 1;
      if (ended === 'unknown') unknown += 1;
    }
  });
  const count = Number((await open(world.client(noFaults)).getConfig(prefix))?.count ?? 0);
  assert.ok(count >= written && count <= written + unknown, `${count} of ${written} and perhaps ${unknown}`);
}
