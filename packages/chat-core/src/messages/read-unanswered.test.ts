import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { injectFaults } from '../../test/fault-client.ts';
import { byAnn, byBot } from '../../test/requests.ts';
import { appendMessage } from '../append/append-message.ts';
import type { AppendRequest } from '../append/append-request.ts';
import type { ThreadHead } from '../threads/thread-head.ts';
import { readUnanswered } from './read-unanswered.ts';

describe('the messages of users that wait for an answer', () => {
  let world: ChatWorld;
  beforeEach(async () => {
    world = await createChatWorld();
  });

  const append = async (request: AppendRequest): Promise<ThreadHead> => {
    const result = await appendMessage(world.context, request);
    if (result.outcome !== 'stored') throw new Error(result.outcome);
    return result.head;
  };

  const textsOf = async (head: ThreadHead, most = 50, context = world.context) =>
    (await readUnanswered(context, head, most)).map(({ text }) => text);

  it('are those after the last one that was answered, oldest first, without what others wrote', async () => {
    await append(byAnn('t1', { text: 'one' }));
    await append(byBot('t1', { answersThrough: 1 }));
    await append(byAnn('t1', { text: 'two' }));
    await append(byBot('t1', { text: 'Sale!' }));
    const head = await append(byAnn('t1', { text: 'three' }));
    await expect(textsOf(head)).resolves.toEqual(['two', 'three']);
    await expect(textsOf(head, 1)).resolves.toEqual(['three']);
  });

  it('are found behind more posts of others than a page has', async () => {
    await append(byAnn('t1', { text: 'one' }));
    for (let index = 0; index < 130; index += 1) await append(byBot('t1', { text: 'Sale!' }));
    const head = await append(byBot('t1', { text: 'Sale!' }));
    world.meter.takeRequests();
    await expect(textsOf(head)).resolves.toEqual(['one']);
    expect(world.meter.takeRequests()).toEqual({ Query: 2 });
  });

  it('are not lost when others are written between the read of the head and the read of the messages', async () => {
    const head = await append(byAnn('t1', { text: 'one' }));
    const spoiled = world.another();
    let isFirst = true;
    injectFaults(spoiled.client, async (operation) => {
      if (operation === 'Query' && isFirst) {
        isFirst = false;
        for (const text of ['two', 'three']) await append(byAnn('t1', { text }));
      }
      return undefined;
    });
    await expect(textsOf(head, 50, spoiled)).resolves.toEqual(['one']);
  });

  it('are none where all of them have expired', async () => {
    const day = { ...world.context, retentionDays: 1 };
    await appendMessage(day, byAnn('t1', { text: 'one' }));
    const head = await append(byBot('t1'));
    world.advance(2 * 86_400_000);
    await expect(textsOf(head)).resolves.toEqual([]);
  });
});
