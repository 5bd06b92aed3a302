import { appendMessage, readThread } from '@switchboard/chat-core';
import { createSweep } from '../src/sweeping/sweep.ts';
import type { WaitingSeconds } from '../src/sweeping/waiting-times.ts';
import { createGateway, type Person } from './people.ts';
import { createWorld, type World } from './world.ts';

const minuteMs = 60_000;

/** Longer than a bot usually takes, whatever number of messages came in the same millisecond. */
const patienceMs = minuteMs + 1_000;

/** What sweeps reported of how long customers have been waiting. */
const waits: WaitingSeconds[] = [];

const sweepOf = (world: World, remainingMs = 50_000) =>
  createSweep({ ...world, reportWaiting: (seconds) => void waits.push(seconds) })(
    {},
    { getRemainingTimeInMillis: () => remainingMs },
  );

const nothingDone = {
  seen: 0,
  asked: 0,
  parked: 0,
  handedBack: 0,
  requeued: 0,
  failed: 0,
  cutShort: false,
};

const setUp = async () => {
  const world = await createWorld();
  const gateway = createGateway(world);
  const anna = await gateway.join('anna', 'anna-1');
  const ask = async (threadId: string, text = 'anyone there?', person: Person = anna) =>
    (await person.send({ action: 'message.send', threadId, text })).body;
  const takePublished = () =>
    world.topic.published.splice(0).map(({ Message }) => JSON.parse(Message ?? '').message.messageId);
  const sweep = (remainingMs?: number) => sweepOf(world, remainingMs);
  return { world, gateway, anna, ask, takePublished, sweep };
};

const answer = (world: World, threadId: string, answersThrough?: number) =>
  appendMessage(world.context, {
    threadId,
    text: 'an answer',
    author: { type: 'bot', name: 'rules' },
    ...(answersThrough === undefined ? {} : { answersThrough }),
  });

describe('the sweeper', () => {
  it('I3: publishes again what was stored but never published', async () => {
    const { world, ask, takePublished, sweep } = await setUp();
    world.topic.failure = new Error('the function died before it could publish');
    expect(await ask('t1')).toMatchObject({ event: 'error' });
    world.topic.failure = undefined;
    world.advance(patienceMs);
    expect(await sweep()).toEqual({ ...nothingDone, seen: 1, asked: 1 });
    expect(takePublished()).toHaveLength(1);
  });

  it('publishes a thread’s newest user message, even behind a reply that did not know of it', async () => {
    const { world, ask, takePublished, sweep } = await setUp();
    await ask('t1', 'first');
    const { messageId } = await ask('t1', 'second');
    await answer(world, 't1', 1);
    takePublished();
    world.advance(patienceMs);
    await sweep();
    expect(takePublished()).toEqual([messageId]);
  });

  it('I3: publishes a question that lies behind more posts of a shop than a page holds', async () => {
    const { world, ask, takePublished, sweep } = await setUp();
    const { messageId } = await ask('t1');
    for (let posts = 0; posts < 120; posts += 1) await answer(world, 't1');
    takePublished();
    world.advance(patienceMs);
    await sweep();
    expect(takePublished()).toEqual([messageId]);
  });

  it('says that nothing waits where the only question was deleted, instead of asking people for it', async () => {
    const { world, anna, ask, takePublished, sweep } = await setUp();
    world.topic.failure = new Error('the function died before it could publish');
    await ask('t1');
    world.topic.failure = undefined;
    const asked = await readThread(world.context, 't1');
    const timestamp = asked?.lastTimestamp ?? 0;
    await anna.send({ action: 'message.delete', threadId: 't1', seq: 1, timestamp });
    world.takePosts();
    world.advance(patienceMs);
    await sweep();
    expect(takePublished()).toEqual([]);
    expect(world.takePosts()).toEqual([]);
    const head = await readThread(world.context, 't1');
    expect(head).toMatchObject({ answeredSeq: 1, lastUserSeq: 1 });
    expect(head).not.toHaveProperty('waiting');
  });

  it('leaves alone what has not waited for a minute, or was answered', async () => {
    const { world, ask, takePublished, sweep } = await setUp();
    await ask('answered');
    await answer(world, 'answered', 1);
    world.advance(patienceMs);
    await ask('new');
    takePublished();
    expect(await sweep()).toEqual(nothingDone);
    expect(takePublished()).toEqual([]);
  });

  it('leaves threads that a human owns to the human, until the lease runs out', async () => {
    const { world, gateway, ask, takePublished, sweep } = await setUp();
    await ask('t1');
    const olga = await gateway.join('olga', 'olga-1', 'operator');
    await olga.send({ action: 'thread.claim', threadId: 't1' });
    takePublished();
    world.advance(29 * minuteMs);
    expect(await sweep()).toEqual({ ...nothingDone, seen: 1 });
    expect(takePublished()).toEqual([]);
    world.advance(patienceMs);
    world.takePosts();
    expect(await sweep()).toEqual({ ...nothingDone, seen: 1, handedBack: 1 });
    expect(takePublished()).toHaveLength(1);
    expect(world.takePosts()).toMatchObject([
      { connectionId: 'anna-1', frame: { event: 'takeover', owner: 'bot', ownerEpoch: 3 } },
      { connectionId: 'anna-1', frame: { event: 'waiting', waiting: 'bot' } },
      { connectionId: 'olga-1', frame: { event: 'takeover', owner: 'bot', ownerEpoch: 3 } },
    ]);
  });

  it('gives a thread back whose operator has left though nobody waits in it: it leaves the operator’s list', async () => {
    const { world, gateway, ask, sweep } = await setUp();
    await ask('t1');
    const olga = await gateway.join('olga', 'olga-1', 'operator');
    await olga.send({ action: 'message.send', threadId: 't1', text: 'done' });
    world.advance(31 * minuteMs);
    world.takePosts();
    expect(await sweep()).toEqual({ ...nothingDone, seen: 1, handedBack: 1 });
    expect(world.takePosts()).toMatchObject([
      { connectionId: 'anna-1', frame: { event: 'takeover', owner: 'bot' } },
      { connectionId: 'olga-1', frame: { event: 'takeover', owner: 'bot' } },
    ]);
    const mine = { action: 'inbox.get', list: 'mine' };
    expect((await olga.send(mine)).body.threads).toEqual([]);
    expect((await olga.send({ ...mine, list: 'bot' })).body.threads).toMatchObject([{ threadId: 't1' }]);
    expect(await sweep()).toEqual(nothingDone);
  });

  it('asks the bot soon after a lease has run out, also for what was written shortly before', async () => {
    const { world, gateway, anna, ask, takePublished, sweep } = await setUp();
    await ask('t1');
    const olga = await gateway.join('olga', 'olga-1', 'operator');
    await olga.send({ action: 'message.send', threadId: 't1', text: 'one moment' });
    world.advance(29 * minuteMs);
    await ask('t1', 'are you still there?', anna);
    takePublished();
    world.advance(patienceMs);
    expect(await sweep()).toMatchObject({ handedBack: 1 });
    expect(takePublished()).toHaveLength(1);
  });

  it('leaves a customer to the human who has taken them over by isHumanOverride, and counts no try', async () => {
    const { world, ask, takePublished, sweep } = await setUp();
    await ask('t1');
    takePublished();
    await world.overrideBot('anna');
    world.advance(patienceMs);
    expect(await sweep()).toEqual({ ...nothingDone, seen: 1 });
    expect(takePublished()).toEqual([]);
    expect((await readThread(world.context, 't1'))?.waiting?.attempts).toBe(0);
  });

  it('reads the whole list page by page', async () => {
    const { world, ask, takePublished, sweep } = await setUp();
    const threadIds = Array.from({ length: 60 }, (_, index) => `t${index}`);
    await Promise.all(threadIds.map((threadId) => ask(threadId)));
    takePublished();
    world.advance(patienceMs);
    expect(await sweep()).toEqual({ ...nothingDone, seen: 60, asked: 60 });
    expect(new Set(takePublished()).size).toBe(60);
  });

  it('is bounded in time, and says so', async () => {
    const { world, ask, sweep } = await setUp();
    await Promise.all(Array.from({ length: 60 }, (_, index) => ask(`t${index}`)));
    world.advance(patienceMs);
    expect(await sweep(5_000)).toEqual({ ...nothingDone, cutShort: true });
    expect(await sweep()).toMatchObject({ asked: 60, cutShort: false });
  });

  it('goes on behind a thread that fails', async () => {
    const { world, ask, sweep } = await setUp();
    await Promise.all(['t1', 't2', 't3'].map((threadId) => ask(threadId)));
    world.advance(patienceMs);
    world.topic.failure = new Error('SNS is out of reach');
    expect(await sweep()).toEqual({ ...nothingDone, seen: 3, failed: 3 });
    expect(world.lines.filter((line) => line.includes('sweep.failed'))).toHaveLength(3);
    world.topic.failure = undefined;
    world.advance(2 * minuteMs);
    expect(await sweep()).toMatchObject({ asked: 3, failed: 0 });
  });

  it('changes nothing of a thread but how often the bot was asked', async () => {
    const { world, ask, sweep } = await setUp();
    await ask('t1');
    const before = await readThread(world.context, 't1');
    world.advance(patienceMs);
    await sweep();
    const after = await readThread(world.context, 't1');
    const { waiting: waitingBefore, version, ...rest } = before ?? {};
    expect(after).toEqual({
      ...rest,
      version: Number(version) + 1,
      waiting: { ...waitingBefore, attempts: 1, retryAt: world.context.now() + 2 * minuteMs },
    });
  });

  it('tells the channel of a thread again that owes it messages', async () => {
    const { world, sweep } = await setUp();
    await appendMessage(world.context, {
      threadId: 'telegram.7',
      text: 'hello',
      author: { type: 'user', userId: 'anna' },
      channel: 'telegram',
    });
    await answer(world, 'telegram.7', 1);
    expect(await sweep()).toEqual(nothingDone);
    world.advance(patienceMs);
    expect(await sweep()).toEqual({ ...nothingDone, seen: 1, asked: 1 });
    expect(world.outbound.published.map(({ Message }) => JSON.parse(Message ?? ''))).toEqual([
      { threadId: 'telegram.7', channel: 'telegram', type: 'message' },
    ]);
  });
});

describe('a thread whose bot always fails', () => {
  /** A sweep every minute, as the schedule does it. */
  async function sweepFor(minutes: number, { world, sweep }: Awaited<ReturnType<typeof setUp>>) {
    const published: number[] = [];
    for (let minute = 1; minute <= minutes; minute += 1) {
      world.advance(minuteMs);
      await sweep();
      for (const _ of world.topic.published.splice(0)) published.push(minute);
    }
    return published;
  }

  /** As long as the bot is asked, with no more sweeps than it takes. */
  async function sweepUntilParked({ world, sweep }: Awaited<ReturnType<typeof setUp>>) {
    for (const minutes of [1, 2, 4, 8, 16, 30, 30]) {
      world.advance(minutes * minuteMs);
      await sweep();
    }
    world.topic.published.splice(0);
  }

  const waitingFrames = (world: World, connectionId: string) =>
    world
      .takePosts()
      .filter((post) => post.connectionId === connectionId && post.frame.event === 'waiting')
      .map(({ frame }) => frame.waiting);

  it('is not tried 450 times: the bot is asked six times in an hour, then people are', async () => {
    const setting = await setUp();
    const { world, ask, sweep } = setting;
    await ask('t1');
    world.topic.published.splice(0);
    expect(await sweepFor(62, setting)).toEqual([1, 3, 7, 15, 31, 61]);
    world.advance(30 * minuteMs);
    await sweep();
    expect(world.topic.published).toEqual([]);
    expect((await readThread(world.context, 't1'))?.waiting).toMatchObject({ kind: 'failed' });
  });

  it('does not leave its customer in silence: the page is told that it takes longer, then that a person will look', async () => {
    const setting = await setUp();
    const { world, ask } = setting;
    await ask('t1');
    world.takePosts();
    await sweepUntilParked(setting);
    expect(waitingFrames(world, 'anna-1')).toEqual([...Array(6).fill('bot'), 'failed']);
  });

  it('is parked where operators see it, and they are told', async () => {
    const setting = await setUp();
    const { world, gateway, ask } = setting;
    await ask('t1');
    const olga = await gateway.join('olga', 'olga-1', 'operator');
    await sweepUntilParked(setting);
    expect(world.takePosts().filter(({ connectionId }) => connectionId === 'olga-1')).toMatchObject([
      { connectionId: 'olga-1', frame: { event: 'queue.changed', change: 'added', waiting: 'failed' } },
    ]);
    expect((await olga.send({ action: 'queue.get' })).body.threads).toMatchObject([
      { threadId: 't1', waiting: 'failed', customer: { userId: 'anna' } },
    ]);
  });

  it('is parked no sooner than people have been alerted, who are alerted by the next sweep where one dies before', async () => {
    const setting = await setUp();
    const { world, ask, sweep } = setting;
    await ask('t1');
    const kind = async () => (await readThread(world.context, 't1'))?.waiting?.kind;
    world.alertsTopic.failure = new Error('the function died before it could publish');
    await sweepFor(64, setting);
    expect(await kind()).toBe('bot');
    world.alertsTopic.failure = undefined;
    await sweep();
    expect(world.alertsTopic.published.map(({ Message }) => JSON.parse(String(Message)))).toMatchObject([
      { type: 'queued', threadId: 't1' },
    ]);
    expect(await kind()).toBe('failed');
  });

  it('does not starve the threads behind it once it is parked: the sweeper looks at it no more', async () => {
    const setting = await setUp();
    const { world, ask, sweep } = setting;
    await ask('t1');
    await sweepUntilParked(setting);
    expect(await sweep()).toEqual(nothingDone);
    expect((await readThread(world.context, 't1'))?.waiting?.kind).toBe('failed');
  });

  it('is tried once more when its customer writes again, and parked again after that', async () => {
    const setting = await setUp();
    const { world, gateway, ask } = setting;
    await ask('t1');
    await sweepUntilParked(setting);
    const later = await gateway.join('anna', 'anna-2');
    await ask('t1', 'still nothing?', later);
    expect(world.topic.published.splice(0)).toHaveLength(1);
    expect(await sweepFor(5, setting)).toEqual([]);
    expect((await readThread(world.context, 't1'))?.waiting?.kind).toBe('failed');
  });
});

describe('how long customers have been waiting', () => {
  const reported = async (sweep: () => Promise<unknown>) => {
    waits.length = 0;
    await sweep();
    return waits;
  };

  it('is reported at the end of every sweep, also when nobody waits', async () => {
    const { sweep } = await setUp();
    expect(await reported(sweep)).toEqual([{ bot: 0, human: 0, failed: 0 }]);
  });

  it('is the time of the one who has waited longest, apart for the bot and for people', async () => {
    const { world, gateway, ask, sweep } = await setUp();
    await ask('first');
    world.advance(minuteMs);
    await ask('second');
    await ask('claimed');
    const olga = await gateway.join('olga', 'olga-1', 'operator');
    await olga.send({ action: 'thread.claim', threadId: 'claimed' });
    await ask('queued');
    await appendMessage(world.context, {
      threadId: 'queued',
      text: 'A person will help you.',
      author: { type: 'bot', name: 'rules' },
      handOver: true,
    });
    world.advance(3 * minuteMs);
    const [{ bot, human, failed } = { bot: 0, human: 0, failed: 0 }] = await reported(sweep);
    expect([Math.floor(bot / 60), Math.floor(human / 60), failed]).toEqual([4, 3, 0]);
  });

  it('counts for people where a person has taken the customer over by isHumanOverride', async () => {
    const { world, ask, sweep } = await setUp();
    await ask('t1');
    await world.overrideBot('anna');
    world.advance(5 * minuteMs);
    const [{ bot, human } = { bot: 0, human: 0 }] = await reported(sweep);
    expect([bot, Math.floor(human / 60)]).toEqual([0, 5]);
  });

  it('shows a thread at which the bot has failed for good', async () => {
    const { world, ask, sweep } = await setUp();
    await ask('t1');
    for (let hours = 0; hours < 3; hours += 0.05) {
      world.advance(3 * minuteMs);
      await sweep();
    }
    const [{ bot, failed } = { bot: 0, failed: 0 }] = await reported(sweep);
    expect(bot).toBe(0);
    expect(failed).toBeGreaterThan(0);
  });
});
