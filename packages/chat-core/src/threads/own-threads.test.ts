import { Buffer } from 'node:buffer';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { byAnn, byBot } from '../../test/requests.ts';
import { appendMessage } from '../append/append-message.ts';
import { threadsPartition } from './listed-threads.ts';
import { listOwnThreads } from './own-threads.ts';

const dayMs = 86_400_000;

describe('a page of a user’s own threads', () => {
  let world: ChatWorld;
  beforeEach(async () => {
    world = await createChatWorld({ stillAt: 1_800_000_000_000 });
  });

  const page = async (limit: number, cursor?: string) => {
    const found = await listOwnThreads(world.context, { userId: 'ann', limit, cursor });
    if (found.outcome !== 'page') throw new Error(found.outcome);
    return { threadIds: found.heads.map(({ threadId }) => threadId), cursor: found.cursor };
  };

  const pagesOf = async (limit: number) => {
    const pages: (readonly string[])[] = [];
    let cursor: string | undefined;
    do {
      const next = await page(limit, cursor);
      pages.push(next.threadIds);
      cursor = next.cursor;
    } while (cursor !== undefined);
    return pages;
  };

  const write = async (threadId: string, isAnswered = false) => {
    world.advance(1_000);
    await appendMessage(world.context, byAnn(threadId));
    if (isAnswered) await appendMessage(world.context, byBot(threadId));
  };

  it('is empty, and the last one, for a user who has none', async () => {
    await expect(listOwnThreads(world.context, { userId: 'ann', limit: 5 })).resolves.toStrictEqual({
      outcome: 'page',
      heads: [],
    });
  });

  it('begins with those that have unread messages, each part with the newest, and goes on where it ended', async () => {
    for (const threadId of ['a', 'b', 'c', 'd', 'e'])
      await write(threadId, threadId === 'b' || threadId === 'd');
    const inOrder = ['d', 'b', 'e', 'c', 'a'];
    await expect(pagesOf(5)).resolves.toEqual([inOrder]);
    await expect(pagesOf(4)).resolves.toEqual([inOrder.slice(0, 4), inOrder.slice(4)]);
    await expect(pagesOf(1)).resolves.toEqual(inOrder.map((threadId) => [threadId]));
  });

  it('has each thread once, in the same order, where several were written in at one time', async () => {
    for (const threadId of ['a', 'c', 'b']) await appendMessage(world.context, byAnn(threadId));
    await expect(pagesOf(1)).resolves.toEqual([['c'], ['b'], ['a']]);
  });

  it('leaves out what the list names and the user takes no part in, and other users’ threads', async () => {
    await write('mine');
    await appendMessage(world.context, byAnn('other', { author: { type: 'user', userId: 'bob' } }));
    await list(['other', 'gone'], 0);
    await expect(pagesOf(5)).resolves.toEqual([['mine']]);
  });

  it('leaves out a thread that has expired, though it is listed longer', async () => {
    await write('expired');
    world.advance(91 * dayMs);
    await write('new');
    await expect(pagesOf(5)).resolves.toEqual([['new']]);
  });

  it('puts the 200 threads in order that were written in last, and then those before them', async () => {
    await write('old', true);
    world.advance(2 * dayMs);
    await write('older');
    world.advance(3 * dayMs);
    await list(
      Array.from({ length: 198 }, (_, index) => `gone${index}`),
      4,
    );
    await write('new');
    // `older` is the 200th entry and `old` the 201st: only the first 200 are put in order together.
    await expect(pagesOf(5)).resolves.toEqual([['new', 'older'], ['old']]);
    await expect(pagesOf(1)).resolves.toEqual([['new'], ['older'], ['old']]);
  });

  it('is the last one if there are only these 200', async () => {
    await list(
      Array.from({ length: 199 }, (_, index) => `gone${index}`),
      4,
    );
    await write('new');
    await expect(pagesOf(5)).resolves.toEqual([['new']]);
  });

  it.each([
    ['no text of ours', 'not-ours'],
    ['of another form', '["a"]'],
    ['too long', '[null,null,null]'],
    ['of other types', '[[1,2],null]'],
    ['of other types in the page', '[null,["1",2,"t"]]'],
  ])('refuses a cursor that is %s', async (_, text) => {
    const cursor = Buffer.from(text).toString('base64url');
    await expect(listOwnThreads(world.context, { userId: 'ann', limit: 5, cursor })).resolves.toStrictEqual({
      outcome: 'invalidCursor',
    });
  });

  /** Entries of threads that are not there, or are not Ann's, as if written in so many days after Ann's first. */
  const list = async (threadIds: readonly string[], days: number) => {
    const expiresAt = 1_800_000_000 + (120 + days) * 86_400;
    for (let from = 0; from < threadIds.length; from += 25) {
      const puts = threadIds.slice(from, from + 25).map((sortKey) => ({
        PutRequest: { Item: { partitionKey: threadsPartition('ann'), sortKey, expiresAt } },
      }));
      await world.client.send(
        new BatchWriteCommand({ RequestItems: { [world.tables.partitionedKeys]: puts } }),
      );
    }
  };
});
