import { DeleteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { injectFaults } from '../../test/fault-client.ts';
import { byAnn, byBot, replyTo } from '../../test/requests.ts';
import { expectInOrder, historyOf } from '../../test/thread-history.ts';
import { appendMessage } from '../append/append-message.ts';
import type { AppendRequest } from '../append/append-request.ts';
import { pushThread } from '../channels/push-thread.ts';
import { listThreads } from './list-threads.ts';
import { markRead } from './mark-read.ts';
import { readThread } from './read-thread.ts';
import { settleThread } from './sweep-thread.ts';
import type { ThreadHead } from './thread-head.ts';

const threadId = 't1';
const lifeMs = 100 * 86_400_000;

describe('I18: a thread that expired and began again', () => {
  let world: ChatWorld;
  beforeEach(async () => {
    world = await createChatWorld({ stillAt: 1_800_000_000_000 });
  });

  const append = async (request: AppendRequest): Promise<ThreadHead> => {
    const result = await appendMessage(world.context, request);
    if (result.outcome !== 'stored') throw new Error(result.outcome);
    return result.head;
  };

  /** A life in which everything happened, which has expired since; DynamoDB still keeps its items. */
  async function earlierLife(): Promise<ThreadHead> {
    await append(byAnn(threadId, { clientMessageId: 'c1', channel: 'telegram' }));
    await append(byBot(threadId, { text: 'old' }));
    await pushThread(world.context, threadId, async () => ({ outcome: 'taken' }));
    await append(byAnn(threadId, { read: 2 }));
    await markRead(world.context, { threadId, userId: 'ann', seq: 3 });
    await append(byAnn(threadId));
    const read = await readThread(world.context, threadId);
    if (read === null) throw new Error('no thread');
    world.advance(lifeMs);
    return read;
  }

  it('has nothing of its earlier life', async () => {
    const earlier = await earlierLife();
    await expect(readThread(world.context, threadId)).resolves.toBeNull();
    const head = await append(byAnn(threadId));
    expect(head).toMatchObject({
      version: 1,
      seq: 1,
      lastUserSeq: 1,
      answeredSeq: 0,
      ownerEpoch: 1,
      channel: 'web',
      readPositions: {},
      waiting: { kind: 'bot', attempts: 0 },
    });
    expect(head.createdAt).toBeGreaterThan(earlier.createdAt);
    for (const field of ['deliveredTimestamp', 'undeliveredSince', 'closedAt']) {
      expect(head).not.toHaveProperty(field);
    }
    await expect(readThread(world.context, threadId)).resolves.toEqual(head);
    const { Item } = await world.client.send(
      new GetCommand({ TableName: world.tables.threads, Key: { threadId } }),
    );
    expect(Object.keys(Item ?? {}).filter((name) => /^(read|seen):/.test(name))).toEqual([]);
    const history = await historyOf(world.context, threadId);
    expect(history).toHaveLength(1);
    expectInOrder(history);
  });

  it('does not take a clientMessageId of its earlier life for a retry', async () => {
    await append(byAnn(threadId, { clientMessageId: 'c1', text: 'old' }));
    world.advance(lifeMs);
    const request = byAnn(threadId, { clientMessageId: 'c1', text: 'new' });
    await expect(append(request)).resolves.toMatchObject({ seq: 1 });
    await expect(appendMessage(world.context, request)).resolves.toMatchObject({
      outcome: 'duplicate',
      message: { seq: 1 },
    });
  });

  it('does not take a clientMessageId for a retry whose marker outlived the head', async () => {
    await append(byAnn(threadId, { clientMessageId: 'c1', text: 'old' }));
    await world.client.send(new DeleteCommand({ TableName: world.tables.threads, Key: { threadId } }));
    world.advance(1);
    await expect(append(byAnn(threadId, { clientMessageId: 'c1', text: 'new' }))).resolves.toMatchObject({
      seq: 1,
    });
    // A refused retry looks for the marker as well.
    const byEve = byAnn(threadId, { clientMessageId: 'c1', author: { type: 'user', userId: 'eve' } });
    await expect(appendMessage(world.context, byEve)).resolves.toEqual({ outcome: 'notParticipant' });
  });

  it('delivers its messages from the first one on', async () => {
    await earlierLife();
    await append(byAnn(threadId, { channel: 'telegram' }));
    await append(byBot(threadId, { text: 'new' }));
    const texts: string[] = [];
    await pushThread(world.context, threadId, async ({ text }) => {
      texts.push(text);
      return { outcome: 'taken' };
    });
    expect(texts).toEqual(['new']);
  });

  it('is in the lists once, by what it waits for now', async () => {
    await earlierLife();
    const list = { type: 'waiting', kinds: ['bot'] } as const;
    await expect(listThreads(world.context, { list })).resolves.toMatchObject({ heads: [] });
    const head = await append(byAnn(threadId));
    await expect(listThreads(world.context, { list })).resolves.toMatchObject({ heads: [head] });
  });

  it('takes no reply to a message of its earlier life', async () => {
    const earlier = await earlierLife();
    await append(byAnn(threadId, { text: 'new' }));
    await expect(appendMessage(world.context, replyTo(earlier))).resolves.toEqual({ outcome: 'answered' });
    await expect(readThread(world.context, threadId)).resolves.toMatchObject({ seq: 1, answeredSeq: 0 });
  });

  it('still waits when what waited in its earlier life is settled', async () => {
    const earlier = await earlierLife();
    await append(byAnn(threadId, { text: 'new' }));
    const settled = settleThread(world.context, { threadId, throughSeq: earlier.lastUserSeq }, earlier);
    await expect(settled).resolves.toBe('waiting');
    await expect(readThread(world.context, threadId)).resolves.toMatchObject({ waiting: { kind: 'bot' } });
  });

  it('is begun by a message of which the head was read before it expired', async () => {
    const earlier = await earlierLife();
    await append(byAnn(threadId, { text: 'new' }));
    await expect(append(byAnn(threadId, { head: earlier }))).resolves.toMatchObject({ seq: 2 });
  });

  it('has none of the positions that a late frame of its earlier life tells', async () => {
    await earlierLife();
    // The head has expired: it takes no position any more.
    await expect(markRead(world.context, { threadId, userId: 'ann', seq: 4 })).resolves.toBe('unchanged');
    await append(byAnn(threadId));
    await expect(markRead(world.context, { threadId, userId: 'ann', seq: 4 })).resolves.toBe('unchanged');
    await expect(readThread(world.context, threadId)).resolves.toMatchObject({ readPositions: {} });
  });

  it('keeps what its channel took of its earlier life apart, though the recording comes late', async () => {
    await append(byAnn(threadId, { channel: 'telegram' }));
    await append(byBot(threadId, { text: 'old' }));
    const late = world.another();
    let isFirst = true;
    injectFaults(late.client, async (operation) => {
      if (operation === 'TransactWriteItems' && isFirst) {
        isFirst = false;
        world.advance(lifeMs);
        await append(byAnn(threadId, { channel: 'telegram' }));
        await append(byBot(threadId, { text: 'new' }));
      }
      return undefined;
    });
    const texts: string[] = [];
    await pushThread(late, threadId, async ({ text }) => {
      texts.push(text);
      return { outcome: 'taken' };
    });
    expect(texts).toEqual(['old', 'new']);
  });

  it('is one thread, when 16 writers begin it at once', async () => {
    await earlierLife();
    const begun = await Promise.all(
      Array.from({ length: 16 }, (_, index) =>
        appendMessage(world.context, byAnn(threadId, { text: `${index}` })),
      ),
    );
    expect(begun.filter(({ outcome }) => outcome === 'stored')).toHaveLength(16);
    const history = await historyOf(world.context, threadId);
    expect(history).toHaveLength(16);
    expectInOrder(history);
  });
});
