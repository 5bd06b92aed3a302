import type { ServerFrame } from '@switchboard/protocol';
import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { byAnn, byBot, byOlga, replyTo } from '../../test/requests.ts';
import { testHead } from '../../test/test-head.ts';
import { appendMessage } from '../append/append-message.ts';
import type { AppendRequest } from '../append/append-request.ts';
import { changeMessage } from '../append/change-message.ts';
import { recordConnect } from '../connections/record-connection.ts';
import { createWebDeliverer } from '../delivery/web-deliverer.ts';
import { changeOwner } from '../threads/change-thread.ts';
import { unreadBy } from '../threads/ownership.ts';
import type { ThreadHead } from '../threads/thread-head.ts';
import {
  isKnownOperator,
  operatorsLately,
  operatorsOnDuty,
  readDuty,
  removeDuty,
  setDuty,
  startDuty,
} from './duty.ts';
import { writeSummary } from './notes.ts';
import { announceQueue, describeThreads } from './thread-rows.ts';

let world: ChatWorld;
beforeEach(async () => {
  world = await createChatWorld({ stillAt: 1_800_000_000_000 });
});

const append = async (request: AppendRequest): Promise<ThreadHead> => {
  const result = await appendMessage(world.context, request);
  if (result.outcome !== 'stored') throw new Error(result.outcome);
  return result.head;
};

describe('the row of a thread', () => {
  it('says what it waits for, who has it, and what the customer said last', async () => {
    const read = await append(byAnn('t1', { text: `refund${'x'.repeat(300)}` }));
    world.advance(1_000);
    const summary = writeSummary(world.context, read, { text: 'wants a refund', author: 'rules' });
    const handed = await append(
      replyTo(read, { text: 'One moment', handOver: true, extraWrites: [summary] }),
    );
    await expect(describeThreads(world.context, [handed], 'olga')).resolves.toEqual([
      {
        threadId: 't1',
        channel: 'web',
        waiting: 'human',
        since: handed.waiting?.since,
        owner: { type: 'queue' },
        customer: { userId: 'ann' },
        lastMessage: {
          text: `refund${'x'.repeat(154)}`,
          messageType: 'user',
          timestamp: read.lastTimestamp,
        },
        unread: 2,
        summary: 'wants a refund',
      },
    ]);
  });

  it('shows what somebody said, and not what the system told the customer after it', async () => {
    const read = await append(byAnn('t1', { text: 'refund' }));
    await append(replyTo(read, { text: 'One moment', handOver: true }));
    const told = await append(
      byBot('t1', { text: 'You are next in line.', notice: { type: 'queued', position: 1 } }),
    );
    await expect(describeThreads(world.context, [told], 'ann')).resolves.toMatchObject([
      { lastMessage: { text: 'One moment', messageType: 'bot' } },
    ]);
  });

  it('shows operators what the customer said, and not what the bot said when it handed over', async () => {
    const read = await append(byAnn('t1', { text: 'refund' }));
    const handed = await append(replyTo(read, { text: 'One moment', handOver: true }));
    await expect(describeThreads(world.context, [handed], undefined)).resolves.toMatchObject([
      { waiting: 'human', lastMessage: { text: 'refund', messageType: 'user' } },
    ]);
    const held = await append(byOlga('t1', { head: handed, answersThrough: handed.lastUserSeq }));
    await expect(describeThreads(world.context, [held], 'olga')).resolves.toMatchObject([
      { waiting: 'none', lastMessage: { text: 'How can I help?', messageType: 'operator' } },
    ]);
  });

  it('shows the bot’s word where nobody else said anything lately', async () => {
    let head = await append(byAnn('t1', { text: 'refund' }));
    for (const text of ['1', '2', '3', '4']) head = await append(replyTo(head, { text }));
    const handed = await append(replyTo(head, { text: 'One moment', handOver: true }));
    await expect(describeThreads(world.context, [handed], 'olga')).resolves.toMatchObject([
      { waiting: 'human', lastMessage: { text: 'One moment', messageType: 'bot' } },
    ]);
  });

  it('shows what was said before a message that was deleted', async () => {
    const read = await append(byAnn('t1', { text: 'refund' }));
    const more = await append(byAnn('t1', { text: 'my card is 4111' }));
    const deleted = await changeMessage(world.context, {
      threadId: 't1',
      author: { type: 'user', userId: 'ann' },
      change: { type: 'delete', seq: more.seq },
      timestamp: more.lastTimestamp,
      text: '',
      head: more,
    });
    const head = deleted.outcome === 'stored' ? deleted.head : read;
    await expect(describeThreads(world.context, [head], 'olga')).resolves.toMatchObject([
      { lastMessage: { text: 'refund', timestamp: read.lastTimestamp } },
    ]);
  });

  it('shows a thread whose operator’s lease has run out as the bot’s', async () => {
    await append(byAnn('t1'));
    const held = await append(byOlga('t1', { answersThrough: 0, leaseMs: 60_000 }));
    await expect(describeThreads(world.context, [held], undefined)).resolves.toMatchObject([
      { waiting: 'human', owner: { type: 'operator', userId: 'olga' } },
    ]);
    world.advance(60_000);
    await expect(describeThreads(world.context, [held], undefined)).resolves.toMatchObject([
      { waiting: 'bot', owner: { type: 'bot' } },
    ]);
  });

  it.each<[string, string | undefined, Partial<ThreadHead>, number]>([
    ['all for someone who has read nothing', 'olga', {}, 5],
    ['none for someone who has read everything', 'olga', { readPositions: { olga: 5 } }, 0],
    ['what came since for a customer who wrote', 'ann', { lastUserSeq: 3 }, 2],
    [
      'what came since the further of both for a customer',
      'ann',
      { lastUserSeq: 3, readPositions: { ann: 4 } },
      1,
    ],
    ['all for nobody in particular', undefined, { readPositions: { olga: 5 } }, 5],
  ])('counts as unread %s', (_, userId, change, unread) => {
    expect(unreadBy(testHead({ seq: 5, ...change }), userId)).toBe(unread);
  });
});

describe('the operators on duty', () => {
  it('are those who said that they take threads, until four hours later or their word', async () => {
    await setDuty(world.context, 'olga', 'available');
    await setDuty(world.context, 'otto', 'available');
    await setDuty(world.context, 'ivan', 'away');
    const onDuty = (await operatorsOnDuty(world.context)).map(({ userId }) => userId);
    expect(onDuty.toSorted()).toEqual(['olga', 'otto']);
    await setDuty(world.context, 'otto', 'away');
    await expect(operatorsOnDuty(world.context)).resolves.toMatchObject([{ userId: 'olga' }]);
    world.advance(4 * 60 * 60_000);
    await expect(operatorsOnDuty(world.context)).resolves.toEqual([]);
  });

  it('are known to be operators for three hours, and can hold a thread for one more', async () => {
    await setDuty(world.context, 'olga', 'away');
    world.advance(3 * 60 * 60_000 - 1_000);
    await expect(isKnownOperator(world.context, 'olga')).resolves.toBe(true);
    await expect(isKnownOperator(world.context, 'ann')).resolves.toBe(false);
    world.advance(1_000);
    await expect(isKnownOperator(world.context, 'olga')).resolves.toBe(false);
    await expect(operatorsLately(world.context)).resolves.toEqual(['olga']);
    world.advance(60 * 60_000);
    await expect(operatorsLately(world.context)).resolves.toEqual([]);
  });

  it('are as they were when they connect again, and available after they were gone for long', async () => {
    await startDuty(world.context, 'olga');
    await expect(readDuty(world.context, 'olga')).resolves.toMatchObject({
      userId: 'olga',
      status: 'available',
    });
    for (const status of ['away', 'full'] as const) {
      await setDuty(world.context, 'olga', status, 5);
      world.advance(3 * 60 * 60_000);
      await startDuty(world.context, 'olga');
      // Every connect counts as being here.
      world.advance(3 * 60 * 60_000);
      await expect(readDuty(world.context, 'olga')).resolves.toMatchObject({
        ...{ userId: 'olga', status, capacity: 5 },
      });
    }
    world.advance(60 * 60_000);
    await Promise.all([startDuty(world.context, 'olga'), startDuty(world.context, 'olga')]);
    const anew = { userId: 'olga', status: 'available', isByLoad: false };
    await expect(readDuty(world.context, 'olga')).resolves.toEqual(anew);
  });

  it('can be forgotten', async () => {
    await setDuty(world.context, 'olga', 'available');
    await expect(removeDuty(world.context, 'olga')).resolves.toBe(1);
    await expect(removeDuty(world.context, 'olga')).resolves.toBe(0);
    await expect(operatorsOnDuty(world.context)).resolves.toEqual([]);
  });

  /** What the operators' devices get. */
  function announcements() {
    const frames: string[] = [];
    const post = async (connectionId: string, data: string) => {
      const { event, change, threadId } = JSON.parse(data) as ServerFrame<'queue.changed'>;
      frames.push(`${connectionId}: ${event} ${change} ${threadId}`);
      return 'posted' as const;
    };
    const deliverer = createWebDeliverer({ poster: { post, close: async () => {} } });
    const announce = (before: ThreadHead | null, head: ThreadHead) =>
      announceQueue(world.context, { deliverer }, before, head);
    return { frames, announce };
  }

  it('are told of a thread that comes into the queue, changes there, and leaves it, and of no other', async () => {
    await setDuty(world.context, 'olga', 'available');
    await recordConnect(world.context, { userId: 'olga', connectionId: 'desk' });
    await recordConnect(world.context, { userId: 'ann', connectionId: 'tab' });
    const { frames, announce } = announcements();
    const asked = await append(byAnn('t1'));
    world.meter.takeRequests();
    await announce(null, asked);
    expect(world.meter.takeRequests()).toEqual({});
    const queued = await append(byBot('t1', { handOver: true }));
    await announce(asked, queued);
    const more = await append(byAnn('t1'));
    await announce(queued, more);
    const change = { type: 'claim' } as const;
    const claimed = await changeOwner(world.context, { threadId: 't1', userId: 'otto', change });
    if (claimed.outcome !== 'changed') throw new Error(claimed.outcome);
    await announce(more, claimed.head);
    expect(frames).toEqual([
      'desk: queue.changed added t1',
      'desk: queue.changed updated t1',
      'desk: queue.changed removed t1',
    ]);
  });

  it('cost one query where nobody is on duty', async () => {
    const { frames, announce } = announcements();
    const asked = await append(byAnn('t1'));
    const queued = await append(byBot('t1', { handOver: true }));
    world.meter.takeRequests();
    await announce(asked, queued);
    expect(world.meter.takeRequests()).toEqual({ Query: 1 });
    expect(frames).toEqual([]);
  });
});
