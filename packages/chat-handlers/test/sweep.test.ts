import { appendMessage, readThread } from '@switchboard/chat-core';
import { isDue } from '../src/sweeping/is-due.ts';
import { createSweep } from '../src/sweeping/sweep.ts';
import { createGateway } from './people.ts';
import { createWorld } from './world.ts';

const minuteMs = 60_000;

const setUp = async () => {
  const world = await createWorld();
  const gateway = createGateway(world);
  const anna = await gateway.join('anna', 'anna-1');
  const ask = async (threadId: string, text = 'anyone there?') =>
    (await anna.send({ action: 'message.send', threadId, text })).body;
  const takePublished = () =>
    world.topic.published.splice(0).map(({ Message }) => JSON.parse(Message ?? '').message.messageId);
  return { world, gateway, ask, takePublished };
};

describe('the sweeper', () => {
  it('I3: publishes again what was stored but never published', async () => {
    const { world, ask, takePublished } = await setUp();
    world.topic.failure = new Error('the function died before it could publish');
    await expect(ask('t1')).rejects.toThrow();
    world.topic.failure = undefined;
    world.advance(minuteMs);
    expect(await createSweep(world)()).toEqual({ seen: 1, published: 1, failed: 0, cutShort: false });
    expect(takePublished()).toHaveLength(1);
  });

  it('publishes a thread’s newest user message, even behind a reply that did not know of it', async () => {
    const { world, ask, takePublished } = await setUp();
    await ask('t1', 'first');
    const { messageId } = await ask('t1', 'second');
    await appendMessage(world.context, {
      threadId: 't1',
      text: 'to the first',
      author: { type: 'bot', name: 'rules' },
      answersThrough: 1,
    });
    takePublished();
    world.advance(minuteMs);
    await createSweep(world)();
    expect(takePublished()).toEqual([messageId]);
  });

  it('leaves alone what has not waited for a minute, or was answered', async () => {
    const { world, ask, takePublished } = await setUp();
    await ask('answered');
    await appendMessage(world.context, {
      threadId: 'answered',
      text: 'yes',
      author: { type: 'bot', name: 'rules' },
    });
    world.advance(minuteMs);
    await ask('new');
    takePublished();
    expect(await createSweep(world)()).toMatchObject({ seen: 0, published: 0 });
    expect(takePublished()).toEqual([]);
  });

  it('leaves threads that a human owns to the human, until the lease runs out', async () => {
    const { world, gateway, ask, takePublished } = await setUp();
    await ask('t1');
    const olga = await gateway.join('olga', 'olga-1', 'operator');
    await olga.send({ action: 'thread.claim', threadId: 't1' });
    takePublished();
    world.advance(10 * minuteMs);
    expect(await createSweep(world)()).toMatchObject({ seen: 1, published: 0 });
    world.advance(21 * minuteMs);
    const impatient = { ...world, context: { ...world.context, random: () => 0 } };
    expect(await createSweep(impatient)()).toMatchObject({ seen: 1, published: 1 });
  });

  it('leaves to the human whom a human has taken over by isHumanOverride', async () => {
    const { world, ask, takePublished } = await setUp();
    await ask('t1');
    takePublished();
    await world.overrideBot('anna');
    world.advance(minuteMs);
    expect(await createSweep(world)()).toMatchObject({ seen: 1, published: 0 });
    expect(takePublished()).toEqual([]);
  });

  it('reads the whole queue page by page', async () => {
    const { world, ask, takePublished } = await setUp();
    const threadIds = Array.from({ length: 60 }, (_, index) => `t${index}`);
    await Promise.all(threadIds.map((threadId) => ask(threadId)));
    takePublished();
    world.advance(minuteMs);
    expect(await createSweep(world)()).toEqual({ seen: 60, published: 60, failed: 0, cutShort: false });
    expect(new Set(takePublished()).size).toBe(60);
  });

  it('is bounded, and says so', async () => {
    const { world, ask } = await setUp();
    await Promise.all(Array.from({ length: 60 }, (_, index) => ask(`t${index}`)));
    world.advance(minuteMs);
    const report = await createSweep({ ...world, mostPublished: 10 })();
    expect(report).toEqual({ seen: 50, published: 10, failed: 0, cutShort: true });
  });

  it('goes on behind a thread that fails', async () => {
    const { world, ask } = await setUp();
    await Promise.all(['t1', 't2', 't3'].map((threadId) => ask(threadId)));
    world.advance(minuteMs);
    world.topic.failure = new Error('SNS is out of reach');
    expect(await createSweep(world)()).toMatchObject({ seen: 3, published: 0, failed: 3 });
    expect(world.lines.filter((line) => line.includes('sweep.failed'))).toHaveLength(3);
    world.topic.failure = undefined;
    expect(await createSweep(world)()).toMatchObject({ published: 3, failed: 0 });
  });

  it('changes no thread', async () => {
    const { world, ask } = await setUp();
    await ask('t1');
    const before = await readThread(world.context, 't1');
    world.advance(minuteMs);
    await createSweep(world)();
    expect(await readThread(world.context, 't1')).toEqual(before);
  });
});

describe('a thread that waits', () => {
  it('is due at every sweep from the first minute to the fifteenth, then ever more rarely', () => {
    const almostOne = 0.999;
    expect(isDue(minuteMs - 1, 0)).toBe(false);
    expect(isDue(minuteMs, almostOne)).toBe(true);
    expect(isDue(15 * minuteMs, almostOne)).toBe(true);
    expect(isDue(30 * minuteMs, 0.49)).toBe(true);
    expect(isDue(30 * minuteMs, 0.51)).toBe(false);
    expect(isDue(24 * 60 * minuteMs, 0.02)).toBe(false);
    expect(isDue(24 * 60 * minuteMs, 0.01)).toBe(true);
  });
});
