import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { injectFaults } from '../../test/fault-client.ts';
import { byAnn } from '../../test/requests.ts';
import { appendMessage } from '../append/append-message.ts';
import { markRead } from './mark-read.ts';
import { readThread } from './read-thread.ts';

const threadId = 't1';

describe('a read position', () => {
  let world: ChatWorld;
  beforeEach(async () => {
    world = await createChatWorld();
    await write();
    await write();
  });

  const write = () =>
    appendMessage(world.context, { threadId, author: { type: 'user', userId: 'ann' }, text: 'hello' });
  const read = (userId: string, seq: number) => markRead(world.context, { threadId, userId, seq });

  it('moves forward alone, and never past the newest message', async () => {
    await expect(read('ann', 1)).resolves.toBe('moved');
    await expect(read('ann', 1)).resolves.toBe('unchanged');
    await expect(read('ann', 2)).resolves.toBe('moved');
    await expect(read('ann', 1)).resolves.toBe('unchanged');
    await expect(read('ann', 3)).resolves.toBe('unchanged');
    await expect(markRead(world.context, { threadId: 'nowhere', userId: 'ann', seq: 1 })).resolves.toBe(
      'unchanged',
    );
  });

  it('is moved by a message that says what its author has read, forward alone and never past the newest message', async () => {
    const author = { type: 'user', userId: 'bob' } as const;
    const say = async (seq: number) => {
      const said = await appendMessage(world.context, byAnn('t2', { author, read: seq }));
      return said.outcome === 'stored' && said.head.readPositions.bob;
    };
    await expect(say(9)).resolves.toBeUndefined();
    await expect(say(1)).resolves.toBe(1);
    // As a page says it that shows an earlier life of the thread.
    await expect(say(57)).resolves.toBe(1);
    await markRead(world.context, { threadId: 't2', userId: 'bob', seq: 2 });
    await expect(say(1)).resolves.toBe(2);
  });

  it('is not taken for moved, nor for unchanged, when DynamoDB does not answer', async () => {
    const faulty = world.another();
    injectFaults(faulty.client, () => 'lostRequest');
    await expect(markRead(faulty, { threadId, userId: 'ann', seq: 1 })).rejects.toThrow('no answer');
  });

  it('is each user’s own, and outlives the messages that come', async () => {
    await read('ann', 2);
    await read('böb.x #1', 1);
    await write();
    const head = await readThread(world.context, threadId);
    expect(head).toMatchObject({ seq: 3, readPositions: { ann: 2, 'böb.x #1': 1 } });
  });
});
