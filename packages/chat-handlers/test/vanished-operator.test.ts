import { appendMessage, readThread, type ThreadHead } from '@switchboard/chat-core';
import { createAlerts } from '../src/alerts/alerts.ts';
import { createSweep } from '../src/sweeping/sweep.ts';
import { createGateway, invocation } from './people.ts';
import { createWorld } from './world.ts';

const minuteMs = 60_000;
const threadId = 't1';

/** Anna was handed over to people, Olga took the thread ten minutes later, and Paul is on duty as well. */
const setUp = async () => {
  const world = await createWorld();
  const gateway = createGateway(world);
  const anna = await gateway.join('anna', 'anna-1');
  const olga = await gateway.join('olga', 'olga-1', 'operator');
  const paul = await gateway.join('paul', 'paul-1', 'operator');
  await anna.send({ action: 'message.send', threadId, text: 'a human!' });
  const handedOver = await appendMessage(world.context, {
    threadId,
    text: 'One moment, please.',
    author: { type: 'bot', name: 'rules' },
    answersThrough: 1,
    handOver: true,
  });
  if (handedOver.outcome !== 'stored') throw new Error(handedOver.outcome);
  const { head: queued } = handedOver;
  world.advance(10 * minuteMs);
  await olga.send({ action: 'thread.claim', threadId });
  const forget = () => {
    world.takePosts();
    world.topic.published.splice(0);
    world.alertsTopic.published.splice(0);
  };
  const head = async (): Promise<ThreadHead> => {
    const read = await readThread(world.context, threadId);
    if (read === null) throw new Error('no thread');
    return read;
  };
  const sweep = () => createSweep({ ...world, reportWaiting: () => {} })({}, invocation);
  const alerts = createAlerts(world);
  const alert = (ownerEpoch: number) => {
    const Message = JSON.stringify({ type: 'queued', threadId, ownerEpoch });
    return alerts({ Records: [{ Sns: { Message } }] }, invocation);
  };
  const alerted = () => world.alertsTopic.published.splice(0).map(({ Message }) => JSON.parse(Message ?? ''));
  /** What was said to the customer of the place in the queue. */
  const notices = async () => {
    const { body } = await anna.send({ action: 'history.get', threadId });
    return (body.messages as { notice?: object }[]).flatMap(({ notice }) => (notice ? [notice] : []));
  };
  return { world, anna, olga, paul, queued, forget, head, sweep, alert, alerted, notices };
};

/** As above, and Olga has never been seen again. */
const setUpVanished = async () => {
  const setting = await setUp();
  setting.world.advance(31 * minuteMs);
  setting.forget();
  return setting;
};

describe('a customer whose operator took the thread from the queue, and has gone without a word,', () => {
  it('is in the queue again at the old place, and everybody is told as of a requeue', async () => {
    const { world, olga, paul, queued, head, sweep, alerted } = await setUpVanished();
    expect(await sweep()).toMatchObject({ seen: 1, requeued: 1, handedBack: 0 });
    const { ownerEpoch, owner, waiting } = await head();
    expect([owner, waiting]).toEqual([{ type: 'queue' }, queued.waiting]);
    expect(alerted()).toEqual([{ type: 'queued', threadId, ownerEpoch }]);
    const taken = { event: 'takeover', owner: 'queue', ownerEpoch };
    const added = { event: 'queue.changed', change: 'added', threadId, since: queued.waiting?.since };
    expect(world.takePosts()).toMatchObject([
      { connectionId: 'anna-1', frame: taken },
      { connectionId: 'olga-1', frame: added },
      { connectionId: 'olga-1', frame: taken },
      { connectionId: 'paul-1', frame: added },
    ]);
    expect(world.topic.published).toEqual([]);
    const rows = (await paul.send({ action: 'queue.get' })).body.threads;
    expect(rows).toMatchObject([{ threadId, since: queued.waiting?.since }]);
    expect((await olga.send({ action: 'inbox.get', list: 'mine' })).body.threads).toEqual([]);
    expect(await sweep()).toMatchObject({ seen: 0 });
  });

  it('is told the place once, whether the alert is faster than the sweeper’s write or not', async () => {
    const { head, sweep, alert, notices } = await setUpVanished();
    const { ownerEpoch } = await head();
    await alert(ownerEpoch + 1);
    await sweep();
    await alert(ownerEpoch + 1);
    expect(await notices()).toMatchObject([{ type: 'queued', position: 1 }]);
    expect(await head()).toMatchObject({ owner: { type: 'queue' }, ownerEpoch: ownerEpoch + 1 });
  });

  it('is not forgotten by a sweep that dies: people are alerted before the thread is in the queue', async () => {
    const { world, head, sweep, alerted } = await setUpVanished();
    world.alertsTopic.failure = new Error('the function died before it could publish');
    expect(await sweep()).toMatchObject({ requeued: 0 });
    expect((await head()).owner.type).toBe('operator');
    world.alertsTopic.failure = undefined;
    expect(await sweep()).toMatchObject({ requeued: 1 });
    expect(alerted()).toHaveLength(1);
  });

  it('hears nothing from a bot after another message, which waits for a person as well', async () => {
    const { world, anna, queued, head, sweep, alerted } = await setUpVanished();
    await anna.send({ action: 'message.send', threadId, text: 'still there?' });
    expect(world.topic.published).toEqual([]);
    expect((await anna.send({ action: 'history.get', threadId })).body).toMatchObject({
      owner: { type: 'queue' },
      waiting: 'human',
    });
    expect(await sweep()).toMatchObject({ requeued: 1 });
    expect(world.topic.published).toEqual([]);
    expect(alerted()).toHaveLength(1);
    expect((await head()).waiting).toEqual(queued.waiting);
  });

  it('is taken by a colleague without a sweep, after which the operator who is back is refused', async () => {
    const { olga, paul, sweep, alerted } = await setUpVanished();
    expect((await paul.send({ action: 'thread.claim', threadId })).body).toMatchObject({ owner: 'operator' });
    const late = await olga.send({ action: 'message.send', threadId, text: 'sorry' });
    expect(late.body).toMatchObject({ event: 'error', code: 'thread.owned' });
    expect(await sweep()).toMatchObject({ requeued: 0 });
    expect(alerted()).toEqual([]);
  });

  it('is answered by the operator who is back and writes, before a sweep and after it', async () => {
    for (const isSwept of [false, true]) {
      const { olga, head, sweep } = await setUpVanished();
      if (isSwept) await sweep();
      await olga.send({ action: 'message.send', threadId, text: 'sorry' });
      expect((await head()).owner).toMatchObject({ type: 'operator', userId: 'olga' });
    }
  });

  it('is put into the queue by an operator too, who tells people as of every requeue', async () => {
    const { olga, head, alerted, sweep } = await setUpVanished();
    expect((await olga.send({ action: 'thread.requeue', threadId })).body).toMatchObject({ owner: 'queue' });
    expect(alerted()).toEqual([{ type: 'queued', threadId, ownerEpoch: (await head()).ownerEpoch }]);
    expect(await sweep()).toMatchObject({ seen: 0 });
  });

  it('is the bot’s where the operator has written before going away', async () => {
    const { world, olga, head, sweep } = await setUp();
    await olga.send({ action: 'message.send', threadId, text: 'Hello, I am Olga.' });
    world.advance(31 * minuteMs);
    expect(await sweep()).toMatchObject({ handedBack: 1, requeued: 0 });
    expect((await head()).owner).toEqual({ type: 'bot' });
  });
});

describe('an alert of a thread that comes into the queue', () => {
  it('is tried again while the operator’s time is over by the sweeper’s clock alone', async () => {
    const { world, head, alert, notices } = await setUp();
    const { ownerEpoch } = await head();
    await expect(alert(ownerEpoch + 1)).rejects.toThrow('is not there yet');
    world.advance(31 * minuteMs);
    await alert(ownerEpoch + 1);
    expect(await notices()).toHaveLength(1);
  });

  it('says nothing of one that the operator has claimed again, or has written in', async () => {
    const { olga, head, alert, notices } = await setUp();
    const { ownerEpoch } = await head();
    await olga.send({ action: 'thread.claim', threadId });
    await alert(ownerEpoch + 1);
    await olga.send({ action: 'message.send', threadId, text: 'Hello' });
    await alert((await head()).ownerEpoch + 1);
    expect(await notices()).toEqual([]);
  });
});
