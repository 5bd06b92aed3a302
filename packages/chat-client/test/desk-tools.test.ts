import type { ClientFrame, ServerFrame } from '@switchboard/protocol';
import { fillIn } from '../src/operator/canned-text.ts';
import { OperatorDesk } from '../src/operator/operator-desk.ts';
import { answerAtOnce, createHarness } from './fixtures.ts';

/** A desk whose server answers by a function of a test. */
async function open(answer: (frame: ClientFrame) => ServerFrame | undefined) {
  const harness = createHarness();
  answerAtOnce(harness);
  const { onFrame } = harness.network;
  harness.network.onFrame = (frame, socket) => {
    const own = answer(frame);
    if (own === undefined) onFrame(frame, socket);
    else socket.deliver(own);
  };
  const { session } = harness.client;
  const desk = new OperatorDesk(session, { clock: harness.clock, newId: () => 'n1' });
  harness.client.open();
  await harness.clock.advance(0);
  return { ...harness, session, desk };
}

const viewersOf = (threadId: string, ...userIds: string[]): ServerFrame<'viewers'> => ({
  event: 'viewers',
  threadId,
  viewers: userIds.map((userId) => ({ userId, activity: 'viewing' })),
});

describe('a thread that an operator looks at', () => {
  const watching = () =>
    open((frame) => (frame.action === 'thread.view' ? viewersOf(frame.threadId, 'ann', 'otto') : undefined));

  it('is told every 20 seconds until it is left, and shows who else looks', async () => {
    const { desk, clock, network } = await watching();
    desk.watch('t1');
    await clock.advance(20_000);
    desk.watch('t1', 'typing');
    desk.watch('t2');
    expect(network.sentOf('thread.view').map(({ threadId, activity }) => [threadId, activity])).toEqual([
      ['t1', 'viewing'],
      ['t1', 'viewing'],
      ['t1', 'typing'],
      ['t1', 'left'],
      ['t2', 'viewing'],
    ]);
    expect(desk.getSnapshot().viewers.get('t2')).toMatchObject([{ userId: 'ann' }, { userId: 'otto' }]);
    desk.watch(undefined);
    const told = network.sentOf('thread.view').length;
    await clock.advance(60_000);
    expect(network.sentOf('thread.view')).toHaveLength(told);
  });

  it('is told what others do as it happens', async () => {
    const { desk, network } = await watching();
    network.socket.deliver(viewersOf('t1', 'otto'));
    expect(desk.getSnapshot().viewers.get('t1')).toMatchObject([{ userId: 'otto' }]);
    network.socket.deliver(viewersOf('t1'));
    expect(desk.getSnapshot().viewers.has('t1')).toBe(false);
  });
});

it('an operator who has enough to do is told of the queue without an alert', async () => {
  const { desk, network } = await open(() => undefined);
  const queued: string[] = [];
  desk.on('queued', ({ threadId }) => queued.push(threadId));
  const row = {
    waiting: 'human',
    since: 1,
    owner: { type: 'queue' },
    customer: { userId: 'ann' },
    unread: 1,
    channel: 'web',
  } as const;
  const changed = { event: 'queue.changed', change: 'added', ...row } as const;
  network.socket.deliver({ ...changed, threadId: 't1', silent: true });
  network.socket.deliver({ ...changed, threadId: 't2' });
  expect(queued).toEqual(['t2']);
  expect(desk.getSnapshot().lists.queue.rows.map(({ threadId }) => threadId)).toEqual(['t1', 't2']);
});

it('a customer’s details, the colleagues and the kept replies are asked for', async () => {
  const customer = {
    threadId: 't1',
    userId: 'ann',
    name: 'Ann',
    isVerified: true,
    attributes: [{ name: 'plan', value: 'pro', isVerified: true }],
    tags: ['vip'],
    threads: [],
  };
  const replies = [{ key: 'hi', text: 'Hi {{customer.name}}!' }];
  const { desk, network } = await open((frame) => {
    switch (frame.action) {
      case 'customer.get':
        return { event: 'customer', ...customer };
      case 'operators.get':
        return { event: 'operators', operators: [{ userId: 'olga', status: 'full', capacity: 2 }] };
      case 'canned.get':
      case 'canned.put':
      case 'canned.delete':
        return { event: 'canned', replies };
      case 'tags.set':
        return { event: 'tags', threadId: frame.threadId, tags: frame.tags };
      default:
        return undefined;
    }
  });
  await expect(desk.customer('t1')).resolves.toEqual(customer);
  expect(desk.getSnapshot().tags.get('t1')).toEqual(['vip']);
  await desk.setTags('t1', ['refund']);
  expect(desk.getSnapshot().tags.get('t1')).toEqual(['refund']);
  await expect(desk.colleagues()).resolves.toMatchObject([{ userId: 'olga', capacity: 2 }]);
  await expect(desk.cannedReplies()).resolves.toEqual(replies);
  await desk.keepReply({ key: 'bye', text: 'Bye.' });
  await desk.forgetReply('bye');
  expect(network.sentOf('canned.delete')).toMatchObject([{ key: 'bye' }]);
});

it('a user says who they are, and the others are shown by name', async () => {
  const { session, client, network } = await open((frame) =>
    frame.action === 'profile.set' ? { event: 'profile', userId: 'ann', attributes: {} } : undefined,
  );
  await session.setProfile({ name: 'Ann', attributes: { plan: 'pro' } });
  expect(network.sentOf('profile.set')).toMatchObject([{ name: 'Ann', attributes: { plan: 'pro' } }]);
  const { threadId } = client.thread;
  network.socket.deliver({
    event: 'takeover',
    threadId,
    owner: 'operator',
    userId: 'olga',
    name: 'Olga K.',
    ownerEpoch: 2,
  });
  expect(client.getSnapshot().people.get('olga')).toMatchObject({ name: 'Olga K.' });
});

describe('a kept reply', () => {
  it.each([
    ['Hello {{customer.name}}!', 'Hello Ann!'],
    ['Hello {{ customer.name }}, {{operator.name}} here.', 'Hello Ann, {{operator.name}} here.'],
    ['Hello {{operator.name|a colleague}}.', 'Hello a colleague.'],
    ['Hello {{operator.name|}}.', 'Hello .'],
    ['{{constructor}} {not} {{}}', '{{constructor}} {not} {{}}'],
    ['{{customer.seats}} seats', '3 seats'],
  ])('%s is filled in', (text, filled) => {
    expect(fillIn(text, { 'customer.name': 'Ann', 'customer.seats': 3 })).toBe(filled);
  });
});

it('a browser is subscribed to Web Push by the key that the server gives', async () => {
  const { session, network } = await open((frame) =>
    frame.action.startsWith('push.') ? { event: 'push', publicKey: 'key' } : undefined,
  );
  await expect(session.pushKey()).resolves.toBe('key');
  const subscription = {
    endpoint: 'https://fcm.googleapis.com/fcm/send/1',
    keys: { p256dh: 'BNcRdreALRFXTkOOUHK1', auth: 'tBHItJI5svbpez7K' },
  };
  await session.subscribePush(subscription);
  expect(network.sentOf('push.subscribe')).toMatchObject([subscription]);
  await session.unsubscribePush(subscription.endpoint);
  expect(network.sentOf('push.unsubscribe')).toMatchObject([{ endpoint: subscription.endpoint }]);
});

it('fault: what was read while the network was away was told only with the next message', async () => {
  const { client, clock, network } = await open(() => undefined);
  client.send('hello');
  await clock.advance(0);
  client.markRead(1);
  client.lose('offline');
  client.tellRead();
  expect(network.sentOf('read')).toEqual([]);
  client.wake();
  await clock.advance(60_000);
  expect(network.sentOf('read')).toMatchObject([{ seq: 1 }]);
});
