import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { byAnn, byBot } from '../../test/requests.ts';
import { appendMessage } from '../append/append-message.ts';
import { listThreadIds, threadsPartition } from './listed-threads.ts';
import { readThread } from './read-thread.ts';

const dayMs = 86_400_000;

describe('the list of a customer’s threads', () => {
  let world: ChatWorld;
  beforeEach(async () => {
    world = await createChatWorld({ stillAt: 1_800_000_000_000 });
  });

  const expiryOf = async (threadId: string): Promise<unknown> => {
    const Key = { partitionKey: threadsPartition('ann'), sortKey: threadId };
    const { Item } = await world.client.send(
      new GetCommand({ TableName: world.tables.partitionedKeys, Key }),
    );
    return Item?.expiresAt;
  };

  it('has each thread that the customer opened, or that was opened for them, and no other’s', async () => {
    await appendMessage(world.context, byAnn('a'));
    await appendMessage(world.context, byAnn('b'));
    const author = { type: 'bot', name: 'shop', opensFor: 'ann' } as const;
    await appendMessage(world.context, byBot('c', { author }));
    await appendMessage(world.context, byAnn('d', { author: { type: 'user', userId: 'bob' } }));
    const threadIds = await listThreadIds(world.context, 'ann');
    expect(threadIds.toSorted()).toEqual(['a', 'b', 'c']);
    await expect(listThreadIds(world.context, 'ann', 2)).resolves.toHaveLength(2);
  });

  it('begins with the thread that was written in last', async () => {
    for (const threadId of ['b', 'c', 'a', 'd']) {
      await appendMessage(world.context, byAnn(threadId));
      world.advance(2 * dayMs);
    }
    await appendMessage(world.context, byBot('c'));
    await expect(listThreadIds(world.context, 'ann')).resolves.toEqual(['c', 'd', 'a', 'b']);
    await expect(listThreadIds(world.context, 'ann', 2)).resolves.toEqual(['c', 'd']);
  });

  it('orders the threads of one time by their ids, and not as DynamoDB does, which compares the bytes', async () => {
    for (const threadId of ['a', '\u{1f600}', 'c', '\ufb00', 'b'])
      await appendMessage(world.context, byAnn(threadId));
    const inOrder = ['\ufb00', '\u{1f600}', 'c', 'b', 'a'];
    await expect(listThreadIds(world.context, 'ann')).resolves.toEqual(inOrder);
  });

  it('has the threads of every page that DynamoDB gives, each once', async () => {
    // More than a megabyte, in a page that ends within an item.
    const threadIds = ['a', 'b', 'c', 'd', 'e'];
    for (const sortKey of threadIds) {
      const key = { partitionKey: threadsPartition('ann'), sortKey };
      const Item = { ...key, expiresAt: 1_900_000_000, filler: 'x'.repeat(300_000) };
      await world.client.send(new PutCommand({ TableName: world.tables.partitionedKeys, Item }));
    }
    world.meter.takeRequests();
    const found = await listThreadIds(world.context, 'ann');
    expect(found.toSorted()).toEqual(threadIds);
    expect(world.meter.takeRequests().Query).toBeGreaterThan(1);
  });

  it('is written with the first message and then every other day at most, not with every message', async () => {
    const written: number[] = [];
    let before: unknown;
    for (let day = 0; day <= 6; day += 1) {
      await appendMessage(world.context, byAnn('a'));
      const expiresAt = await expiryOf('a');
      if (expiresAt !== before) written.push(day);
      before = expiresAt;
      world.advance(dayMs);
    }
    expect(written).toEqual([0, 2, 4, 6]);
  });

  it('is noted in the thread as far as it was written', async () => {
    await appendMessage(world.context, byAnn('a'));
    const head = await readThread(world.context, 'a');
    expect(head?.listedUntil).toBe(await expiryOf('a'));
  });

  it('names a thread for as long as any of its messages is kept', async () => {
    await appendMessage(world.context, byAnn('a'));
    world.advance(30 * dayMs);
    await appendMessage(world.context, byAnn('a'));
    // The message lives for 90 days from here.
    world.advance(90 * dayMs - 1_000);
    await expect(listThreadIds(world.context, 'ann')).resolves.toEqual(['a']);
  });

  it('names a thread no more when its entry has expired, though DynamoDB keeps it', async () => {
    await appendMessage(world.context, byAnn('a'));
    world.advance(121 * dayMs);
    await expect(listThreadIds(world.context, 'ann')).resolves.toEqual([]);
  });

  it('names a thread again that starts over after it expired', async () => {
    await appendMessage(world.context, byAnn('a'));
    world.advance(92 * dayMs);
    await appendMessage(world.context, byAnn('a'));
    await expect(listThreadIds(world.context, 'ann')).resolves.toEqual(['a']);
  });
});
