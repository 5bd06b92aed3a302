import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { readForSend } from './read-for-send.ts';
import { appendMessage } from './append-message.ts';

describe('a message that is appended', () => {
  let world: ChatWorld;
  beforeAll(async () => {
    world = await createChatWorld();
  });

  it('costs one BatchGetItem and one TransactWriteItems', async () => {
    world.requests.take();
    const { head } = await readForSend(world.context, { threadId: 't1', userId: 'ann' });
    const result = await appendMessage(world.context, {
      threadId: 't1',
      author: { type: 'user', userId: 'ann' },
      text: 'hello',
      clientMessageId: 'c1',
      head,
    });
    expect(result).toMatchObject({ outcome: 'stored', message: { seq: 1, text: 'hello', sender: 'ann' } });
    expect(world.requests.take()).toEqual({ BatchGetItem: 1, TransactWriteItems: 1 });
    const again = await appendMessage(world.context, {
      threadId: 't1',
      author: { type: 'user', userId: 'ann' },
      text: 'hello',
      clientMessageId: 'c1',
    });
    expect(again).toMatchObject({ outcome: 'duplicate', message: { seq: 1 } });
  });
});
