import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { UserConversations } from '../../src/storages/conversation/user-conversations.ts';
import { noFaults, untilDone, type World, workers } from '../history.ts';

/** Writers append to one conversation and repeat each turn until it is acknowledged: each is there once, in a row without gaps. */
export async function conversationsHistory(world: World): Promise<void> {
  const { time, random, tables } = world;
  const userId = numberOf(world.prefix);
  const open = (client = world.client()) =>
    new UserConversations({ tableName: tables.conversations, client, now: time.clock(), contentBytes: 300 });
  const { chatId } = await open(world.client(noFaults)).start(userId);
  const appended: string[] = [];
  await workers(3, async (worker) => {
    const conversations = open();
    for (let round = 0; round < 4; round += 1) {
      const id = `${worker}.${round}`;
      appended.push(id);
      // Some do not say when, and the time of some is long past.
      const at = random() < 0.3 ? {} : { at: Math.floor(time.ms - random() * 50) };
      await untilDone(() =>
        conversations.append(userId, chatId, { id, role: 'user', text: `turn ${id}`, ...at }),
      );
      if (random() < 0.3) await time.sleep(20);
    }
  });
  const { turns } = await open(world.client(noFaults)).history(userId, chatId, { after: 0, limit: 100 });
  assert.deepEqual(turns.map(({ id }) => id).sort(), appended.sort());
  assert.deepEqual(
    turns.map(({ number }) => number),
    turns.map((_, index) => index + 1),
  );
}

/** A number for a text, as good as unique. */
function numberOf(text: string): number {
  return Number.parseInt(createHash('sha256').update(text).digest('hex').slice(0, 12), 16);
}
