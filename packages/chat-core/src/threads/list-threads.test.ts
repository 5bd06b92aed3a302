import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { injectFaults } from '../../test/fault-client.ts';
import { byAnn, byBot, byOlga } from '../../test/requests.ts';
import { appendMessage } from '../append/append-message.ts';
import { pushThread } from '../channels/push-thread.ts';
import { changeOwner } from './change-thread.ts';
import { type ListRequest, listThreads, type ThreadList } from './list-threads.ts';
import { readThread } from './read-thread.ts';
import { partitionOf } from './shards.ts';
import { settleThread } from './sweep-thread.ts';

const threads = 25;
const forBot: ThreadList = { type: 'waiting', kinds: ['bot'] };

const names = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `t${from + index}`);

/** What tests do with the queue of a world. */
function queueOf(worldOf: () => ChatWorld) {
  /** A user writes, at a time of the test's own counting: 1000, 2000, 3000, ... */
  let time = 0;
  const ask = (threadId: string) => {
    time += 1_000;
    const at = { ...worldOf().context, now: () => time, retentionDays: 100_000 };
    return appendMessage(at, byAnn(threadId));
  };

  const page = async (request: Omit<ListRequest, 'list'>, list = forBot) => {
    const found = await listThreads(worldOf().context, { list, ...request });
    if (found.outcome !== 'page') throw new Error(found.outcome);
    return { threadIds: found.heads.map(({ threadId }) => threadId), cursor: found.cursor };
  };

  const pagesOf = async (limit: number, list = forBot) => {
    const pages: (readonly string[])[] = [];
    let cursor: string | undefined;
    do {
      const next = await page({ limit, ...(cursor === undefined ? {} : { cursor }) }, list);
      pages.push(next.threadIds);
      cursor = next.cursor;
    } while (cursor !== undefined);
    return pages;
  };

  return { ask, page, pagesOf };
}

describe('the queue of threads that wait for an answer', () => {
  let world: ChatWorld;
  beforeAll(async () => {
    world = await createChatWorld();
    for (let index = 0; index < threads; index += 1) await ask(`t${index}`);
  });

  const { ask, page, pagesOf } = queueOf(() => world);

  it('has the one that has waited longest first, and goes on where it ended', async () => {
    await expect(pagesOf(10)).resolves.toEqual([names(0, 10), names(10, 20), names(20, 25)]);
  });

  it('shows no thread twice after a page on which a shard had none', async () => {
    // With pages of one thread, seven of the eight shards are idle on each.
    await expect(pagesOf(1)).resolves.toEqual(names(0, 25).map((name) => [name]));
    expect(new Set(names(0, 25).map((name) => partitionOf('bot', name))).size).toBeGreaterThan(2);
  });

  it('can be asked for those alone that have waited since a time', async () => {
    await expect(page({ until: 3_000 })).resolves.toEqual({ threadIds: names(0, 3), cursor: undefined });
    await expect(page({ until: 999 })).resolves.toEqual({ threadIds: [], cursor: undefined });
  });

  it('costs one Query for each of the eight shards and one BatchGetItem', async () => {
    world.meter.takeRequests();
    await page({ limit: 5 });
    expect(world.meter.takeRequests()).toEqual({ Query: 8, BatchGetItem: 1 });
  });

  it('costs one Query for each way of waiting for people, and no read of heads where there are none', async () => {
    const empty = await createChatWorld();
    const list: ThreadList = { type: 'waiting', kinds: ['queue', 'operator', 'failed'] };
    await expect(listThreads(empty.context, { list })).resolves.toEqual({ outcome: 'page', heads: [] });
    expect(empty.meter.takeRequests()).toEqual({ Query: 3 });
  });

  it('has each thread once where many have waited since the same time', async () => {
    const still = await createChatWorld({ stillAt: 1_800_000_000_000 });
    for (const threadId of names(0, 16)) await appendMessage(still.context, byAnn(threadId));
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const request = { list: forBot, limit: 1, ...(cursor === undefined ? {} : { cursor }) };
      const next = await listThreads(still.context, request);
      if (next.outcome !== 'page') throw new Error(next.outcome);
      found.push(...next.heads.map(({ threadId }) => threadId));
      cursor = next.cursor;
    } while (cursor !== undefined);
    expect(found.toSorted()).toEqual(names(0, 16).toSorted());
  });

  it.each(['', 'bm9uZQ', Buffer.from('[null]').toString('base64url')])(
    'refuses the cursor %p',
    async (cursor) => {
      await expect(listThreads(world.context, { list: forBot, cursor })).resolves.toEqual({
        outcome: 'invalidCursor',
      });
    },
  );

  it('refuses the cursor of a list with another number of shards', async () => {
    const { cursor = '' } = await page({ limit: 1 });
    const list = { type: 'waiting', kinds: ['bot', 'failed'] } as const;
    await expect(listThreads(world.context, { list, cursor })).resolves.toEqual({ outcome: 'invalidCursor' });
  });
});

describe('the queue of threads that wait for an answer, as they change,', () => {
  let world: ChatWorld;
  beforeEach(async () => {
    world = await createChatWorld();
  });
  const { ask, page } = queueOf(() => world);

  it('has no thread twice, and none that was answered', async () => {
    await ask('t-answered');
    await ask('t-answered');
    expect((await page({})).threadIds.filter((id) => id === 't-answered')).toHaveLength(1);
    await appendMessage(world.context, byBot('t-answered', { answersThrough: 2 }));
    expect((await page({})).threadIds).not.toContain('t-answered');
  });

  it('has no thread that was settled without an answer, unless the user has written since', async () => {
    await ask('t-settled');
    await ask('t-settled');
    const settle = (threadId: string, throughSeq: number) =>
      settleThread(world.context, { threadId, throughSeq });
    await expect(settle('t-settled', 1)).resolves.toBe('waiting');
    expect((await page({})).threadIds).toContain('t-settled');
    await expect(settle('t-settled', 2)).resolves.toBe('settled');
    expect((await page({})).threadIds).not.toContain('t-settled');
    await expect(readThread(world.context, 't-settled')).resolves.not.toHaveProperty('waiting');
    await expect(settle('nowhere', 2)).resolves.toBe('settled');
  });

  it('has no thread that was answered a moment ago, though the index lags behind', async () => {
    await ask('t-lagging');
    const lagging = world.another();
    injectFaults(lagging.client, async (operation) => {
      // Between the query of the index and the read of the heads.
      if (operation === 'BatchGetItem')
        await appendMessage(world.context, byBot('t-lagging', { answersThrough: 1 }));
      return undefined;
    });
    const found = await listThreads(lagging, { list: forBot });
    if (found.outcome !== 'page') throw new Error(found.outcome);
    expect(found.heads.map(({ threadId }) => threadId)).not.toContain('t-lagging');
  });

  it('I8: has no thread that has expired', async () => {
    const early = { ...world.context, now: () => 500, retentionDays: 1 };
    await appendMessage(early, byAnn('t-expired'));
    expect((await page({})).threadIds).not.toContain('t-expired');
  });

  it('tells what waits for the bot from what waits for people, and can give both', async () => {
    await ask('t-queued');
    await appendMessage(world.context, byBot('t-queued', { handOver: true }));
    await ask('t-claimed');
    await appendMessage(world.context, byOlga('t-claimed', { answersThrough: 0 }));
    const bots = (await page({})).threadIds;
    expect(bots).not.toContain('t-queued');
    expect(bots).not.toContain('t-claimed');
    await expect(page({}, { type: 'waiting', kinds: ['queue'] })).resolves.toMatchObject({
      threadIds: ['t-queued'],
    });
    await expect(page({}, { type: 'waiting', kinds: ['operator', 'queue'] })).resolves.toMatchObject({
      threadIds: ['t-queued', 't-claimed'],
    });
  });
});

describe('the list of threads', () => {
  let world: ChatWorld;
  beforeEach(async () => {
    world = await createChatWorld();
    for (const threadId of ['a', 'b', 'c', 'd']) {
      await appendMessage(world.context, byAnn(threadId));
      world.advance(1_000);
    }
  });

  const change = (threadId: string, userId: string, type: 'claim' | 'release' | 'close') =>
    changeOwner(world.context, { threadId, userId, change: { type } });
  const listed = async (list: ThreadList) => {
    const found = await listThreads(world.context, { list });
    if (found.outcome !== 'page') throw new Error(found.outcome);
    return found.heads.map(({ threadId }) => threadId);
  };

  it('of an operator has those that the operator holds, the newest claim first', async () => {
    await change('c', 'olga', 'claim');
    world.advance(1_000);
    await change('a', 'olga', 'claim');
    world.advance(1_000);
    await change('b', 'otto', 'claim');
    // A renewed claim does not move the thread.
    await change('c', 'olga', 'claim');
    await expect(listed({ type: 'operator', userId: 'olga' })).resolves.toEqual(['a', 'c']);
    await expect(listed({ type: 'operator', userId: 'otto' })).resolves.toEqual(['b']);
    await expect(listed({ type: 'bot' })).resolves.toEqual(['d']);
    await change('c', 'olga', 'release');
    await expect(listed({ type: 'operator', userId: 'olga' })).resolves.toEqual(['a']);
    await expect(listed({ type: 'bot' })).resolves.toEqual(['c', 'd']);
  });

  it('of closed ones has those alone that were closed, the last one first', async () => {
    world.advance(1_000);
    await change('d', 'olga', 'close');
    world.advance(1_000);
    await change('c', 'olga', 'close');
    await expect(listed({ type: 'closed' })).resolves.toEqual(['c', 'd']);
    await expect(listed({ type: 'bot' })).resolves.toEqual(['b', 'a']);
    await appendMessage(world.context, byAnn('d'));
    await expect(listed({ type: 'closed' })).resolves.toEqual(['c']);
    await expect(listed({ type: 'bot' })).resolves.toEqual(['d', 'b', 'a']);
  });

  it('of undelivered ones has the threads whose channel has something to take', async () => {
    await appendMessage(world.context, byAnn('pushed', { channel: 'telegram' }));
    await expect(listed({ type: 'undelivered', channel: 'telegram' })).resolves.toEqual([]);
    await appendMessage(world.context, byBot('pushed'));
    await expect(listed({ type: 'undelivered', channel: 'telegram' })).resolves.toEqual(['pushed']);
  });

  it('of undelivered ones begins with the one that has been owed longest', async () => {
    for (const threadId of ['first', 'second']) {
      await appendMessage(world.context, byAnn(threadId, { channel: 'telegram' }));
      await appendMessage(world.context, byBot(threadId));
      world.advance(1_000);
    }
    const undelivered: ThreadList = { type: 'undelivered', channel: 'telegram' };
    await expect(listed(undelivered)).resolves.toEqual(['first', 'second']);
  });

  it('of undelivered ones has none that was delivered a moment ago, though the index lags behind', async () => {
    await appendMessage(world.context, byAnn('pushed', { channel: 'telegram' }));
    await appendMessage(world.context, byBot('pushed'));
    const lagging = world.another();
    injectFaults(lagging.client, async (operation) => {
      // Between the query of the index and the read of the heads.
      if (operation === 'BatchGetItem')
        await pushThread(world.context, 'pushed', async () => ({ outcome: 'taken' }));
      return undefined;
    });
    const list: ThreadList = { type: 'undelivered', channel: 'telegram' };
    await expect(listThreads(lagging, { list })).resolves.toEqual({ outcome: 'page', heads: [] });
  });
});
