import { createECDH } from 'node:crypto';
import { announceQueue, appendMessage, eraseUser, publishAlert, readThread } from '@switchboard/chat-core';
import { decrypt } from 'http_ece';
import { generateVAPIDKeys } from 'web-push';
import { createAlerts } from '../src/alerts/alerts.ts';
import { createWebPush } from '../src/alerts/web-push.ts';
import { messageEvent } from './events/web-socket.ts';
import { createGateway, invocation } from './people.ts';
import { createWorld } from './world.ts';

const threadId = 't1';
const hourMs = 3_600_000;

/** A customer and two operators, a bot that asks operators something, and the functions that alert people. */
async function setUp() {
  const world = await createWorld();
  const gateway = createGateway(world);
  const anna = await gateway.join('anna', 'anna-1');
  const olga = await gateway.join('olga', 'olga-1', 'operator');
  const otto = await gateway.join('otto', 'otto-1', 'operator');
  const { context } = world;

  const ask = async (id = 'q1') => {
    await anna.send({ action: 'message.send', threadId, text: 'I want a refund' });
    const head = await readThread(context, threadId);
    if (head === null) throw new Error('There is no thread.');
    const now = context.now();
    const shown = { text: 'Refund the tea?', since: now, replyId: `reply-${id}` };
    const asked = await appendMessage(context, {
      threadId,
      text: 'I have to ask a colleague.',
      author: { type: 'bot', name: 'shop' },
      metadata: { approval: { id, of: 'operator' } },
      answersThrough: head.lastUserSeq,
      turn: {
        ownerEpoch: head.ownerEpoch,
        answeredUntil: head.answeredSeq,
        question: { id, of: 'operator', until: now + hourMs, shown },
      },
      head,
    });
    if (asked.outcome !== 'stored') throw new Error(asked.outcome);
    world.takePosts();
    // As the responder does.
    await publishAlert(context, world.announcer.alerts, { type: 'asked', threadId, questionId: id });
    await announceQueue(context, world.announcer, head, asked.head);
    world.advance(1_000);
  };

  const told: unknown[] = [];
  const alerts = createAlerts({
    ...world,
    tellWebhook: async (event, row) => void told.push([event, row.threadId, row.question?.text]),
  });

  const browser = createECDH('prime256v1');
  browser.generateKeys();
  const secret = Buffer.alloc(16, 7).toString('base64url');
  const pushed: unknown[] = [];
  const vapid = { ...generateVAPIDKeys(), subject: 'mailto:owner@example.com' };
  const webPush = createWebPush({
    ...world,
    keys: async () => vapid,
    isAllowed: () => true,
    request: async (_, init) => {
      const body = Buffer.from(init?.body as Uint8Array);
      const text = decrypt(body, { version: 'aes128gcm', privateKey: browser, authSecret: secret });
      pushed.push(JSON.parse(text.toString()));
      return new Response(null, { status: 201 });
    },
  });
  const subscribe = (userId: string) => {
    const keys = { p256dh: browser.getPublicKey('base64url'), auth: secret };
    const endpoint = `https://push.example.com/${userId}`;
    const frame = JSON.stringify({ action: 'push.subscribe', endpoint, keys });
    const authorizer = { userId, role: 'operator' };
    return webPush(
      messageEvent(`${userId}-1`, frame, { routeKey: 'push.subscribe', authorizer }),
      invocation,
    );
  };

  /** What was published comes to both functions. */
  const deliver = async () => {
    for (const { Message } of world.alertsTopic.published.splice(0)) {
      const event = { Records: [{ Sns: { Message } }] };
      await alerts(event, invocation);
      await webPush(event, invocation);
    }
  };
  const answer = {
    action: 'message.send',
    threadId,
    text: 'Yes',
    metadata: { approval: { id: 'q1', approved: true } },
  };
  const queueOf = async (operator: typeof olga) =>
    (await operator.send({ action: 'queue.get' })).body.threads;
  const changes = () =>
    world
      .takePosts()
      .filter(({ frame }) => frame.event === 'queue.changed')
      .map(({ connectionId, frame }) => `${connectionId} ${frame.change}${frame.silent ? ' silently' : ''}`)
      .toSorted();
  return {
    world,
    gateway,
    anna,
    olga,
    otto,
    ask,
    subscribe,
    deliver,
    told,
    pushed,
    answer,
    queueOf,
    changes,
  };
}

describe('a question of a bot to operators', () => {
  it('is announced to their browsers, their pages and the webhook, and is in their queue', async () => {
    const { olga, ask, subscribe, deliver, told, pushed, queueOf, changes } = await setUp();
    await subscribe('olga');
    await ask();
    await deliver();
    expect(changes()).toEqual(['olga-1 added', 'otto-1 added']);
    expect(told).toEqual([['asked', threadId, 'Refund the tea?']]);
    expect(pushed).toEqual([{ type: 'asked', threadId, name: 'Anna', text: 'Refund the tea?' }]);
    expect(await queueOf(olga)).toMatchObject([
      { threadId, owner: { type: 'bot' }, question: { id: 'q1', text: 'Refund the tea?' } },
    ]);
  });

  it('alerts no browser of an operator who is away or full', async () => {
    const { olga, ask, subscribe, deliver, pushed } = await setUp();
    await subscribe('olga');
    await olga.send({ action: 'duty.set', status: 'away' });
    await ask('q1');
    await deliver();
    await olga.send({ action: 'duty.set', status: 'full' });
    await ask('q2');
    await deliver();
    expect(pushed).toEqual([]);
  });

  it('leaves every queue with the first answer, and alerts nobody after it', async () => {
    const { olga, otto, ask, subscribe, deliver, told, pushed, answer, queueOf, changes } = await setUp();
    await subscribe('otto');
    await ask();
    changes();
    expect((await olga.send(answer)).body).toMatchObject({ event: 'ack' });
    await deliver();
    expect([told, pushed]).toEqual([[], []]);
    expect(changes()).toEqual(['olga-1 removed', 'otto-1 removed']);
    expect(await queueOf(otto)).toEqual([]);
    expect((await otto.send({ ...answer, clientMessageId: 'late' })).body).toMatchObject({
      code: 'approval.notFound',
    });
  });

  it('leaves the queue with a takeover, and comes back silently when the thread is released', async () => {
    const { world, olga, otto, ask, deliver, told, queueOf, changes } = await setUp();
    await ask();
    changes();
    await olga.send({ action: 'thread.claim', threadId });
    expect(changes()).toEqual(['olga-1 removed', 'otto-1 removed']);
    await deliver();
    expect(told).toEqual([]);
    expect(await queueOf(otto)).toEqual([]);
    await olga.send({ action: 'thread.release', threadId });
    expect(changes()).toEqual(['olga-1 added silently', 'otto-1 added silently']);
    expect(world.alertsTopic.published).toEqual([]);
    expect(await queueOf(otto)).toMatchObject([{ question: { id: 'q1' } }]);
  });

  it.each<[string, (set: Awaited<ReturnType<typeof setUp>>) => unknown]>([
    ['its time is up', ({ world }) => world.advance(hourMs)],
    ['its customer was erased', ({ world }) => eraseUser(world.context, 'anna', [])],
    ['another question has taken its place', ({ ask }) => ask('q2')],
  ])('alerts nobody once %s', async (_, happen) => {
    const set = await setUp();
    await set.subscribe('olga');
    await set.ask();
    const [alert] = set.world.alertsTopic.published.splice(0);
    await happen(set);
    set.world.alertsTopic.published.splice(0);
    if (alert !== undefined) set.world.alertsTopic.published.push(alert);
    await set.deliver();
    expect([set.told, set.pushed]).toEqual([[], []]);
  });
});
