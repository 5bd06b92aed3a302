import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { byAnn, byBot, byOlga } from '../../test/requests.ts';
import { createTopic, type TestTopic } from '../../test/topic.ts';
import { appendMessage } from '../append/append-message.ts';
import type { AppendRequest } from '../append/append-request.ts';
import { recordConnect } from '../connections/record-connection.ts';
import { createWebDeliverer } from '../delivery/web-deliverer.ts';
import type { Announcer } from './announce.ts';
import { announceMessage, showTyping } from './announce.ts';

describe('a message that is announced', () => {
  let world: ChatWorld;
  let topic: TestTopic;
  const posts: string[] = [];
  beforeEach(async () => {
    world = await createChatWorld();
    topic = await createTopic();
    posts.length = 0;
    await recordConnect(world.context, { userId: 'ann', connectionId: 'tab' });
    await recordConnect(world.context, { userId: 'olga', connectionId: 'desk' });
  });
  afterEach(() => topic.close());

  const announcer = (): Announcer => ({
    deliverer: createWebDeliverer({
      poster: {
        post: async (connectionId, data) => {
          posts.push(`${connectionId}: ${JSON.parse(data).text}`);
          return 'posted';
        },
        close: async () => {},
      },
    }),
    outbound: topic.publisher,
  });

  const stored = async (request: AppendRequest) => {
    const result = await appendMessage(world.context, request);
    if (result.outcome !== 'stored') throw new Error(result.outcome);
    return result;
  };

  const notices = () => topic.published.map(({ message }) => JSON.parse(message));

  it('goes to the devices of everyone in the thread, but not to the one that sent it', async () => {
    await stored(byAnn('t1', { text: 'hello' }));
    const { message, head } = await stored(byOlga('t1', { text: 'Hi!' }));
    const announcement = { head, exceptConnectionId: 'desk' };
    const report = await announceMessage(world.context, announcer(), message, announcement);
    expect(posts).toEqual(['tab: Hi!']);
    expect(report.posted).toHaveLength(1);
    expect(notices()).toEqual([]);
  });

  it('is told to a channel that is pushed to, if the thread owes it something', async () => {
    const asked = await stored(byAnn('t1', { text: 'hello', channel: 'telegram' }));
    await announceMessage(world.context, announcer(), asked.message, asked);
    expect(notices()).toEqual([]);
    const replied = await stored(byBot('t1', { text: 'Hi!' }));
    await announceMessage(world.context, announcer(), replied.message, replied);
    expect(notices()).toEqual([{ threadId: 't1', channel: 'telegram', type: 'message' }]);
  });

  it('is shown as being written in a channel that is pushed to, and in no other', async () => {
    const pushed = await stored(byAnn('t1', { channel: 'telegram' }));
    const posted = await stored(byAnn('t2'));
    for (const { head } of [pushed, posted]) await showTyping(world.context, announcer(), head);
    expect(notices()).toEqual([{ threadId: 't1', channel: 'telegram', type: 'typing' }]);
  });
});
