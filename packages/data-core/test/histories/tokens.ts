import assert from 'node:assert/strict';
import { BotTokenStorage } from '../../src/token/bot-token-storage.ts';
import { noFaults, step, type World, workers } from '../history.ts';

/** Whoever asks for a sender's token gets the same one, and it can be found. */
export async function tokensHistory(world: World): Promise<void> {
  const { time, prefix, tables } = world;
  const secret = 'a secret that is not in the table';
  const open = (client = world.client()) =>
    new BotTokenStorage(tables.tokens, 'token', { client, secret, now: time.clock() });
  const given = await workers(6, async () => {
    const asked = await step(() => open().getOrCreateToken(prefix));
    return asked.ended === 'done' ? asked.result.token : undefined;
  });
  const { token } = await open(world.client(noFaults)).getOrCreateToken(prefix);
  assert.deepEqual(new Set([token, ...given.filter((one) => one !== undefined)]), new Set([token]));
  assert.equal((await open(world.client(noFaults)).findByToken(token))?.senderId, prefix);
}
