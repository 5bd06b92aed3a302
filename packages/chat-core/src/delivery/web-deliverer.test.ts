import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { injectFaults } from '../../test/fault-client.ts';
import { readConnection } from '../connections/read-connections.ts';
import { recordConnect } from '../connections/record-connection.ts';
import { readThreadView } from '../threads/read-thread-view.ts';
import { type ConnectionPoster, type Delivery, deliver, type PostOutcome } from './delivery.ts';
import { createWebDeliverer } from './web-deliverer.ts';

const frame = { event: 'pong', timestamp: 1 } as const;

/** A gateway whose connections answer as a test says: by id, the answers of one post after the other. */
function gateway(answers: Readonly<Record<string, readonly (PostOutcome | Error)[]>> = {}) {
  const posts: string[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;
  const poster: ConnectionPoster = {
    async post(connectionId) {
      const tries = posts.filter((post) => post === connectionId).length;
      posts.push(connectionId);
      atOnce += 1;
      mostAtOnce = Math.max(mostAtOnce, atOnce);
      await new Promise(setImmediate);
      atOnce -= 1;
      const answer = answers[connectionId]?.[tries] ?? 'posted';
      if (answer instanceof Error) throw answer;
      return answer;
    },
    close: async () => {},
  };
  return { poster, posts, mostAtOnce: () => mostAtOnce };
}

describe('a delivery', () => {
  let world: ChatWorld;
  beforeEach(async () => {
    world = await createChatWorld();
    for (const [userId, connectionId] of [
      ['ann', 'ann-1'],
      ['ann', 'ann-2'],
      ['bob', 'bob-1'],
    ] as const) {
      await recordConnect(world.context, { userId, connectionId, threadId: 't1' });
    }
  });

  /** Delivers by a poster, without pauses. */
  const deliverBy = (poster: ConnectionPoster, delivery: Delivery, context = world.context) =>
    deliver({ ...context, pause: async () => {} }, createWebDeliverer({ poster }), delivery);

  it('goes to every device of everyone, but not to the one that caused it', async () => {
    const { poster, posts } = gateway();
    const delivery = { userIds: ['ann', 'bob', 'carl'], frame, exceptConnectionId: 'ann-1' };
    const report = await deliverBy(poster, delivery);
    expect(posts.toSorted()).toEqual(['ann-2', 'bob-1']);
    expect(report.posted).toHaveLength(2);
  });

  it('costs one BatchGetItem', async () => {
    world.meter.takeRequests();
    await deliverBy(gateway().poster, { userIds: ['ann', 'bob'], frame });
    expect(world.meter.takeRequests()).toEqual({ BatchGetItem: 1 });
  });

  it('removes the device that is gone, and no other', async () => {
    world.advance(30_000);
    const { poster } = gateway({ 'ann-1': ['gone'] });
    const report = await deliverBy(poster, { userIds: ['ann', 'bob'], frame });
    expect(report.gone).toMatchObject([{ userId: 'ann', connectionId: 'ann-1' }]);
    const ann = await readConnection(world.context, 'ann');
    expect(ann?.devices.map(({ connectionId }) => connectionId)).toEqual(['ann-2']);
  });

  it('is delivered though a device that is gone cannot be removed, and reports that', async () => {
    world.advance(30_000);
    const busy = world.another();
    const error = new Error('too busy');
    injectFaults(busy.client, (operation) => {
      if (operation === 'UpdateItem') throw error;
      return undefined;
    });
    const { poster } = gateway({ 'ann-1': ['gone'] });
    const report = await deliverBy(poster, { userIds: ['ann', 'bob'], frame }, busy);
    expect(report).toMatchObject({
      posted: [{ connectionId: 'ann-2' }, { connectionId: 'bob-1' }],
      gone: [{ connectionId: 'ann-1' }],
      failed: [{ target: { connectionId: 'ann-1' }, reason: 'error', error }],
    });
  });

  it('keeps a device that is gone only because its connection is not open yet', async () => {
    world.advance(28_000);
    const { poster } = gateway({ 'ann-1': ['gone', 'posted'] });
    await deliverBy(poster, { userIds: ['ann'], frame });
    const { posted } = await deliverBy(poster, { userIds: ['ann'], frame });
    expect(posted).toHaveLength(2);
  });

  it('tries again where it is throttled, within a bound', async () => {
    const { poster, posts } = gateway({
      'ann-1': ['throttled', 'throttled', 'posted'],
      'bob-1': Array.from({ length: 99 }, () => 'throttled' as const),
    });
    const report = await deliverBy(poster, { userIds: ['ann', 'bob'], frame });
    expect(report.posted).toHaveLength(2);
    expect(report.failed).toMatchObject([
      { target: { userId: 'bob', connectionId: 'bob-1' }, reason: 'throttled' },
    ]);
    expect(posts.filter((post) => post === 'ann-1')).toHaveLength(3);
    expect(posts.filter((post) => post === 'bob-1')).toHaveLength(5);
  });

  it('waits longer before each try, by a random part', async () => {
    const pauses: number[] = [];
    const { poster } = gateway({ 'bob-1': ['throttled', 'throttled', 'throttled'] });
    const pause = async (milliseconds: number) => {
      pauses.push(milliseconds);
    };
    const context = { ...world.context, random: () => 0.5, pause };
    await deliver(context, createWebDeliverer({ poster }), { userIds: ['bob'], frame });
    expect(pauses).toEqual([50, 100, 200]);
  });

  it('reports what else went wrong at every try, and reaches the others', async () => {
    const error = new Error('forbidden');
    const { poster } = gateway({ 'ann-1': Array.from({ length: 99 }, () => error) });
    const report = await deliverBy(poster, { userIds: ['ann', 'bob'], frame });
    expect(report.failed).toMatchObject([
      { target: { userId: 'ann', connectionId: 'ann-1' }, reason: 'error', error },
    ]);
    expect(report.posted).toHaveLength(2);
  });

  it('I19: posts an ephemeral frame once, whatever becomes of it, and prunes nothing for it', async () => {
    world.advance(30_000);
    const chunk = {
      event: 'chunk',
      threadId: 't1',
      replyId: 'r1',
      index: 0,
      text: 'Hi',
      offset: 0,
    } as const;
    const { poster, posts } = gateway({
      'ann-1': ['throttled'],
      'ann-2': ['gone'],
      'bob-1': [new Error('forbidden')],
    });
    const pauses: number[] = [];
    const pause = async (milliseconds: number) => {
      pauses.push(milliseconds);
    };
    world.meter.takeRequests();
    const report = await deliver({ ...world.context, pause }, createWebDeliverer({ poster }), {
      userIds: ['ann', 'bob'],
      frame: chunk,
    });
    expect(posts.toSorted()).toEqual(['ann-1', 'ann-2', 'bob-1']);
    expect(pauses).toEqual([]);
    expect(report.gone).toMatchObject([{ connectionId: 'ann-2' }]);
    expect(report.failed).toMatchObject([{ reason: 'throttled' }, { reason: 'error' }]);
    // Fifty chunks to a device that is gone must not cost fifty writes.
    expect(world.meter.takeRequests()).toEqual({ BatchGetItem: 1 });
  });

  it('tries a durable frame again after an error as well', async () => {
    const { poster, posts } = gateway({ 'bob-1': [new Error('reset'), 'throttled', new Error('reset')] });
    const report = await deliverBy(poster, { userIds: ['bob'], frame });
    expect(report).toMatchObject({ posted: [{ connectionId: 'bob-1' }], failed: [] });
    expect(posts).toHaveLength(4);
  });

  it('ends its tries before the deadline, and reports what was not posted', async () => {
    const { poster, posts } = gateway({ 'bob-1': Array.from({ length: 99 }, () => 'throttled' as const) });
    const context = { ...world.context, random: () => 0.99, deadline: world.context.now() + 250 };
    const pauses: number[] = [];
    const pause = async (milliseconds: number) => {
      pauses.push(milliseconds);
      world.advance(milliseconds);
    };
    const report = await deliver({ ...context, pause }, createWebDeliverer({ poster }), {
      userIds: ['bob'],
      frame,
    });
    expect(report.failed).toMatchObject([{ target: { connectionId: 'bob-1' }, reason: 'throttled' }]);
    expect(posts.length).toBeLessThan(5);
    expect(pauses.reduce((sum, each) => sum + each, 0)).toBeLessThan(250);
  });

  it('aborts a post that hangs when the deadline passes', async () => {
    const hanging: ConnectionPoster = {
      post: (_, __, signal) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason));
        }),
      close: async () => {},
    };
    const context = { ...world.context, deadline: world.context.now() + 200 };
    const report = await deliverBy(hanging, { userIds: ['bob'], frame }, context);
    expect(report.failed).toMatchObject([{ target: { connectionId: 'bob-1' }, reason: 'error' }]);
  });

  it('leaves out a device whose session has ended', async () => {
    const sessionExpiresAt = Math.floor(world.context.now() / 1_000) + 60;
    await recordConnect(world.context, { userId: 'carl', connectionId: 'carl-1', sessionExpiresAt });
    const { poster, posts } = gateway();
    await deliverBy(poster, { userIds: ['carl'], frame });
    world.advance(60_000);
    await deliverBy(poster, { userIds: ['carl'], frame });
    expect(posts).toEqual(['carl-1']);
  });

  it('goes to the connections that were just read, without a request', async () => {
    const known = await readThreadView(world.context, { threadId: 't1', userIds: ['ann', 'bob'] });
    const { poster, posts } = gateway();
    world.meter.takeRequests();
    await deliverBy(poster, { userIds: ['ann'], frame, known });
    expect(posts.toSorted()).toEqual(['ann-1', 'ann-2']);
    expect(world.meter.takeRequests()).toEqual({});
  });

  it('reads the connections again that are older than two seconds, or are not all of them', async () => {
    const known = await readThreadView(world.context, { threadId: 't1', userIds: ['ann'] });
    await recordConnect(world.context, { userId: 'ann', connectionId: 'ann-3' });
    const { poster, posts } = gateway();
    await deliverBy(poster, { userIds: ['ann', 'bob'], frame, known });
    expect(posts.toSorted()).toEqual(['ann-1', 'ann-2', 'ann-3', 'bob-1']);
    world.advance(2_000);
    posts.length = 0;
    await deliverBy(poster, { userIds: ['ann'], frame, known });
    expect(posts.toSorted()).toEqual(['ann-1', 'ann-2', 'ann-3']);
  });

  it('posts to at most 16 devices at a time', async () => {
    for (let index = 0; index < 40; index += 1) {
      await recordConnect(world.context, { userId: 'carl', connectionId: `carl-${index}` });
    }
    const { poster, posts, mostAtOnce } = gateway();
    await deliverBy(poster, { userIds: ['carl'], frame });
    expect(posts).toHaveLength(40);
    expect(mostAtOnce()).toBe(16);
  });

  it('leaves alone a device that is older than API Gateway lets it be', async () => {
    world.advance(2 * 60 * 60_000);
    const { poster, posts } = gateway();
    await deliverBy(poster, { userIds: ['ann', 'bob'], frame });
    expect(posts).toEqual([]);
  });
});
