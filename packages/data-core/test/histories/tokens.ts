import assert from 'node:assert/strict';
import { BotTokenStorage } from '../../src/storages/token/bot-token-storage.ts';
import { noFaults, step, type World, workers } from '../history.ts';

/** Every request for a sender's token gets the same one, and it can be found. */
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

/** I21: once revokeAll has returned, no token that was issued before it began is found, whatever failed on the way. */
export async function revokedTokensHistory(world: World): Promise<void> {
  const { time, random, prefix, tables } = world;
  const open = (client = world.client()) =>
    new BotTokenStorage(tables.tokens, 'token', { client, now: time.clock() });
  const issued: string[] = [];
  const revoked: string[] = [];
  await workers(5, async (worker) => {
    for (let round = 0; round < 4; round += 1) {
      if (worker === 0 && random() < 0.6) {
        const before = [...issued];
        const all = await step(() => open().revokeAll(prefix));
        if (all.ended === 'done') revoked.push(...before);
      } else {
        const request = { senderId: prefix, role: 'customer', ttlSeconds: random() < 0.5 ? 3600 : 7200 };
        const issue = await step(() => open().issueToken(request));
        if (issue.ended === 'done') issued.push(issue.result.token);
      }
    }
  });
  const storage = open(world.client(noFaults));
  for (const token of revoked) {
    assert.equal(
      await storage.findByToken(token, { consistentRead: true }),
      null,
      'a revoked token is found',
    );
  }
  await storage.revokeAll(prefix);
  for (const token of issued) {
    assert.equal(
      await storage.findByToken(token, { consistentRead: true }),
      null,
      'a token escaped revokeAll',
    );
  }
}
