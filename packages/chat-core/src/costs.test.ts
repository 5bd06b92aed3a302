import { batchWrite } from '@switchboard/data-core';
import { byOperation, measure } from '@switchboard/jest-preset/measure-cost';
import { type ChatWorld, createChatWorld } from '../test/chat-world.ts';
import { byAnn, byBot, byOlga, replyTo } from '../test/requests.ts';
import { appendMessage } from './append/append-message.ts';
import type { AppendRequest } from './append/append-request.ts';
import { changeMessage } from './append/change-message.ts';
import { pushThread } from './channels/push-thread.ts';
import { recordConnect, recordDisconnect } from './connections/record-connection.ts';
import { deliver } from './delivery/delivery.ts';
import { createWebDeliverer } from './delivery/web-deliverer.ts';
import { queryMessages } from './messages/query-messages.ts';
import type { OwnerChange } from './threads/change-owner.ts';
import { changeOwner } from './threads/change-thread.ts';
import { readThreadView, type ThreadView } from './threads/read-thread-view.ts';
import { settleThread, sweepThread } from './threads/sweep-thread.ts';
import type { ThreadHead } from './threads/thread-head.ts';

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

const poster = { post: async () => 'posted' as const, close: async () => {} };
const deliverer = createWebDeliverer({ poster });
const frame = { event: 'pong', timestamp: 1 } as const;

describe.each([100, 15_000])('I7: with %i connections in the table', (count) => {
  let world: ChatWorld;
  beforeAll(async () => {
    world = await createChatWorld();
    await connectMany(world, count);
  });

  /** What the work costs: requests by operation, and capacity units. */
  async function costOf(work: () => Promise<unknown>) {
    const { requests, readUnits, writeUnits } = await measure(world.client, work);
    return { requests: byOperation(requests), reads: readUnits, writes: writeUnits };
  }

  const ann = { userId: 'ann', connectionId: 'tab-1' };

  const view = (threadId: string): Promise<ThreadView> =>
    readThreadView(world.context, { threadId, userIds: ['ann'] });

  /** A message of Ann with its delivery, as a function sends one. */
  const send = async (threadId: string, change: Partial<AppendRequest> = {}) => {
    const known = await view(threadId);
    await appendMessage(world.context, byAnn(threadId, { head: known.head, ...change }));
    await deliver(world.context, deliverer, { userIds: ['ann'], frame, known });
  };

  const headOf = async (threadId: string): Promise<ThreadHead> => {
    const { head } = await view(threadId);
    if (head === null) throw new Error('no thread');
    return head;
  };

  it('a connect is one write of 1 unit, and a user’s first one a transaction more', async () => {
    const connect = () => costOf(() => recordConnect(world.context, { ...ann, threadId: 't1' }));
    const first = { requests: { UpdateItem: 1, TransactWriteItems: 1 }, reads: 0, writes: 4 };
    await expect(connect()).resolves.toEqual(first);
    const later = { requests: { UpdateItem: 1 }, reads: 0, writes: 1 };
    await expect(connect()).resolves.toEqual(later);
  });

  it('a message is one BatchGetItem and one transaction of its parts, with its delivery', async () => {
    await send('t1');
    const { requests } = await costOf(() => send('t1'));
    expect(requests).toEqual({ BatchGetItem: 1, TransactWriteItems: 1 });
    const { requests: withMarker } = await costOf(() => send('t1', { clientMessageId: 'c1' }));
    expect(withMarker).toEqual({ BatchGetItem: 1, TransactWriteItems: 1 });
  });

  it('a message costs 2 units for each part and 2 to read', async () => {
    // The thread waits for an answer already, so that the index is not written.
    await send('t2');
    await expect(costOf(() => send('t2'))).resolves.toMatchObject({ reads: 2, writes: 2 * 2 });
    const marked = costOf(() => send('t2', { clientMessageId: 'c2' }));
    await expect(marked).resolves.toMatchObject({ reads: 2, writes: 2 * 3 });
  });

  it('a message that opens a thread is listed under its customer and in two indexes as well', async () => {
    const { requests, writes } = await costOf(() => send('t3', { clientMessageId: 'c1' }));
    expect(requests).toEqual({ BatchGetItem: 1, TransactWriteItems: 1 });
    // The last two look whether the customer was erased meanwhile.
    expect(writes).toBe(2 * 4 + 2 + 2);
  });

  it('a first message to a thread that was answered is marked in one index', async () => {
    await send('t4');
    await appendMessage(world.context, replyTo(await headOf('t4')));
    await expect(costOf(() => send('t4', { clientMessageId: 'c1' }))).resolves.toMatchObject({
      writes: 2 * 3 + 1,
    });
  });

  it('a bot’s reply is one transaction of head, message and check, and one index', async () => {
    await send('t5');
    const head = await headOf('t5');
    const cost = await costOf(() => appendMessage(world.context, replyTo(head)));
    expect(cost).toEqual({ requests: { TransactWriteItems: 1 }, reads: 0, writes: 2 * 3 + 1 });
  });

  it('an operator’s message in a thread of theirs is one transaction of head and message', async () => {
    await send('t6');
    await change('t6', { type: 'claim' });
    const head = await headOf('t6');
    const cost = await costOf(() => appendMessage(world.context, byOlga('t6', { head, answersThrough: 0 })));
    expect(cost).toEqual({ requests: { TransactWriteItems: 1 }, reads: 0, writes: 2 * 2 });
  });

  const change = (threadId: string, asked: OwnerChange) =>
    changeOwner(world.context, { threadId, userId: 'olga', change: asked });

  it('a claim is one read, one write of the head, and two moves in indexes', async () => {
    await send('t7');
    const claimed = await costOf(() => change('t7', { type: 'claim' }));
    expect(claimed).toEqual({
      requests: { GetItem: 1, TransactWriteItems: 1 },
      reads: 1,
      writes: 2 + 2 * 2,
    });
    // A renewal moves nothing.
    await expect(costOf(() => change('t7', { type: 'claim' }))).resolves.toMatchObject({ writes: 2 });
  });

  it('a settled wait is one write of the head and one of the index, where the head is known', async () => {
    await send('t8');
    const settled = { threadId: 't8', throughSeq: 1 };
    const head = await headOf('t8');
    const cost = await costOf(() => settleThread(world.context, settled, head));
    expect(cost).toEqual({ requests: { TransactWriteItems: 1 }, reads: 0, writes: 2 + 1 });
  });

  it('a sweep that asks the bot again is one write of the head', async () => {
    await send('t9');
    world.advance(60_000);
    const head = await headOf('t9');
    const cost = await costOf(() => sweepThread(world.context, head, false));
    expect(cost).toEqual({ requests: { TransactWriteItems: 1 }, reads: 0, writes: 2 });
  });

  it('a message that is pushed is one write of the head, and the last one is one of the index as well', async () => {
    await send('t10', { channel: 'telegram' });
    for (let said = 0; said < 3; said += 1) await appendMessage(world.context, byBot('t10'));
    const taken = async () => ({ outcome: 'taken' }) as const;
    const cost = await costOf(() => pushThread(world.context, 't10', taken));
    expect(cost).toMatchObject({
      requests: { GetItem: 2, Query: 1, TransactWriteItems: 3 },
      writes: 3 * 2 + 1,
    });
  });

  it('a delivery is one BatchGetItem', async () => {
    const delivery = { userIds: ['ann', 'user-7'], frame };
    const cost = await costOf(() => deliver(world.context, deliverer, delivery));
    expect(cost).toEqual({ requests: { BatchGetItem: 1 }, reads: 2, writes: 0 });
  });

  it('a delivery to connections that were just read is free', async () => {
    const known = await view('t1');
    const cost = await costOf(() => deliver(world.context, deliverer, { userIds: ['ann'], frame, known }));
    expect(cost).toEqual({ requests: {}, reads: 0, writes: 0 });
  });

  it('a page of history is one Query', async () => {
    const cost = await costOf(() => queryMessages(world.context, { threadId: 't1', limit: 5 }));
    expect(cost).toEqual({ requests: { Query: 1 }, reads: 1, writes: 0 });
  });

  it('an edit is one transaction of 6 units: head, target and the message that tells of it', async () => {
    const written = await appendMessage(world.context, byAnn('edited'));
    if (written.outcome !== 'stored') throw new Error(written.outcome);
    const { seq, timestamp } = written.message;
    const cost = await costOf(() =>
      changeMessage(world.context, {
        threadId: 'edited',
        author: { type: 'user', userId: 'ann' },
        change: { type: 'edit', seq },
        timestamp,
        text: 'corrected',
        head: written.head,
      }),
    );
    expect(cost).toMatchObject({ requests: { TransactWriteItems: 1 }, writes: 6 });
  });

  it('a disconnect is one write of 1 unit', async () => {
    const cost = await costOf(() => recordDisconnect(world.context, ann));
    expect(cost).toEqual({ requests: { UpdateItem: 1 }, reads: 0, writes: 1 });
  });
});
