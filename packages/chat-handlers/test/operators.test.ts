import { appendMessage, readThread, writeSummary } from '@switchboard/chat-core';
import { limits, parseServerFrame } from '@switchboard/protocol';
import { createGateway, type Person } from './people.ts';
import { createWorld, type World } from './world.ts';

const threadId = 't1';
const minuteMs = 60_000;

const setUp = async () => {
  const world = await createWorld();
  const gateway = createGateway(world);
  const anna = await gateway.join('anna', 'anna-1');
  const olga = await gateway.join('olga', 'olga-1', 'operator');
  const otto = await gateway.join('otto', 'otto-1', 'operator');
  const say = async (text: string, person: Person = anna, thread = threadId) => {
    world.advance(10);
    return (await person.send({ action: 'message.send', threadId: thread, text })).body;
  };
  const head = () => readThread(world.context, threadId);
  return { world, gateway, anna, olga, otto, say, head };
};

/** What one connection was posted since posts were last looked at. */
const framesTo = (world: World, connectionId: string) =>
  world
    .takePosts()
    .filter((post) => post.connectionId === connectionId)
    .map(({ frame }) => frame);

/** As a bot does: one message, the queue, and what it says about the conversation. */
async function handOver({ context }: World, thread = threadId, summary = 'Anna was charged twice.') {
  const head = await readThread(context, thread);
  if (head === null) throw new Error('Nobody has written in the thread');
  await appendMessage(context, {
    threadId: thread,
    text: 'One moment, please.',
    author: { type: 'bot', name: 'rules' },
    answersThrough: head.lastUserSeq,
    handOver: true,
    extraWrites: [writeSummary(context, head, { text: summary, author: 'rules' })],
  });
}

describe('thread.transfer', () => {
  it('makes the other operator the owner; the previous one is told, and receives nothing after that', async () => {
    const { world, olga, say, head } = await setUp();
    await say('help');
    await olga.send({ action: 'thread.claim', threadId });
    world.takePosts();
    const { body } = await olga.send({ action: 'thread.transfer', threadId, to: 'otto' });
    const taken = {
      event: 'takeover',
      threadId,
      owner: 'operator',
      userId: 'otto',
      ownerEpoch: 3,
      asOf: body.asOf,
    };
    expect(body).toEqual(taken);
    expect(world.takePosts()).toEqual([
      { connectionId: 'anna-1', frame: taken },
      { connectionId: 'otto-1', frame: taken },
    ]);
    await say('are you there?');
    expect(world.takePosts()).toMatchObject([{ connectionId: 'otto-1', frame: { event: 'message' } }]);
    expect((await head())?.participants).toEqual([
      { userId: 'anna', role: 'customer' },
      { userId: 'otto', role: 'operator' },
    ]);
  });

  it('is for the one who holds the thread, and for threads in the queue', async () => {
    const { world, olga, otto, say } = await setUp();
    await say('help');
    expect((await otto.send({ action: 'thread.transfer', threadId, to: 'otto' })).body).toMatchObject({
      code: 'thread.notOwned',
      message: 'Claim the thread before you transfer it: {"action": "thread.claim"}',
    });
    await olga.send({ action: 'thread.claim', threadId });
    expect((await otto.send({ action: 'thread.transfer', threadId, to: 'otto' })).body).toMatchObject({
      code: 'thread.notOwned',
      message: 'olga has claimed this thread',
    });
    await olga.send({ action: 'thread.requeue', threadId });
    expect((await otto.send({ action: 'thread.transfer', threadId, to: 'olga' })).body).toMatchObject({
      userId: 'olga',
    });
    expect(world.lines.join()).not.toContain('telling.failed');
  });
});

describe('I11: a thread is transferred to nobody but an operator', () => {
  it.each(['bela', 'anna', 'nobody'])('not to %s, who would read it from then on', async (to) => {
    const { gateway, olga, say, head } = await setUp();
    await gateway.join('bela', 'bela-1');
    await say('help');
    await olga.send({ action: 'thread.claim', threadId });
    const before = await head();
    expect(await olga.send({ action: 'thread.transfer', threadId, to })).toMatchObject({
      statusCode: 404,
      body: { event: 'error', code: 'operator.notFound', field: 'to', threadId },
    });
    expect(await head()).toEqual(before);
  });
});

describe('thread.requeue', () => {
  it('puts the thread into the queue, where any operator finds it and nobody else receives it', async () => {
    const { world, olga, otto, say } = await setUp();
    await say('help');
    await olga.send({ action: 'thread.claim', threadId });
    world.takePosts();
    expect((await olga.send({ action: 'thread.requeue', threadId })).body).toMatchObject({
      event: 'takeover',
      owner: 'queue',
      ownerEpoch: 3,
    });
    expect(framesTo(world, 'otto-1')).toMatchObject([
      { event: 'queue.changed', change: 'added', threadId, waiting: 'human', owner: { type: 'queue' } },
    ]);
    await say('hello?');
    expect(world.takePosts().filter(({ frame }) => frame.event === 'message')).toEqual([]);
    expect((await otto.send({ action: 'queue.get' })).body.threads).toMatchObject([
      { threadId, waiting: 'human', lastMessage: { text: 'hello?' }, unread: 2 },
    ]);
  });

  it('I4: keeps the bot from writing', async () => {
    const { world, olga, say } = await setUp();
    await say('help');
    await olga.send({ action: 'thread.claim', threadId });
    await olga.send({ action: 'thread.requeue', threadId });
    const bot = { type: 'bot', name: 'rules' } as const;
    const result = await appendMessage(world.context, {
      threadId,
      text: 'hi',
      author: bot,
      answersThrough: 1,
    });
    expect(result).toMatchObject({ outcome: 'owned', owner: { type: 'queue' } });
  });
});

describe('thread.close', () => {
  it('ends the conversation: nobody waits, and the participants are told', async () => {
    const { world, olga, say, head } = await setUp();
    await say('help');
    await olga.send({ action: 'thread.claim', threadId });
    world.takePosts();
    const ended = { event: 'takeover', threadId, owner: 'bot', ownerEpoch: 3, closed: true };
    expect((await olga.send({ action: 'thread.close', threadId })).body).toEqual(ended);
    expect(framesTo(world, 'anna-1')).toEqual([ended]);
    expect((await head())?.waiting).toBeUndefined();
    expect(world.topic.published).toHaveLength(1);
  });

  it('shows in the history and in the list of closed threads, until the customer writes again', async () => {
    const { world, anna, olga, say } = await setUp();
    await say('help');
    await olga.send({ action: 'thread.claim', threadId });
    await olga.send({ action: 'thread.close', threadId });
    expect((await anna.send({ action: 'history.get', threadId })).body).toMatchObject({ closed: true });
    const closed = { action: 'inbox.get', list: 'closed' };
    expect((await olga.send(closed)).body.threads).toMatchObject([{ threadId, waiting: 'none' }]);
    world.topic.published.splice(0);
    await say('one more question');
    expect(world.topic.published).toHaveLength(1);
    expect((await anna.send({ action: 'history.get', threadId })).body).toMatchObject({
      owner: { type: 'bot' },
      waiting: 'bot',
    });
    expect((await anna.send({ action: 'history.get', threadId })).body.closed).toBeUndefined();
    expect((await olga.send(closed)).body.threads).toEqual([]);
  });

  it('is refused where another operator holds the thread', async () => {
    const { olga, otto, say } = await setUp();
    await say('help');
    await olga.send({ action: 'thread.claim', threadId });
    expect((await otto.send({ action: 'thread.close', threadId })).body.code).toBe('thread.notOwned');
  });
});

describe('a lease', () => {
  it('is renewed by every claim and by every message of its operator', async () => {
    const { world, olga, otto, say } = await setUp();
    await say('help');
    await olga.send({ action: 'thread.claim', threadId });
    world.advance(20 * minuteMs);
    await olga.send({ action: 'thread.claim', threadId });
    world.advance(20 * minuteMs);
    await olga.send({ action: 'message.send', threadId, text: 'still here' });
    world.advance(20 * minuteMs);
    expect((await otto.send({ action: 'thread.claim', threadId })).body.code).toBe('thread.owned');
    world.advance(10 * minuteMs);
    expect((await otto.send({ action: 'thread.claim', threadId })).body).toMatchObject({ userId: 'otto' });
  });

  it('that has run out is told to its operator when another claims the thread', async () => {
    const { world, olga, otto, say } = await setUp();
    await say('help');
    await olga.send({ action: 'thread.claim', threadId });
    world.advance(30 * minuteMs);
    world.takePosts();
    await otto.send({ action: 'thread.claim', threadId });
    expect(framesTo(world, 'olga-1')).toMatchObject([{ event: 'takeover', userId: 'otto' }]);
  });

  it('that has run out is told to its operator when another writes in the thread', async () => {
    const { world, olga, otto, say } = await setUp();
    await say('help');
    await olga.send({ action: 'thread.claim', threadId });
    world.advance(30 * minuteMs);
    world.takePosts();
    await otto.send({ action: 'message.send', threadId, text: 'may I help?' });
    expect(framesTo(world, 'olga-1')).toMatchObject([{ event: 'takeover', userId: 'otto' }]);
  });

  it('that has run out leaves the thread to the bot, and shows nobody a wrong owner', async () => {
    const { world, anna, olga, say } = await setUp();
    await say('help');
    await olga.send({ action: 'thread.claim', threadId });
    world.advance(30 * minuteMs);
    const { body } = await anna.send({ action: 'history.get', threadId });
    expect(body).toMatchObject({ owner: { type: 'bot' }, waiting: 'bot' });
    world.topic.published.splice(0);
    await say('hello?');
    expect(world.topic.published).toHaveLength(1);
    expect((await olga.send({ action: 'thread.requeue', threadId })).body.code).toBe('thread.notOwned');
  });
});

describe('I20: what an operator does, done again because the answer was lost', () => {
  it.each([
    [{ action: 'thread.release', threadId }, { owner: 'bot' }],
    [
      { action: 'thread.transfer', threadId, to: 'otto' },
      { owner: 'operator', userId: 'otto' },
    ],
  ])('%j is answered as it was the first time, and changes nothing', async (frame, answer) => {
    const { world, olga, say, head } = await setUp();
    await say('help');
    await olga.send({ action: 'thread.claim', threadId });
    expect((await olga.send(frame)).body).toMatchObject(answer);
    const before = await head();
    world.takePosts();
    expect((await olga.send(frame)).body).toMatchObject({ event: 'takeover', ...answer, ownerEpoch: 3 });
    expect(await head()).toEqual(before);
    expect(world.takePosts()).toEqual([]);
  });
});

describe('queue.get', () => {
  it('shows what waits for a person, longest first, with what the bot said about it', async () => {
    const { world, olga, say } = await setUp();
    await say('mine first', undefined, 'first');
    await handOver(world, 'first', 'Anna was charged twice.');
    world.advance(minuteMs);
    await say('then this', undefined, 'second');
    await handOver(world, 'second', 'She lost her parcel.');
    await say('not this: the bot has it', undefined, 'third');
    const { body } = await olga.send({ action: 'queue.get' });
    expect(parseServerFrame(JSON.stringify(body))).toEqual(body);
    expect(body.threads).toEqual([
      {
        threadId: 'first',
        waiting: 'human',
        since: expect.any(Number),
        owner: { type: 'queue' },
        customer: { userId: 'anna' },
        lastMessage: {
          text: 'mine first',
          messageType: 'user',
          timestamp: expect.any(Number),
        },
        unread: 2,
        summary: 'Anna was charged twice.',
        channel: 'web',
      },
      expect.objectContaining({ threadId: 'second', summary: 'She lost her parcel.' }),
    ]);
    expect(body.cursor).toBeUndefined();
  });

  it('goes on where its cursor says, and refuses a cursor of another list', async () => {
    const { world, olga, say } = await setUp();
    for (const thread of ['a', 'b', 'c']) {
      await say('help', undefined, thread);
      await handOver(world, thread);
    }
    const ids = (body: Record<string, unknown>) =>
      (body.threads as readonly { readonly threadId: string }[]).map((row) => row.threadId);
    const first = (await olga.send({ action: 'queue.get', limit: 2 })).body;
    expect(ids(first)).toEqual(['a', 'b']);
    const second = (await olga.send({ action: 'queue.get', limit: 2, cursor: first.cursor })).body;
    expect(ids(second)).toEqual(['c']);
    expect(second.cursor).toBeUndefined();
    for (const frame of [
      { action: 'inbox.get', list: 'mine', cursor: first.cursor },
      { action: 'queue.get', cursor: 'made up' },
    ]) {
      expect((await olga.send(frame)).body).toMatchObject({
        event: 'error',
        code: 'cursor.invalid',
        field: 'cursor',
      });
    }
  });

  it('fits into one frame whatever the messages and the summaries hold', async () => {
    const { world, olga, say } = await setUp();
    for (let number = 10; number < 60; number += 1) {
      const thread = `${'"'.repeat(254)}${number}`;
      await say('語\u0001"'.repeat(500), undefined, thread);
      await handOver(world, thread, '"語\u0001\n'.repeat(500));
    }
    const { body } = await olga.send({ action: 'queue.get', limit: limits.listPageSize });
    expect(body.threads).toHaveLength(50);
    expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(limits.frameBytes);
  });
});

describe('queue.changed', () => {
  it('tells the operators on duty, and nobody else, what comes into the queue, changes in it, and leaves it', async () => {
    const { world, gateway, olga, otto, say } = await setUp();
    await gateway.join('bela', 'bela-1');
    await otto.send({ action: 'duty.set', status: 'away' });
    await say('help');
    await olga.send({ action: 'thread.claim', threadId });
    world.takePosts();
    const changes: unknown[] = [];
    const look = () => {
      const posts = world.takePosts().filter(({ frame }) => frame.event === 'queue.changed');
      changes.push(...posts.map(({ connectionId, frame }) => [connectionId, frame.change]));
    };
    await olga.send({ action: 'thread.requeue', threadId });
    look();
    await say('hello?');
    look();
    await olga.send({ action: 'thread.claim', threadId });
    look();
    await say('there you are');
    look();
    expect(changes).toEqual([
      ['olga-1', 'added'],
      ['olga-1', 'updated'],
      ['olga-1', 'removed'],
    ]);
  });

  it('is of the protocol, and reaches an operator who comes back to duty', async () => {
    const { world, olga, otto, say } = await setUp();
    await say('help');
    await olga.send({ action: 'thread.claim', threadId });
    expect((await otto.send({ action: 'duty.set', status: 'away' })).body).toEqual({
      event: 'duty',
      status: 'away',
    });
    await otto.send({ action: 'duty.set', status: 'available' });
    world.takePosts();
    await olga.send({ action: 'thread.requeue', threadId });
    const [frame] = framesTo(world, 'otto-1');
    expect(parseServerFrame(JSON.stringify(frame))).toEqual(frame);
  });

  it('costs a thread that waits for nobody nothing', async () => {
    const { world, say } = await setUp();
    await say('help');
    expect(world.takePosts()).toEqual([]);
  });
});

describe('inbox.get', () => {
  it('shows an operator’s own threads, those of the bot, and the closed ones, newest first', async () => {
    const { world, olga, otto, say } = await setUp();
    for (const thread of ['mine', 'also mine', 'otto’s', 'the bot’s', 'closed']) {
      await say('help', undefined, thread);
      world.advance(minuteMs);
    }
    await olga.send({ action: 'thread.claim', threadId: 'mine' });
    world.advance(minuteMs);
    await olga.send({ action: 'thread.claim', threadId: 'also mine' });
    await otto.send({ action: 'thread.claim', threadId: 'otto’s' });
    await olga.send({ action: 'thread.claim', threadId: 'closed' });
    await olga.send({ action: 'thread.close', threadId: 'closed' });
    const ids = async (list: string, person: Person) => {
      const { body } = await person.send({ action: 'inbox.get', list });
      expect(body).toMatchObject({ event: 'inbox', list });
      return (body.threads as readonly { readonly threadId: string }[]).map((row) => row.threadId);
    };
    expect(await ids('mine', olga)).toEqual(['also mine', 'mine']);
    expect(await ids('mine', otto)).toEqual(['otto’s']);
    expect(await ids('bot', olga)).toEqual(['the bot’s']);
    expect(await ids('closed', otto)).toEqual(['closed']);
  });
});

describe('notes', () => {
  it('are seen by operators alone, and told to the operator of the thread', async () => {
    const { world, anna, olga, otto, say } = await setUp();
    await say('help');
    await olga.send({ action: 'thread.claim', threadId });
    await otto.send({ action: 'profile.set', name: 'Otto Maier' });
    world.takePosts();
    const note = { action: 'note.add', threadId, text: 'Prefers e-mail.', clientMessageId: 'n1' };
    const { body } = await otto.send(note);
    expect(body).toEqual({
      event: 'note',
      noteId: expect.any(String),
      threadId,
      text: 'Prefers e-mail.',
      author: 'otto',
      authorName: 'Otto Maier',
      timestamp: world.context.now(),
      kind: 'note',
      clientMessageId: 'n1',
    });
    expect(world.takePosts()).toEqual([{ connectionId: 'olga-1', frame: body }]);
    expect((await anna.send({ action: 'notes.get', threadId })).body.code).toBe('action.forbidden');
    expect((await anna.send({ ...note, text: 'me too' })).body.code).toBe('action.forbidden');
    expect(JSON.stringify((await anna.send({ action: 'history.get', threadId })).body)).not.toContain(
      'e-mail',
    );
    const { event: _, ...stored } = body;
    expect((await olga.send({ action: 'notes.get', threadId })).body).toEqual({
      event: 'notes',
      threadId,
      notes: [stored],
    });
  });

  it('leave no gap in the numbers that a customer sees', async () => {
    const { olga, say } = await setUp();
    expect((await say('help')).seq).toBe(1);
    await olga.send({ action: 'note.add', threadId, text: 'hm' });
    expect((await say('hello?')).seq).toBe(2);
  });

  it('I1: are stored once, however often they are sent, and with another text are refused by name', async () => {
    const { world, olga, say } = await setUp();
    await say('help');
    const note = { action: 'note.add', threadId, text: 'once', clientMessageId: 'n1' };
    const first = await olga.send(note);
    world.advance(minuteMs);
    expect(await olga.send(note)).toEqual(first);
    expect((await olga.send({ ...note, text: 'twice' })).body).toMatchObject({
      code: 'message.idReused',
      field: 'clientMessageId',
    });
    expect((await olga.send({ action: 'notes.get', threadId })).body.notes).toHaveLength(1);
  });

  it('begin with the bot’s summary, whole', async () => {
    const { world, olga, say } = await setUp();
    await say('help');
    const summary = 'Anna was charged twice. '.repeat(20).trim();
    await handOver(world, threadId, summary);
    world.advance(minuteMs);
    await olga.send({ action: 'note.add', threadId, text: 'refunded' });
    expect((await olga.send({ action: 'notes.get', threadId })).body.notes).toMatchObject([
      { kind: 'summary', text: summary, author: 'rules' },
      { kind: 'note', text: 'refunded', author: 'olga' },
    ]);
  });

  it('fit into one frame: the newest are shown', async () => {
    const { world, olga, say } = await setUp();
    await say('help');
    for (let number = 1; number <= 6; number += 1) {
      world.advance(minuteMs);
      await olga.send({ action: 'note.add', threadId, text: `${number}${'\u0001'.repeat(4_000)}` });
    }
    const { body } = await olga.send({ action: 'notes.get', threadId });
    expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(limits.frameBytes);
    const texts = (body.notes as readonly { readonly text: string }[]).map(({ text }) => text[0]);
    expect(texts).toEqual(['3', '4', '5', '6']);
  });

  it('of a thread that is not there are refused', async () => {
    const { olga } = await setUp();
    expect((await olga.send({ action: 'notes.get', threadId: 'none' })).body.code).toBe('thread.notFound');
    expect((await olga.send({ action: 'note.add', threadId: 'none', text: 'hm' })).body.code).toBe(
      'thread.notFound',
    );
  });
});

describe('threads.list', () => {
  it('shows a customer’s own threads, those with unread messages first, then the newest', async () => {
    const { world, gateway, anna, say } = await setUp();
    const bela = await gateway.join('bela', 'bela-1');
    await say('hers', bela, 'bela’s');
    for (const thread of ['old', 'unread', 'new']) await say('help', undefined, thread);
    await handOver(world, 'unread');
    await say('newest', undefined, 'new');
    const { body } = await anna.send({ action: 'threads.list' });
    expect(parseServerFrame(JSON.stringify(body))).toEqual(body);
    expect(body).toMatchObject({
      event: 'threads',
      threads: [
        { threadId: 'unread', unread: 1, owner: { type: 'queue' }, lastMessage: { messageType: 'bot' } },
        { threadId: 'new', unread: 0, owner: { type: 'bot' }, lastMessage: { text: 'newest' } },
        { threadId: 'old', unread: 0 },
      ],
    });
    expect(JSON.stringify(body)).not.toMatch(/charged twice|summary/);
  });

  it('is as long as was asked, and reads no more messages than it shows', async () => {
    const { world, anna, say } = await setUp();
    for (let number = 1; number <= 12; number += 1) await say('help', undefined, `t${number}`);
    const queries: string[] = [];
    world.client.middlewareStack.add(
      (next, { commandName = '' }) =>
        (args) => {
          if (commandName === 'QueryCommand') queries.push(JSON.stringify(args.input));
          return next(args);
        },
      { step: 'initialize' },
    );
    const { body } = await anna.send({ action: 'threads.list', limit: 2 });
    expect(body.threads).toMatchObject([{ threadId: 't12' }, { threadId: 't11' }]);
    expect(queries.filter((query) => query.includes(world.tables.messages))).toHaveLength(2);
  });

  it('of somebody with more than 200 threads shows each once, an unread one of today first', async () => {
    const { world, gateway } = await setUp();
    const { context } = world;
    const author = { type: 'user', userId: 'dora' } as const;
    const write = (thread: string) =>
      appendMessage(context, { threadId: thread, author, text: 'x', read: 1 });
    // The two that are written in last come first and last in the order of their ids.
    await write('a');
    await write('z');
    for (let number = 1; number <= 215; number += 1) await write(`t${1000 + number}`);
    world.advance(3 * 86_400_000);
    await write('z');
    await appendMessage(context, { threadId: 'a', author: { type: 'bot', name: 'shop' }, text: 'Sale!' });
    const dora = await gateway.join('dora', 'dora-1');
    const pages: string[][] = [];
    let cursor: unknown;
    do {
      const frame = { action: 'threads.list', limit: 50, ...(cursor === undefined ? {} : { cursor }) };
      const { body } = await dora.send(frame);
      pages.push((body.threads as { threadId: string }[]).map((thread) => thread.threadId));
      ({ cursor } = body);
    } while (cursor !== undefined);
    expect(pages[0]?.slice(0, 2)).toEqual(['a', 'z']);
    expect(pages.map(({ length }) => length)).toEqual([50, 50, 50, 50, 17]);
    expect(new Set(pages.flat()).size).toBe(217);
    const { body } = await dora.send({ action: 'threads.list', cursor: 'bm9uZQ' });
    expect(body).toMatchObject({ event: 'error', code: 'cursor.invalid', field: 'cursor' });
  });

  it('is empty for someone who has never written', async () => {
    const { anna } = await setUp();
    expect((await anna.send({ action: 'threads.list' })).body).toEqual({ event: 'threads', threads: [] });
  });
});

describe('reply.cancel', () => {
  const replyToAll = (world: World, answeredUntil: number) =>
    appendMessage(world.context, {
      threadId,
      text: 'a reply that nobody wants',
      author: { type: 'bot', name: 'rules' },
      answersThrough: 1,
      turn: { ownerEpoch: 1, answeredUntil },
    });

  it('stores nothing of the reply once it is answered, and tells the other devices', async () => {
    const { world, gateway, anna, say, head } = await setUp();
    await gateway.join('anna', 'anna-2');
    await say('tell me a long story');
    world.takePosts();
    const cancelled = { event: 'reply.cancelled', threadId };
    expect((await anna.send({ action: 'reply.cancel', threadId })).body).toEqual(cancelled);
    expect(world.takePosts()).toEqual([{ connectionId: 'anna-2', frame: cancelled }]);
    expect(await replyToAll(world, 0)).toEqual({ outcome: 'answered' });
    expect(await head()).toMatchObject({ seq: 1, answeredSeq: 1 });
    expect((await head())?.waiting).toBeUndefined();
  });

  it('leaves what is asked after it to be answered', async () => {
    const { world, anna, say, head } = await setUp();
    await say('tell me a long story');
    await anna.send({ action: 'reply.cancel', threadId });
    world.topic.published.splice(0);
    await say('a short one');
    expect(world.topic.published).toHaveLength(1);
    expect(await head()).toMatchObject({ answeredSeq: 1, waiting: { kind: 'bot' } });
  });

  it('where no bot owes an answer is refused: before a question, after the answer, while an operator has the thread', async () => {
    const { world, anna, olga, say } = await setUp();
    const cancel = async () => (await anna.send({ action: 'reply.cancel', threadId })).body;
    expect(await cancel()).toMatchObject({ event: 'error', code: 'reply.notFound' });
    await say('hello');
    await replyToAll(world, 0);
    expect(await cancel()).toMatchObject({ code: 'reply.notFound' });
    await say('help');
    await olga.send({ action: 'thread.claim', threadId });
    expect(await cancel()).toMatchObject({ code: 'reply.notFound' });
  });

  it('and a reply that commits at the same time: one of both wins, and the answer says which', async () => {
    for (let race = 0; race < 8; race += 1) {
      const { world, anna, say, head } = await setUp();
      await say('hello');
      const [{ body }, reply] = await Promise.all([
        anna.send({ action: 'reply.cancel', threadId }),
        replyToAll(world, 0),
      ]);
      expect(body.event === 'reply.cancelled').toBe(reply.outcome === 'answered');
      expect((await head())?.seq).toBe(reply.outcome === 'stored' ? 2 : 1);
    }
  });

  it('I11: is not for others, operators included who do not take part', async () => {
    const { gateway, olga, say, head } = await setUp();
    await say('hello');
    const bela = await gateway.join('bela', 'bela-1');
    expect((await bela.send({ action: 'reply.cancel', threadId })).body.code).toBe('thread.forbidden');
    expect((await olga.send({ action: 'reply.cancel', threadId })).body.code).toBe('thread.notOwned');
    expect(await head()).toMatchObject({ waiting: { kind: 'bot' } });
  });
});

describe('I11: what operators do', () => {
  it.each([
    { action: 'thread.claim', threadId },
    { action: 'thread.release', threadId },
    { action: 'thread.requeue', threadId },
    { action: 'thread.transfer', threadId, to: 'anna' },
    { action: 'thread.close', threadId },
    { action: 'note.add', threadId, text: 'hm' },
    { action: 'notes.get', threadId },
    { action: 'queue.get' },
    { action: 'inbox.get', list: 'bot' },
    { action: 'duty.set', status: 'available' },
  ])('is not a customer’s to do: $action', async (frame) => {
    const { anna, say, head } = await setUp();
    await say('help');
    const before = await head();
    expect(await anna.send({ ...frame, role: 'operator' })).toMatchObject({
      statusCode: 403,
      body: { event: 'error', code: 'action.forbidden', action: frame.action },
    });
    expect(await head()).toEqual(before);
  });
});
