import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { appendMessage, readThread } from '@switchboard/chat-core';
import type { OpeningTimes } from '@switchboard/declarations/configuration';
import { createAlerts } from '../src/alerts/alerts.ts';
import { webhookAt } from '../src/alerts/webhook.ts';
import { createPostToConnection } from '../src/posting/post-to-connection.ts';
import { createGateway, invocation } from './people.ts';
import { createWorld } from './world.ts';

/** Nobody works at the time of the tests' clock, which is a Sunday in Berlin. */
const weekdays: OpeningTimes = {
  timeZone: 'Europe/Berlin',
  week: [...Array.from({ length: 5 }, () => [{ fromMinute: 540, toMinute: 1080 }]), [], []],
  holidays: new Map(),
};

const setUp = async (options: { readonly times?: OpeningTimes } = {}) => {
  const world = await createWorld();
  const gateway = createGateway(world);
  const anna = await gateway.join('anna', 'anna-1');
  const olga = await gateway.join('olga', 'olga-1', 'operator');
  const told: unknown[] = [];
  const alerts = createAlerts({ ...world, ...options, tellWebhook: async (_, row) => void told.push(row) });
  /** A thread comes into the queue, as a bot hands it over. */
  const wait = async (threadId: string) => {
    world.advance(1_000);
    await anna.send({ action: 'message.send', threadId, text: 'a human!' });
    await olga.send({ action: 'thread.claim', threadId });
    await olga.send({ action: 'thread.requeue', threadId });
  };
  /** What was published comes to the function, every alert twice. */
  const deliver = async () => {
    const Records = world.alertsTopic.published
      .splice(0)
      .map(({ Message }) => ({ EventSource: 'aws:sns', Sns: { Message } }));
    for (const record of [...Records, ...Records]) await alerts({ Records: [record] }, invocation);
  };
  const notices = async (threadId: string) => {
    const { body } = await anna.send({ action: 'history.get', threadId });
    const messages = body.messages as { messageType: string; text: string; notice: unknown }[];
    return messages
      .filter(({ messageType }) => messageType === 'system')
      .map(({ text, notice }) => ({ text, notice }));
  };
  return { world, gateway, anna, olga, told, alerts, wait, deliver, notices };
};

describe('people', () => {
  it('are alerted of a thread that is put into the queue by a retry, where the first try failed because nobody could be alerted', async () => {
    const { world, anna, olga, deliver, told } = await setUp();
    await anna.send({ action: 'message.send', threadId: 'one', text: 'a human!' });
    await olga.send({ action: 'thread.claim', threadId: 'one' });
    world.alertsTopic.failure = new Error('SNS is out of reach');
    const first = await olga.send({ action: 'thread.requeue', threadId: 'one' });
    // Nobody tries again what seems to have happened.
    expect(first.body.code).toBe('service.internal');
    world.alertsTopic.failure = undefined;
    await deliver();
    expect(told).toEqual([]);
    const again = await olga.send({ action: 'thread.requeue', threadId: 'one' });
    expect(again.body).toMatchObject({ owner: 'queue', ownerEpoch: 3 });
    await deliver();
    expect(told[0]).toMatchObject({ threadId: 'one', waiting: 'human' });
  });
});

describe('a customer who waits for a person', () => {
  it('is told their place once, in the conversation', async () => {
    const { wait, deliver, notices, told } = await setUp();
    for (const threadId of ['one', 'two', 'three']) await wait(threadId);
    await deliver();
    expect(await notices('one')).toEqual([
      { text: 'You are next in line.', notice: { type: 'queued', position: 1 } },
    ]);
    expect(await notices('three')).toEqual([
      { text: 'You are number 3 in line.', notice: { type: 'queued', position: 3 } },
    ]);
    expect(told).toHaveLength(6);
    expect(told[0]).toMatchObject({ threadId: 'one', waiting: 'human', customer: { userId: 'anna' } });
  });

  it('alerts nobody again by writing on', async () => {
    const { world, anna, wait, deliver, told } = await setUp();
    await wait('one');
    await deliver();
    const before = told.length;
    await anna.send({ action: 'message.send', threadId: 'one', text: 'hello?' });
    expect(world.alertsTopic.published).toEqual([]);
    await deliver();
    expect(told).toHaveLength(before);
  });

  it('is told when people are there again', async () => {
    const { world, wait, deliver, notices } = await setUp({ times: weekdays });
    await wait('one');
    await deliver();
    const backAt = Date.parse('2026-11-23T09:00:00+01:00');
    expect(backAt).toBeGreaterThan(world.context.now());
    const [said] = await notices('one');
    expect(said?.notice).toEqual({ type: 'queued', position: 1, backAt, timeZone: 'Europe/Berlin' });
    expect(said?.text.replaceAll(/\s+/gu, ' ')).toBe(
      'Nobody is here at the moment. We are back on Monday 9:00 AM.',
    );
  });

  it('still waits after that, for the same person as before', async () => {
    const { world, wait, deliver } = await setUp();
    await wait('one');
    const before = await readThread(world.context, 'one');
    await deliver();
    const after = await readThread(world.context, 'one');
    expect(after).toMatchObject({
      owner: { type: 'queue' },
      ownerEpoch: before?.ownerEpoch,
      waiting: before?.waiting,
      answeredSeq: before?.answeredSeq,
    });
  });

  it('is told nothing once somebody has claimed the thread', async () => {
    const { olga, wait, deliver, notices, told } = await setUp();
    await wait('one');
    await olga.send({ action: 'thread.claim', threadId: 'one' });
    await deliver();
    expect(await notices('one')).toEqual([]);
    expect(told).toEqual([]);
  });

  it('hears of it again when the thread comes into the queue again', async () => {
    const { olga, wait, deliver, notices } = await setUp();
    await wait('one');
    await deliver();
    await olga.send({ action: 'thread.claim', threadId: 'one' });
    await olga.send({ action: 'thread.requeue', threadId: 'one' });
    await deliver();
    expect(await notices('one')).toHaveLength(2);
  });
});

describe('a notice', () => {
  it('I4: is no way for a bot to write in an operator’s thread', async () => {
    const { world, olga, wait } = await setUp();
    await wait('one');
    await olga.send({ action: 'thread.claim', threadId: 'one' });
    const notice = { type: 'queued', position: 1 } as const;
    const author = { type: 'bot', name: 'switchboard' } as const;
    const result = await appendMessage(world.context, { threadId: 'one', author, text: 'x', notice });
    expect(result).toMatchObject({ outcome: 'owned' });
  });
});

describe('a customer who has left', () => {
  const alerted = ({ alertsTopic }: Awaited<ReturnType<typeof setUp>>['world']) =>
    alertsTopic.published.splice(0).map(({ Message }) => JSON.parse(Message ?? ''));
  const leave = ({ gateway }: Awaited<ReturnType<typeof setUp>>) =>
    gateway.disconnect('anna-1', { userId: 'anna', role: 'customer' });
  const unseen = { type: 'unseen', threadId: 'one', userIds: ['anna'] };

  it('is alerted of an operator’s message, and nobody is who is there', async () => {
    const desk = await setUp();
    const { world, olga, wait } = desk;
    await wait('one');
    world.alertsTopic.published.splice(0);
    await olga.send({ action: 'message.send', threadId: 'one', text: 'Hello!' });
    expect(alerted(world)).toEqual([]);
    await leave(desk);
    await olga.send({ action: 'message.send', threadId: 'one', text: 'Are you there?' });
    expect(alerted(world)).toMatchObject([unseen]);
  });

  it('is alerted of what the system says', async () => {
    const desk = await setUp();
    await desk.wait('one');
    await leave(desk);
    await desk.deliver();
    expect(alerted(desk.world)).toMatchObject([unseen]);
  });

  it('is alerted of a bot’s message, and of no edit', async () => {
    const desk = await setUp();
    const { world, anna, olga } = desk;
    await anna.send({ action: 'message.send', threadId: 'one', text: 'hello' });
    const post = createPostToConnection(world);
    const message = { threadId: 'one', userId: 'anna', message: 'Hi!' };
    await post(message, invocation);
    expect(alerted(world)).toEqual([]);
    await leave(desk);
    await post(message, invocation);
    expect(alerted(world)).toMatchObject([unseen]);
    const { body: sent } = await olga.send({
      action: 'message.send',
      threadId: 'one',
      text: 'Hi, this is Olga',
    });
    expect(alerted(world)).toMatchObject([unseen]);
    await olga.send({ action: 'message.edit', threadId: 'one', seq: sent.seq, text: 'Hi, it is Olga' });
    expect(alerted(world)).toEqual([]);
  });
});

describe('the webhook', () => {
  const row = {
    threadId: 't1',
    waiting: 'human',
    since: 1,
    owner: { type: 'queue' },
    customer: { userId: 'anna', name: 'Anna' },
    unread: 1,
    summary: 'Charged twice.',
    channel: 'web',
  } as const;

  const serve = async (status: number) => {
    const bodies: string[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (data) => {
        body += data;
      });
      request.on('end', () => {
        bodies.push(body);
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return { bodies, server, address: `http://127.0.0.1:${port}/hook` };
  };

  const { summary: _, ...unsummarised } = row;
  const asking = { ...row, question: { id: 'q1', text: 'Refund the tea?', expiresAt: 2 } };

  it.each([
    ['queued', row, 'Anna waits: Charged twice.'],
    ['queued', unsummarised, 'Anna waits for a person.'],
    ['asked', asking, 'The bot of Anna asks an operator: Refund the tea?'],
  ] as const)(
    'gets the event %s with the thread, and a sentence for chat services',
    async (event, thread, text) => {
      const { bodies, server, address } = await serve(204);
      await webhookAt(address)(event, thread);
      server.close();
      expect(bodies.map((body) => JSON.parse(body))).toEqual([{ event, text, thread }]);
    },
  );

  it('that refuses, or is not there, is an error: the alert comes again', async () => {
    const { server, address } = await serve(500);
    await expect(webhookAt(address)('queued', row)).rejects.toMatchObject({
      code: 'webhook.failed',
      status: 500,
    });
    await new Promise((resolve) => server.close(resolve));
    await expect(webhookAt(address)('queued', row)).rejects.toMatchObject({
      code: 'webhook.failed',
      status: 0,
    });
  });
});
