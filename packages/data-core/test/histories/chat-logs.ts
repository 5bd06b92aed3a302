import assert from 'node:assert/strict';
import { ChatLogStorage } from '../../src/storages/chat-log/chat-log-storage.ts';
import { noFaults, step, type World, workers } from '../history.ts';

/** Every entry that was acknowledged is in the log once, though all are of the same few milliseconds. */
export async function chatLogHistory(world: World): Promise<void> {
  const { random, newId, prefix, tables } = world;
  const acknowledged: string[] = [];
  const quiet = { error: () => {} };
  await workers(3, async (worker) => {
    const options = { client: world.client(), newId, muteErrors: false };
    const chatLog = new ChatLogStorage(tables.chatLog, quiet, options);
    for (let round = 0; round < 3; round += 1) {
      const id = `${worker}.${round}`;
      const timestamp = 1_700_000_000_000 + Math.floor(random() * 3);
      if ((await step(() => chatLog.log(prefix, [id], { timestamp }))).ended === 'done')
        acknowledged.push(id);
    }
  });
  const reader = new ChatLogStorage(tables.chatLog, quiet, { client: world.client(noFaults) });
  const entries = (await reader.getInteractions(prefix, null, 100)).map(({ responses }) => String(responses));
  assert.equal(new Set(entries).size, entries.length, 'an entry came twice');
  for (const id of acknowledged) assert.ok(entries.includes(id), `${id} was acknowledged and is lost`);
}
