import { queryMessages } from '@switchboard/chat-core';
import { createPostToConnection } from '../src/posting/post-to-connection.ts';
import { createGateway, invocation } from './people.ts';
import { createWorld, type WorldOptions } from './world.ts';

const setUp = async (limits: WorldOptions['limits'] = {}) => {
  const world = await createWorld({ limits });
  const gateway = createGateway(world);
  const anna = await gateway.join('anna', 'anna-1');
  let sent = 0;
  const say = async (threadId: string, person = anna) => {
    sent += 1;
    const clientMessageId = `c${sent}`;
    return person.send({ action: 'message.send', threadId, text: `message ${sent}`, clientMessageId });
  };
  return { world, gateway, anna, say };
};

describe('the limit of messages in a thread', () => {
  it('says how long to wait, and lets the same frame through after that', async () => {
    const { world, anna, say } = await setUp({ messagesPerMinute: 3 });
    for (let count = 1; count <= 3; count += 1) expect((await say('t1')).body.event).toBe('ack');
    const frame = { action: 'message.send', threadId: 't1', text: 'too much', clientMessageId: 'c9' };
    expect(await anna.send(frame)).toMatchObject({
      statusCode: 429,
      body: {
        event: 'error',
        code: 'service.limited',
        message: 'Too many messages in this thread: wait, then send the same frame again',
        clientMessageId: 'c9',
        retryAfterMs: 20_000,
      },
    });
    world.advance(19_000);
    expect((await anna.send(frame)).body).toMatchObject({ code: 'service.limited', retryAfterMs: 1_000 });
    world.advance(1_000);
    expect((await anna.send(frame)).body.event).toBe('ack');
  });

  it('stores, publishes and delivers nothing of what it refuses', async () => {
    const { world, gateway, say } = await setUp({ messagesPerMinute: 1 });
    await say('t1');
    await gateway.join('anna', 'anna-2');
    world.topic.published.splice(0);
    await say('t1');
    expect(world.topic.published).toEqual([]);
    expect(world.takePosts()).toEqual([]);
    expect(await queryMessages(world.context, { threadId: 't1' })).toMatchObject({ messages: [{ seq: 1 }] });
  });

  it('of one user is not slowed down by the flood of another, nor one thread by another', async () => {
    const { gateway, say } = await setUp({ messagesPerMinute: 2 });
    const bela = await gateway.join('bela', 'bela-1');
    for (let count = 1; count <= 10; count += 1) await say('t1');
    expect((await say('t2')).body.event).toBe('ack');
    expect((await say('bela', bela)).body.event).toBe('ack');
  });

  it('is for customers: operators and bots answer however many wrote', async () => {
    const { world, gateway, say } = await setUp({ messagesPerMinute: 1 });
    await say('t1');
    const olga = await gateway.join('olga', 'olga-1', 'operator');
    for (let count = 1; count <= 3; count += 1) expect((await say('t1', olga)).body.event).toBe('ack');
    await olga.send({ action: 'thread.release', threadId: 't1' });
    const post = createPostToConnection(world);
    const message = { text: 'hello', sender: 'shop' };
    for (let count = 1; count <= 3; count += 1)
      expect((await post({ userId: 'anna', threadId: 't1', message }, invocation)).statusCode).toBe(200);
  });
});

describe('the limit of threads that a customer opens', () => {
  it('says how long to wait, in its own words, and leaves open threads alone', async () => {
    const { world, say } = await setUp({ threadsPerHour: 2 });
    for (const threadId of ['t1', 't2']) expect((await say(threadId)).body.event).toBe('ack');
    expect((await say('t3')).body).toMatchObject({
      code: 'service.limited',
      message: 'Too many new threads: wait, then send the same frame again',
      retryAfterMs: 30 * 60_000,
    });
    expect((await say('t1')).body.event).toBe('ack');
    world.advance(30 * 60_000);
    expect((await say('t3')).body.event).toBe('ack');
  });

  it('is each customer’s own', async () => {
    const { gateway, say } = await setUp({ threadsPerHour: 1 });
    await say('t1');
    const bela = await gateway.join('bela', 'bela-1');
    expect((await say('t2', bela)).body.event).toBe('ack');
    expect((await say('t3', bela)).body.code).toBe('service.limited');
  });

  it('holds when threads are opened at once: what is let through is counted, the rest is told to try again', async () => {
    const { say } = await setUp({ threadsPerHour: 3 });
    const opened = new Set<string>();
    for (let round = 1; round <= 10; round += 1) {
      const threadIds = Array.from({ length: 6 }, (_, index) => `t${index}`).filter((id) => !opened.has(id));
      for (const { body } of await Promise.all(threadIds.map((threadId) => say(threadId)))) {
        if (body.event === 'ack') opened.add(String(body.threadId));
        else expect(['service.limited', 'service.busy']).toContain(body.code);
      }
    }
    expect(opened.size).toBe(3);
  });
});
