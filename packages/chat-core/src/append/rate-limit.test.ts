import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { byAnn, byBot, byOlga } from '../../test/requests.ts';
import { expectInOrder, historyOf } from '../../test/thread-history.ts';
import type { ChatContext } from '../context/chat-context.ts';
import { appendMessage } from './append-message.ts';

describe('the limit of a thread’s messages', () => {
  let world: ChatWorld;
  let limited: ChatContext;
  beforeEach(async () => {
    world = await createChatWorld({ stillAt: 1_800_000_000_000 });
    limited = { ...world.context, limits: { messagesPerMinute: 10 } };
  });

  /** Uses up the limit of a thread. */
  const fill = async (threadId: string) => {
    for (let count = 0; count < 10; count += 1) await appendMessage(limited, byAnn(threadId));
  };

  it('I12: lets exactly its number through of 25 writers at once, and tells the others how long to wait', async () => {
    const results = await Promise.all(Array.from({ length: 25 }, () => appendMessage(limited, byAnn('i12'))));
    expect(results.filter(({ outcome }) => outcome === 'stored')).toHaveLength(10);
    const refused = results.filter(({ outcome }) => outcome === 'limited');
    expect(refused).toHaveLength(15);
    for (const result of refused) expect(result).toEqual({ outcome: 'limited', retryAfterMs: 6_000 });
    const history = await historyOf(world.context, 'i12');
    expect(history).toHaveLength(10);
    expectInOrder(history);
  });

  it('I12: lets one more through after that time, of any number of writers', async () => {
    await fill('i12');
    world.advance(5_999);
    const early = await appendMessage(limited, byAnn('i12'));
    expect(early).toEqual({ outcome: 'limited', retryAfterMs: 1 });
    world.advance(1);
    const results = await Promise.all(Array.from({ length: 10 }, () => appendMessage(limited, byAnn('i12'))));
    expect(results.filter(({ outcome }) => outcome === 'stored')).toHaveLength(1);
  });

  it('does not stop who answers', async () => {
    await fill('i12');
    await expect(appendMessage(limited, byBot('i12'))).resolves.toMatchObject({ outcome: 'stored' });
    await expect(appendMessage(limited, byOlga('i12'))).resolves.toMatchObject({ outcome: 'stored' });
  });

  it('is of each thread its own, and none where none is set', async () => {
    await fill('i12');
    await expect(appendMessage(limited, byAnn('other'))).resolves.toMatchObject({ outcome: 'stored' });
    await expect(appendMessage(world.context, byAnn('i12'))).resolves.toMatchObject({ outcome: 'stored' });
  });

  it('costs no request: the head that every message writes counts', async () => {
    const first = await appendMessage(limited, byAnn('free'));
    if (first.outcome !== 'stored') throw new Error(first.outcome);
    world.meter.takeRequests();
    await appendMessage(limited, byAnn('free', { head: first.head }));
    expect(world.meter.takeRequests()).toEqual({ TransactWriteItems: 1 });
  });
});
