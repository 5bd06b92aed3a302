import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { appendMessage } from '../messages/append-message.ts';
import { type AwaitingRequest, queryAwaiting } from './query-awaiting.ts';
import { readThread } from './read-thread.ts';
import { settleThread } from './settle-thread.ts';

const threads = 25;

describe('the queue of threads that wait for an answer', () => {
  let world: ChatWorld;
  beforeAll(async () => {
    world = await createChatWorld();
    for (let index = 0; index < threads; index += 1) {
      await ask(`t${index}`);
    }
  });

  /** A user writes, at a time of the test's own counting: 1000, 2000, 3000, ... */
  let time = 0;
  const ask = (threadId: string) => {
    time += 1_000;
    const at = { ...world.context, now: () => time, retentionDays: 100_000 };
    return appendMessage(at, { threadId, author: { type: 'user', userId: 'ann' }, text: 'hello?' });
  };

  const page = async (request: AwaitingRequest) => {
    const found = await queryAwaiting(world.context, request);
    if (found.outcome !== 'page') throw new Error(found.outcome);
    return { threadIds: found.heads.map(({ threadId }) => threadId), cursor: found.cursor };
  };

  const names = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => `t${from + index}`);

  it('has the one that has waited longest first, and goes on where it ended', async () => {
    const pages: (readonly string[])[] = [];
    let cursor: string | undefined;
    do {
      const next = await page({ limit: 10, ...(cursor === undefined ? {} : { cursor }) });
      pages.push(next.threadIds);
      cursor = next.cursor;
    } while (cursor !== undefined);
    expect(pages).toEqual([names(0, 10), names(10, 20), names(20, 25)]);
  });

  it('can be asked for those alone that have waited since a time', async () => {
    await expect(page({ waitingSince: 3_000 })).resolves.toEqual({
      threadIds: names(0, 3),
      cursor: undefined,
    });
    await expect(page({ waitingSince: 999 })).resolves.toEqual({ threadIds: [], cursor: undefined });
  });

  it('costs one Query for each of the eight shards and one BatchGetItem', async () => {
    world.meter.takeRequests();
    await page({ limit: 5 });
    expect(world.meter.takeRequests()).toEqual({ Query: 8, BatchGetItem: 1 });
  });

  it('has no thread twice, and none that was answered', async () => {
    await ask('t-answered');
    await ask('t-answered');
    expect((await page({})).threadIds.filter((id) => id === 't-answered')).toHaveLength(1);
    const bot = { type: 'bot', name: 'rules' } as const;
    await appendMessage(world.context, { threadId: 't-answered', author: bot, text: 'Hi!' });
    expect((await page({})).threadIds).not.toContain('t-answered');
  });

  it('has no thread that was settled without an answer, unless the user has written since', async () => {
    await ask('t-settled');
    await ask('t-settled');
    await expect(settleThread(world.context, { threadId: 't-settled', throughSeq: 1 })).resolves.toBe(
      'waiting',
    );
    expect((await page({})).threadIds).toContain('t-settled');
    await expect(settleThread(world.context, { threadId: 't-settled', throughSeq: 2 })).resolves.toBe(
      'settled',
    );
    expect((await page({})).threadIds).not.toContain('t-settled');
    await expect(readThread(world.context, 't-settled')).resolves.not.toHaveProperty('queue');
    await expect(settleThread(world.context, { threadId: 'nowhere', throughSeq: 2 })).resolves.toBe(
      'waiting',
    );
  });

  it('I8: has no thread that has expired', async () => {
    const early = { ...world.context, now: () => 500, retentionDays: 1 };
    await appendMessage(early, { threadId: 't-expired', author: { type: 'user', userId: 'ann' }, text: '?' });
    expect((await page({})).threadIds).not.toContain('t-expired');
  });

  it.each(['', 'bm9uZQ', Buffer.from('[null]').toString('base64url')])(
    'refuses the cursor %p',
    async (cursor) => {
      await expect(queryAwaiting(world.context, { cursor })).resolves.toEqual({ outcome: 'invalidCursor' });
    },
  );
});
