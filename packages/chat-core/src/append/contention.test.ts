import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { readThreadView } from '../threads/read-thread-view.ts';
import { appendMessage } from './append-message.ts';

const writers = 32;
const sends = 4;

describe('many writers on one thread', () => {
  let world: ChatWorld;
  beforeAll(async () => {
    world = await createChatWorld();
  });

  it('cost at most 3 transactions for each message that is committed', async () => {
    const threadId = 'busy';
    const user = { type: 'user', userId: 'ann' } as const;
    await appendMessage(world.context, { threadId, author: user, text: 'first' });
    world.meter.takeRequests();
    await Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        for (let send = 0; send < sends; send += 1) {
          const { head } = await readThreadView(world.context, { threadId, userIds: [user.userId] });
          await appendMessage(world.context, { threadId, author: user, text: `${writer}.${send}`, head });
        }
      }),
    );
    const { TransactWriteItems = 0 } = world.meter.takeRequests();
    expect(TransactWriteItems / (writers * sends)).toBeLessThanOrEqual(3);
  }, 240_000);
});
