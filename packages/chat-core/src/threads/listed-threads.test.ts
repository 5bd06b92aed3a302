import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { byAnn, byBot } from '../../test/requests.ts';
import { appendMessage } from '../append/append-message.ts';
import { listThreadIds, threadsPartition } from './listed-threads.ts';

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
