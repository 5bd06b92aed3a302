import { announceQueue, appendMessage, readThread, setDuty, writeSummary } from '@switchboard/chat-core';
import type { OpeningTimes } from '@switchboard/declarations/configuration';
import { createAlerts } from '../src/alerts/alerts.ts';
import { createPostToConnection } from '../src/posting/post-to-connection.ts';
import { httpEvent } from './events/http.ts';
import { createGateway, invocation } from './people.ts';
import { createWorld } from './world.ts';

/**
 * Faults that users of other platforms have reported of operators who share conversations. Those of the bot in them stand
 * with the responder.
 */
const threadId = 't1';

const setUp = async () => {
  const world = await createWorld();
  const gateway = createGateway(world);
  const anna = await gateway.join('anna', 'anna-1');
  const olga = await gateway.join('olga', 'olga-1', 'operator');
  const otto = await gateway.join('otto', 'otto-1', 'operator');
  const say = (text: string, thread = threadId) =>
    anna.send({ action: 'message.send', threadId: thread, text });
  const head = () => readThread(world.context, threadId);
  /** What was posted to some connections since it was last looked at, without what concerns no thread. */
  const framesTo = (...connectionIds: readonly string[]) =>
    world
      .takePosts()
      .filter(({ connectionId, frame }) => connectionIds.includes(connectionId) && 'threadId' in frame)
      .map(({ frame }) => frame);
  /** The bot hands over, as its responder commits and tells it. */
  const handOver = async (summary: string, thread = threadId) => {
    const { announcer, context } = world;
    const before = await readThread(context, thread);
    if (before === null) throw new Error('Nobody has written in the thread');
    const result = await appendMessage(context, {
      threadId: thread,
      text: 'One moment, please.',
      author: { type: 'bot', name: 'rules' },
      answersThrough: before.lastUserSeq,
      handOver: true,
      extraWrites: [writeSummary(context, before, { text: summary, author: 'rules' })],
    });
    if (result.outcome !== 'stored') throw new Error(`The hand-over came to "${result.outcome}"`);
    await announceQueue(context, announcer, before, result.head);
  };
  return { world, gateway, anna, olga, otto, say, head, framesTo, handOver };
};

const texts = (body: Readonly<Record<string, unknown>>): readonly string[] =>
  (body.messages as readonly { readonly text: string }[]).map(({ text }) => text);

describe('a takeover', () => {
  it('fault: it held in the operators’ page alone: bots and colleagues who know nothing of it are refused', async () => {
    const { world, anna, olga, otto, say, head } = await setUp();
    await say('a human!');
    await olga.send({ action: 'thread.claim', threadId });
    const post = createPostToConnection(world);
    const message = { userId: 'anna', threadId, message: { text: 'Sale!', sender: 'shop' } };
    const posted = await post(
      httpEvent('POST /messages', JSON.stringify(message), { iam: true }),
      invocation,
    );
    expect({ ...posted, body: JSON.parse(posted.body) }).toMatchObject({
      statusCode: 409,
      body: { code: 'thread.owned' },
    });
    const owned = { code: 'thread.owned', owner: { userId: 'olga' } };
    expect((await otto.send({ action: 'message.send', threadId, text: 'me!' })).body).toMatchObject(owned);
    expect((await otto.send({ action: 'thread.claim', threadId })).body).toMatchObject(owned);
    for (const action of ['thread.release', 'thread.requeue', 'thread.close'])
      expect((await otto.send({ action, threadId })).body).toMatchObject({
        ...owned,
        code: 'thread.notOwned',
      });
    expect(texts((await anna.send({ action: 'history.get', threadId })).body)).toEqual(['a human!']);
    expect(await head()).toMatchObject({ owner: { type: 'operator', userId: 'olga' }, ownerEpoch: 2 });
  });

  it('fault: to open a closed conversation and to take it were two steps, and others came in between', async () => {
    const { world, gateway, olga, say, head } = await setUp();
    await say('a human!');
    await olga.send({ action: 'thread.claim', threadId });
    await olga.send({ action: 'thread.close', threadId });
    const closed = await head();
    const operators = await Promise.all(
      Array.from({ length: 12 }, (_, index) => gateway.join(`op${index}`, `op${index}-1`, 'operator')),
    );
    world.takePosts();
    const answers = await Promise.all(
      operators.map(async ({ send, userId }) => {
        const { body } = await send({ action: 'message.send', threadId, text: `${userId} again` });
        return { userId, body };
      }),
    );
    const [winner, ...others] = answers.filter(({ body }) => body.event === 'ack');
    expect(others).toEqual([]);
    const owner = { type: 'operator', userId: winner?.userId };
    for (const { body, userId } of answers)
      if (userId !== winner?.userId)
        expect(body).toMatchObject({ code: 'thread.owned', owner: { userId: winner?.userId } });
    const after = await head();
    expect(after).toMatchObject({ owner, seq: 2, ownerEpoch: (closed?.ownerEpoch ?? 0) + 1 });
    // One write opened the conversation, took it and stored the message.
    expect(after?.version).toBe((closed?.version ?? 0) + 1);
    expect(after).not.toHaveProperty('closedAt');
    const taken = world.takePosts().filter(({ frame }) => frame.event === 'takeover');
    expect(taken.map(({ frame }) => frame.userId)).toEqual(taken.map(() => winner?.userId));
  });
});

describe('a hand-over', () => {
  it('fault: operators were not told of it', async () => {
    const { world, gateway, say, framesTo, handOver } = await setUp();
    await gateway.join('olga', 'olga-2', 'operator');
    await setDuty(world.context, 'otto', 'away');
    await say('a human!');
    world.takePosts();
    await handOver('Anna was charged twice.');
    const row = {
      event: 'queue.changed',
      change: 'added',
      threadId,
      waiting: 'human',
      customer: { userId: 'anna' },
      summary: 'Anna was charged twice.',
    };
    const posts = world.takePosts();
    expect(posts).toMatchObject([
      { connectionId: 'olga-1', frame: row },
      { connectionId: 'olga-2', frame: row },
    ]);
    expect(posts.some(({ frame }) => 'silent' in frame)).toBe(false);
    // Those who look elsewhere are alerted of it by what hears the topic.
    expect(world.alertsTopic.published.map(({ Message = '' }) => JSON.parse(Message))).toMatchObject([
      { type: 'queued', threadId },
    ]);
    expect(framesTo('otto-1')).toEqual([]);
  });

  it('fault: the operator had no summary of what the bot and the customer had said', async () => {
    const { anna, olga, say, handOver } = await setUp();
    const summary = 'Anna was charged twice in March. '.repeat(10).trim();
    await say('a human!');
    await handOver(summary);
    const [row] = (await olga.send({ action: 'queue.get' })).body.threads as { summary: string }[];
    expect(summary.startsWith(row?.summary.replace(/…$/, '') ?? '-')).toBe(true);
    await olga.send({ action: 'thread.claim', threadId });
    expect((await olga.send({ action: 'notes.get', threadId })).body.notes).toMatchObject([
      { kind: 'summary', text: summary },
    ]);
    expect((await olga.send({ action: 'inbox.get', list: 'mine' })).body.threads).toMatchObject([
      { threadId, summary: row?.summary },
    ]);
    // It is about the customer, and not for them.
    for (const frame of [
      { action: 'history.get', threadId },
      { action: 'threads.list' },
      { action: 'notes.get', threadId },
    ])
      expect(JSON.stringify((await anna.send(frame)).body)).not.toContain('charged twice');
  });

  it('fault: outside business hours people were refused without a word of when somebody is back', async () => {
    const { world, gateway, handOver } = await setUp();
    // Several periods a day; the clock of the tests begins on a Saturday at 9:00 in Berlin.
    const times: OpeningTimes = {
      timeZone: 'Europe/Berlin',
      week: [
        ...Array.from({ length: 5 }, () => [
          { fromMinute: 9 * 60, toMinute: 12 * 60 },
          { fromMinute: 14 * 60, toMinute: 18 * 60 },
        ]),
        [],
        [],
      ],
      holidays: new Map(),
    };
    const alerts = createAlerts({ ...world, times });
    const asked = [
      { at: '2026-11-21T09:30:00+01:00', backAt: '2026-11-23T09:00:00+01:00', said: /Monday.* 9:00/ },
      { at: '2026-11-23T12:30:00+01:00', backAt: '2026-11-23T14:00:00+01:00', said: /Monday.* 2:00/ },
      { at: '2026-11-24T15:00:00+01:00', backAt: undefined, said: /You are number 3 in line/ },
    ];
    for (const [index, { at, backAt, said }] of asked.entries()) {
      world.advance(Date.parse(at) - world.context.now());
      const thread = `t${index}`;
      const anna = await gateway.join('anna', `anna-${at}`);
      const { body: ack } = await anna.send({ action: 'message.send', threadId: thread, text: 'a human!' });
      expect(ack.event).toBe('ack');
      await handOver('Anna wants a person.', thread);
      for (const { Message } of world.alertsTopic.published.splice(0))
        await alerts({ Records: [{ EventSource: 'aws:sns', Sns: { Message } }] }, invocation);
      const { body } = await anna.send({ action: 'history.get', threadId: thread });
      const messages = body.messages as { messageType: string; text: string; notice: object }[];
      const told = messages.findLast(({ messageType }) => messageType === 'system');
      expect(told?.text).toMatch(said);
      expect(told?.notice).toEqual({
        type: 'queued',
        position: index + 1,
        ...(backAt === undefined ? {} : { backAt: Date.parse(backAt), timeZone: 'Europe/Berlin' }),
      });
      // They wait for a person all the same.
      expect(await readThread(world.context, thread)).toMatchObject({ owner: { type: 'queue' } });
      const bot = { type: 'bot', name: 'rules' } as const;
      expect(await appendMessage(world.context, { threadId: thread, text: 'hi', author: bot })).toMatchObject(
        {
          outcome: 'owned',
        },
      );
    }
  });
});

describe('an operator', () => {
  it('fault: went on receiving a conversation that they had given to a colleague', async () => {
    const { world, gateway, anna, olga, otto, say, framesTo } = await setUp();
    await gateway.join('olga', 'olga-2', 'operator');
    await say('a human!');
    await olga.send({ action: 'thread.claim', threadId });
    await olga.send({ action: 'message.send', threadId, text: 'Hello!' });
    world.takePosts();
    await olga.send({ action: 'thread.transfer', threadId, to: 'otto' });
    expect(framesTo('olga-2')).toMatchObject([{ event: 'takeover', userId: 'otto' }]);
    const secret = { text: 'My card is 4711', clientMessageId: 'c1' };
    const { body: stored } = await anna.send({ action: 'message.send', threadId, ...secret });
    const { seq, timestamp } = stored;
    await anna.send({
      action: 'message.edit',
      threadId,
      seq,
      timestamp,
      text: 'My card',
      clientMessageId: 'e1',
    });
    await anna.send({ action: 'typing', threadId, isTyping: true });
    await anna.send({ action: 'read', threadId, seq: 2 });
    await otto.send({ action: 'message.send', threadId, text: 'I am Otto.' });
    await otto.send({ action: 'typing', threadId, isTyping: true });
    await otto.send({ action: 'note.add', threadId, text: 'Card is blocked.' });
    await otto.send({ action: 'tags.set', threadId, tags: ['card'] });
    await otto.send({ action: 'thread.release', threadId });
    await say('still there?');
    expect(framesTo('olga-1', 'olga-2')).toEqual([]);
  });

  it('fault: got more conversations than they can take, and could put none back', async () => {
    const { world, olga, otto, say, framesTo, handOver } = await setUp();
    await setDuty(world.context, 'otto', 'away');
    await olga.send({ action: 'duty.set', status: 'available', capacity: 2 });
    for (const thread of ['one', 'two', 'three']) {
      await say('a human!', thread);
      await handOver('Anna wants a person.', thread);
    }
    await olga.send({ action: 'thread.claim', threadId: 'one' });
    await olga.send({ action: 'message.send', threadId: 'two', text: 'Hello!' });
    // With two she is alerted of no other, and still sees that it waits.
    framesTo('olga-1');
    await say('a human!', 'four');
    await handOver('Anna wants a person.', 'four');
    expect(framesTo('olga-1')).toMatchObject([
      { event: 'queue.changed', change: 'added', threadId: 'four', silent: true },
    ]);
    const statusOf = async (userId: string) => {
      const { body } = await otto.send({ action: 'operators.get' });
      const operators = body.operators as { userId: string; status: string }[];
      return operators.find((operator) => operator.userId === userId)?.status;
    };
    expect(await statusOf('olga')).toBe('full');
    // What she puts back waits for her colleagues, and she has room again.
    const { body } = await olga.send({ action: 'thread.requeue', threadId: 'two' });
    expect(body).toMatchObject({ event: 'takeover', owner: 'queue' });
    expect(await statusOf('olga')).toBe('available');
    const queue = (await otto.send({ action: 'queue.get' })).body.threads as { threadId: string }[];
    expect(queue.map((row) => row.threadId)).toContain('two');
    expect((await otto.send({ action: 'thread.claim', threadId: 'two' })).body).toMatchObject({
      owner: 'operator',
      userId: 'otto',
    });
  });
});
