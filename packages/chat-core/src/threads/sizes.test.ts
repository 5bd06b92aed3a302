import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { limits } from '@switchboard/protocol';
import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { byAnn, byBot, byOlga, replyTo } from '../../test/requests.ts';
import { historyOf } from '../../test/thread-history.ts';
import { appendMessage } from '../append/append-message.ts';
import type { AppendRequest } from '../append/append-request.ts';
import { pushThread } from '../channels/push-thread.ts';
import { recordConnect } from '../connections/record-connection.ts';
import { deliver } from '../delivery/delivery.ts';
import { createWebDeliverer } from '../delivery/web-deliverer.ts';
import { messageFrame } from '../messages/stored-message.ts';
import { payloadOf } from '../publishing/publish-message.ts';
import { subjectOf } from '../publishing/subject.ts';
import { changeOwner } from './change-thread.ts';
import { listThreads } from './list-threads.ts';
import { listThreadIds } from './listed-threads.ts';
import { markRead } from './mark-read.ts';
import { readThread } from './read-thread.ts';
import { readThreadView } from './read-thread-view.ts';
import { sweepThread } from './sweep-thread.ts';

let world: ChatWorld;
beforeEach(async () => {
  world = await createChatWorld({ stillAt: 1_800_000_000_000 });
});

const append = async (request: AppendRequest) => {
  const result = await appendMessage(world.context, request);
  if (result.outcome !== 'stored') throw new Error(result.outcome);
  return result;
};

describe('a thread with the longest ids that are admitted', () => {
  // Three bytes a character, and one that is no ASCII in SNS's Subject.
  const threadId = '本'
    .repeat(Math.floor(limits.idBytes / 3))
    .padEnd(Math.floor(limits.idBytes / 3) + 1, 'x');
  const userId = '客'
    .repeat(Math.floor(limits.userIdBytes / 3))
    .padEnd(44, 'y')
    .slice(0, 44);
  const clientMessageId = '"'.repeat(limits.clientMessageIdBytes);
  const author = { type: 'user', userId } as const;

  it('works from the first message to the last', async () => {
    expect(Buffer.byteLength(threadId)).toBe(limits.idBytes);
    expect(Buffer.byteLength(userId)).toBe(limits.userIdBytes);
    const { context } = world;
    const known = await readThreadView(context, { threadId, userIds: [userId] });
    expect(known.head).toBeNull();
    await recordConnect(context, { userId, connectionId: 'tab', threadId });
    const sent = await append(byAnn(threadId, { author, clientMessageId, channel: 'telegram', head: null }));
    const again = await appendMessage(context, byAnn(threadId, { author, clientMessageId }));
    expect(again).toMatchObject({ outcome: 'duplicate', message: { messageId: sent.message.messageId } });

    const waiting = { type: 'waiting', kinds: ['bot'] } as const;
    await expect(listThreads(context, { list: waiting })).resolves.toMatchObject({ heads: [{ threadId }] });
    world.advance(60_000);
    const swept = await sweepThread(context, sent.head, false);
    if (swept.outcome !== 'asked') throw new Error(swept.outcome);
    const connection = { userId, isHumanOverride: false, devices: [] };
    const payload = payloadOf({ message: sent.message, connection, now: context.now() });
    expect(JSON.parse(JSON.stringify(payload))).toMatchObject({ message: { threadId } });
    expect(subjectOf(threadId).length).toBeLessThanOrEqual(100);

    const replied = await append(replyTo(swept.head));
    const frame = messageFrame(replied.message);
    const posts: string[] = [];
    const post = async (connectionId: string, data: string) => {
      posts.push(`${connectionId} ${JSON.parse(data).threadId}`);
      return 'posted' as const;
    };
    const deliverer = createWebDeliverer({ poster: { post, close: async () => {} } });
    await deliver(context, deliverer, { userIds: [userId], frame });
    expect(posts).toEqual([`tab ${threadId}`]);

    const texts: string[] = [];
    await pushThread(context, threadId, async ({ text }) => {
      texts.push(text);
      return { outcome: 'taken' };
    });
    expect(texts).toEqual(['Hi!']);
    await expect(markRead(context, { threadId, userId, seq: 2 })).resolves.toBe('moved');
    await changeOwner(context, { threadId, userId: 'olga', change: { type: 'claim' } });
    const list = { type: 'operator', userId: 'olga' } as const;
    await expect(listThreads(context, { list })).resolves.toMatchObject({ heads: [{ threadId }] });
    await append(byOlga(threadId));
    await expect(listThreadIds(context, userId)).resolves.toEqual([threadId]);
    await expect(historyOf(context, threadId)).resolves.toHaveLength(3);
  });

  it('goes on over pages of lists and of history', async () => {
    for (const id of ['a', 'b', 'c']) await append(byAnn(`${threadId.slice(0, 50)}${id}`));
    const list = { type: 'waiting', kinds: ['bot'] } as const;
    const first = await listThreads(world.context, { list, limit: 2 });
    if (first.outcome !== 'page' || first.cursor === undefined) throw new Error('no second page');
    const second = await listThreads(world.context, { list, limit: 2, cursor: first.cursor });
    expect(second).toMatchObject({ outcome: 'page', heads: [expect.anything()] });
  });
});

describe('the head of a thread', () => {
  it('is at most 1 KB with ids of 64 bytes, whatever has happened: a larger one costs every message twice', async () => {
    const [threadId, userId, operatorId] = ['t', 'u', 'o'].map((letter) => letter.repeat(64)) as [
      string,
      string,
      string,
    ];
    const author = { type: 'user', userId } as const;
    const operator = { type: 'operator', userId: operatorId } as const;
    const limited = { ...world.context, limits: { messagesPerMinute: 7 } };
    await appendMessage(limited, byAnn(threadId, { author, channel: 'telegram' }));
    await append(byBot(threadId, { answersThrough: 0 }));
    await pushThread(world.context, threadId, async () => ({ outcome: 'taken' }));
    await append(byBot(threadId));
    for (let minutes = 0; minutes < 200; minutes += 10) {
      world.advance(10 * 60_000);
      const head = await readThread(world.context, threadId);
      if (head !== null) await sweepThread(world.context, head, false);
    }
    await appendMessage(limited, byAnn(threadId, { author, read: 2 }));
    await markRead(world.context, { threadId, userId, seq: 2 });
    const units = [await unitsOf(threadId)];
    await append(byOlga(threadId, { author: operator, answersThrough: 0, read: 1 }));
    await markRead(world.context, { threadId, userId: operatorId, seq: 3 });
    units.push(await unitsOf(threadId));
    await changeOwner(world.context, { threadId, userId: operatorId, change: { type: 'close' } });
    units.push(await unitsOf(threadId));
    expect(units).toEqual([1, 1, 1]);
  });

  it('is at most 1 KB in Telegram while a message is taken in parts', async () => {
    const [userId, threadId] = ['telegram--1001234567890', 'telegram--1001234567890.99'];
    const author = { type: 'user', userId } as const;
    const operator = { type: 'operator', userId: 'o'.repeat(64) } as const;
    const limited = { ...world.context, limits: { messagesPerMinute: 7 } };
    await appendMessage(limited, byAnn(threadId, { author, channel: 'telegram' }));
    await append(byOlga(threadId, { author: operator, answersThrough: 0, read: 1 }));
    await appendMessage(limited, byAnn(threadId, { author, read: 2 }));
    await markRead(world.context, { threadId, userId, seq: 2 });
    await pushThread(world.context, threadId, async (_, { shownAs }) =>
      shownAs.length < 3
        ? { outcome: 'partTaken', shownAs: [...shownAs, '2147483647'] }
        : { outcome: 'later', notBefore: Number.MAX_SAFE_INTEGER },
    );
    await expect(readThread(world.context, threadId)).resolves.toMatchObject({
      underWay: { seq: 2, shownAs: ['2147483647', '2147483647', '2147483647'] },
    });
    expect(await unitsOf(threadId)).toBe(1);
  });

  it('costs one message 2 write units for each of its parts with ids of 64 bytes', async () => {
    const threadId = 'w'.repeat(64);
    const author = { type: 'user', userId: 'u'.repeat(64) } as const;
    const { head } = await append(byAnn(threadId, { author, read: 0 }));
    world.meter.take();
    await append(byAnn(threadId, { author, clientMessageId: 'c'.repeat(64), head, read: 1 }));
    expect(world.meter.take()).toMatchObject({ readUnits: 0, writeUnits: 2 * 3 });
  });

  /** What one plain write of the head costs: one unit for each KB that has begun. */
  async function unitsOf(threadId: string): Promise<number> {
    world.meter.take();
    const UpdateExpression = 'SET expiresAt = expiresAt';
    await world.client.send(
      new UpdateCommand({ TableName: world.tables.threads, Key: { threadId }, UpdateExpression }),
    );
    return world.meter.take().writeUnits;
  }
});
