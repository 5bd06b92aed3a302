import { batchWrite } from '@switchboard/data-core';
import { type ChatWorld, createChatWorld } from '../test/chat-world.ts';
import { recordConnect, recordDisconnect } from './connections/record-connection.ts';
import { deliver } from './delivery/delivery.ts';
import { createWebDeliverer } from './delivery/web-deliverer.ts';
import { appendMessage } from './messages/append-message.ts';
import { queryMessages } from './messages/query-messages.ts';
import { readForSend } from './messages/read-for-send.ts';

async function connectMany(world: ChatWorld, count: number): Promise<void> {
  const now = world.context.now();
  const entries = Array.from({ length: count }, (_, index) => ({
    put: {
      userId: `user-${index}`,
      connectionId: `of-${index}`,
      threadId: `thread-${index}`,
      lastSeen: now,
      [`device:of-${index}`]: { threadId: `thread-${index}`, connectedAt: now },
    },
  }));
  await batchWrite(world.client, world.tables.connections, ['userId'], entries);
}

describe.each([100, 15_000])('I7: with %i connections in the table', (count) => {
  let world: ChatWorld;
  beforeAll(async () => {
    world = await createChatWorld();
    await connectMany(world, count);
  }, 60_000);

  /** What the work costs: requests by operation, and capacity units. */
  async function costOf(work: () => Promise<unknown>) {
    world.meter.takeRequests();
    world.meter.takeCapacity();
    await work();
    return { requests: world.meter.takeRequests(), capacity: world.meter.takeCapacity() };
  }

  const ann = { userId: 'ann', connectionId: 'tab-1' };

  const send = async (clientMessageId?: string) => {
    const { head } = await readForSend(world.context, { threadId: 't1', userId: 'ann' });
    await appendMessage(world.context, {
      threadId: 't1',
      author: { type: 'user', userId: 'ann' },
      text: 'hello',
      head,
      ...(clientMessageId === undefined ? {} : { clientMessageId }),
    });
  };

  it('a connect is one write of 1 unit', async () => {
    const cost = await costOf(() => recordConnect(world.context, { ...ann, threadId: 't1' }));
    expect(cost).toEqual({ requests: { UpdateItem: 1 }, capacity: 1 });
  });

  it('a message is one BatchGetItem and one transaction of its parts', async () => {
    await send();
    const { requests } = await costOf(() => send());
    expect(requests).toEqual({ BatchGetItem: 1, TransactWriteItems: 1 });
    const { requests: withMarker } = await costOf(() => send('c1'));
    expect(withMarker).toEqual({ BatchGetItem: 1, TransactWriteItems: 1 });
  });

  it('a message costs 2 units for each part and 2 to read', async () => {
    // The thread waits for an answer already, so that the index is not written.
    await send();
    await expect(costOf(() => send())).resolves.toMatchObject({ capacity: 2 + 2 * 2 });
    await expect(costOf(() => send('c2'))).resolves.toMatchObject({ capacity: 2 + 2 * 3 });
  });

  it('a delivery is one BatchGetItem', async () => {
    const poster = { post: async () => 'posted' as const };
    const deliverer = createWebDeliverer(world.context, { poster });
    const frame = { event: 'pong', timestamp: 1 } as const;
    const cost = await costOf(() => deliver(deliverer, { userIds: ['ann', 'user-7'], frame }));
    expect(cost).toEqual({ requests: { BatchGetItem: 1 }, capacity: 2 });
  });

  it('a page of history is one Query', async () => {
    const cost = await costOf(() => queryMessages(world.context, { threadId: 't1', limit: 5 }));
    expect(cost).toEqual({ requests: { Query: 1 }, capacity: 1 });
  });

  it('a disconnect is one write of 1 unit', async () => {
    const cost = await costOf(() => recordDisconnect(world.context, ann));
    expect(cost).toEqual({ requests: { UpdateItem: 1 }, capacity: 1 });
  });
});
