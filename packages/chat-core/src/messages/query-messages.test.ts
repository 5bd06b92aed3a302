import fc from 'fast-check';
import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { historyOf } from '../../test/thread-history.ts';
import { appendMessage } from '../append/append-message.ts';
import { encodeCursor } from './cursor.ts';
import { type HistoryRequest, queryMessages } from './query-messages.ts';

const threadId = 't1';

describe('the history of a thread', () => {
  let world: ChatWorld;
  beforeAll(async () => {
    world = await createChatWorld();
    for (let index = 0; index < 10; index += 1) {
      await appendMessage(world.context, {
        threadId,
        author: { type: 'user', userId: 'ann' },
        text: `${index}`,
      });
    }
  });

  const page = async (request: Omit<HistoryRequest, 'threadId'>) => {
    const found = await queryMessages(world.context, { threadId, ...request });
    if (found.outcome !== 'page') throw new Error(found.outcome);
    return { seqs: found.messages.map(({ seq }) => seq), cursor: found.cursor };
  };

  it('begins with the newest messages, oldest of them first', async () => {
    await expect(page({ limit: 3 })).resolves.toEqual({ seqs: [8, 9, 10], cursor: expect.any(String) });
  });

  it('goes on backward to its beginning, where the cursor ends', async () => {
    const pages: number[][] = [];
    let cursor: string | undefined;
    do {
      const next = await page({ limit: 4, ...(cursor === undefined ? {} : { cursor }) });
      pages.push(next.seqs);
      cursor = next.cursor;
    } while (cursor !== undefined);
    expect(pages).toEqual([
      [7, 8, 9, 10],
      [3, 4, 5, 6],
      [1, 2],
    ]);
  });

  it('has no cursor when the last page is just full', async () => {
    await expect(page({ limit: 10 })).resolves.toMatchObject({ cursor: undefined });
    await expect(page({ limit: 10, direction: 'forward' })).resolves.toMatchObject({ cursor: undefined });
  });

  it('is resumed behind a timestamp, oldest first', async () => {
    const messages = await historyOf(world.context, threadId);
    const after = messages[6]?.timestamp ?? 0;
    await expect(page({ direction: 'forward', after })).resolves.toEqual({
      seqs: [8, 9, 10],
      cursor: undefined,
    });
    await expect(page({ direction: 'forward', after: 0, limit: 2 })).resolves.toMatchObject({ seqs: [1, 2] });
    const newest = messages[9]?.timestamp ?? 0;
    await expect(page({ direction: 'forward', after: newest })).resolves.toEqual({
      seqs: [],
      cursor: undefined,
    });
  });

  it('ends before a timestamp', async () => {
    const messages = await historyOf(world.context, threadId);
    const before = messages[3]?.timestamp ?? 0;
    await expect(page({ before })).resolves.toMatchObject({ seqs: [1, 2, 3] });
    await expect(page({ before, after: before - 1 })).resolves.toMatchObject({ seqs: [] });
  });

  it('keeps its bounds over pages', async () => {
    const messages = await historyOf(world.context, threadId);
    const after = messages[1]?.timestamp ?? 0;
    const { cursor = '' } = await page({ after, limit: 5 });
    await expect(page({ after, cursor, limit: 5 })).resolves.toEqual({ seqs: [3, 4, 5], cursor: undefined });
  });

  it.each([
    ['of another thread', encodeCursor({ threadId: 't2', timestamp: 1 })],
    ['that is empty', ''],
    ['that is no cursor', 'bm8gY3Vyc29y'],
    ['with a timestamp that is a text', Buffer.from('[1,"t1","1"]').toString('base64url')],
    ['with one element too many', Buffer.from('[1,"t1",1,1]').toString('base64url')],
    ['of a version that is not known', Buffer.from('[2,"t1",1]').toString('base64url')],
  ])('refuses a cursor %s', async (_, cursor) => {
    await expect(queryMessages(world.context, { threadId, cursor })).resolves.toEqual({
      outcome: 'invalidCursor',
    });
  });

  it('costs one Query a page', async () => {
    world.meter.takeRequests();
    await page({ limit: 3 });
    expect(world.meter.takeRequests()).toEqual({ Query: 1 });
  });

  it('I8: leaves out what has expired, and fills the page with what has not', async () => {
    const early = { ...world.context, now: () => world.context.now() - 2 * 86_400_000 };
    const author = { type: 'user', userId: 'ann' } as const;
    for (let index = 0; index < 5; index += 1) {
      await appendMessage({ ...early, retentionDays: 1 }, { threadId: 'expired', author, text: 'old' });
    }
    const messages = await historyOf(early, 'expired');
    expect(messages).toHaveLength(5);
    await appendMessage({ ...early, retentionDays: 10 }, { threadId: 'expired', author, text: 'kept' });
    const found = await queryMessages(world.context, { threadId: 'expired', direction: 'forward', limit: 2 });
    expect(found).toEqual({ outcome: 'page', messages: [expect.objectContaining({ text: 'kept' })] });
  });

  it('is the same however the pages are cut', async () => {
    const whole = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    const direction = fc.constantFrom<'backward' | 'forward'>('backward', 'forward');
    await fc.assert(
      fc.asyncProperty(
        direction,
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 10 }),
        async (way, limits) => {
          const seen: number[] = [];
          let cursor: string | undefined;
          for (const limit of limits) {
            const next = await page({ direction: way, limit, ...(cursor === undefined ? {} : { cursor }) });
            if (way === 'forward') seen.push(...next.seqs);
            else seen.unshift(...next.seqs);
            cursor = next.cursor;
            if (cursor === undefined) break;
          }
          expect(seen).toEqual(whole);
        },
      ),
      { numRuns: 40 },
    );
  });
});
