import { readThread } from '@switchboard/chat-core';
import { limits } from '@switchboard/protocol';
import { createGateway } from './people.ts';
import { createWorld } from './world.ts';

const threadId = 't1';

const setUp = async () => {
  const world = await createWorld();
  const gateway = createGateway(world);
  const anna = await gateway.join('anna', 'anna-1');
  const say = async (text: string, rest: object = {}) => {
    world.advance(10);
    return (await anna.send({ action: 'message.send', threadId, text, ...rest })).body;
  };
  return { world, gateway, anna, say };
};

interface HistoryBody {
  readonly messages: readonly { readonly text: string; readonly seq: number }[];
  readonly cursor?: string;
}

const texts = (body: unknown) => (body as HistoryBody).messages.map(({ text }) => text);

describe('history.get', () => {
  it('gives the newest messages, oldest first, and goes back by cursor to the first', async () => {
    const { anna, say } = await setUp();
    for (const text of ['1', '2', '3', '4', '5']) await say(text);
    const { body: newest } = await anna.send({ action: 'history.get', threadId, limit: 2 });
    expect(newest).toMatchObject({ event: 'history', threadId, direction: 'backward' });
    expect(texts(newest)).toEqual(['4', '5']);
    const { body: older } = await anna.send({
      action: 'history.get',
      threadId,
      limit: 2,
      cursor: newest.cursor,
    });
    expect(texts(older)).toEqual(['2', '3']);
    const { body: oldest } = await anna.send({
      action: 'history.get',
      threadId,
      limit: 2,
      cursor: older.cursor,
    });
    expect(texts(oldest)).toEqual(['1']);
    expect(oldest.cursor).toBeUndefined();
  });

  it('says who answers in the thread, and how far each who takes part has read', async () => {
    const { gateway, anna, say } = await setUp();
    await say('hello');
    const { body: alone } = await anna.send({ action: 'history.get', threadId });
    expect(alone).toMatchObject({ owner: { type: 'bot', ownerEpoch: 1 }, readPositions: {} });
    const olga = await gateway.join('olga', 'olga-1', 'operator');
    await olga.send({ action: 'thread.claim', threadId });
    await olga.send({ action: 'read', threadId, seq: 1 });
    const { body: joined } = await anna.send({ action: 'thread.resume', threadId, after: 0 });
    expect(joined).toMatchObject({
      owner: { type: 'operator', userId: 'olga', ownerEpoch: 2 },
      readPositions: { olga: 1 },
    });
    await olga.send({ action: 'thread.release', threadId });
    const { body: left } = await anna.send({ action: 'history.get', threadId });
    expect(left).toMatchObject({ owner: { type: 'bot', ownerEpoch: 3 } });
    expect(left.readPositions).toEqual({});
  });

  it('says nothing of when a message expires', async () => {
    const { anna, say } = await setUp();
    await say('hello');
    const { body } = await anna.send({ action: 'history.get', threadId });
    expect(Object.keys((body as unknown as HistoryBody).messages[0] ?? {})).not.toContain('expiresAt');
  });

  it('of a thread that nobody has written in is empty', async () => {
    const { anna } = await setUp();
    expect((await anna.send({ action: 'history.get', threadId: 'new' })).body).toEqual({
      event: 'history',
      threadId: 'new',
      direction: 'backward',
      messages: [],
    });
  });

  it.each(['backward', 'forward'] as const)(
    'is cut to fit a frame and loses nothing (%s)',
    async (direction) => {
      const { anna, say } = await setUp();
      const large = 'ä'.repeat(limits.textLength);
      for (let n = 1; n <= 14; n += 1) await say(`${n} ${large}`.slice(0, limits.textLength));
      const seen: number[] = [];
      let cursor: string | undefined;
      let pages = 0;
      do {
        const { body } = await anna.send({
          action: 'history.get',
          threadId,
          direction,
          limit: 10,
          ...(cursor ? { cursor } : {}),
        });
        expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(limits.frameBytes);
        const page = body as unknown as HistoryBody;
        const numbers = page.messages.map(({ seq }) => seq);
        if (direction === 'forward') seen.push(...numbers);
        else seen.unshift(...numbers);
        cursor = page.cursor;
        pages += 1;
      } while (cursor !== undefined);
      expect(seen).toEqual(Array.from({ length: 14 }, (_, index) => index + 1));
      expect(pages).toBeGreaterThan(2);
    },
  );

  it('refuses a cursor of another thread', async () => {
    const { anna, say } = await setUp();
    for (const text of ['1', '2']) await say(text);
    const { body } = await anna.send({ action: 'history.get', threadId, limit: 1 });
    await anna.send({ action: 'message.send', threadId: 't2', text: 'elsewhere' });
    for (const cursor of [body.cursor, 'made up']) {
      const answer = await anna.send({ action: 'history.get', threadId: 't2', cursor });
      expect(cursor === undefined ? {} : answer).toMatchObject({
        statusCode: 400,
        body: { code: 'cursor.invalid', field: 'cursor' },
      });
    }
  });

  it('I11: is for participants, and for operators', async () => {
    const { gateway, say } = await setUp();
    await say('for Anna’s eyes');
    const bela = await gateway.join('bela', 'bela-1');
    expect(await bela.send({ action: 'history.get', threadId })).toMatchObject({
      statusCode: 403,
      body: { event: 'error', code: 'thread.forbidden', action: 'history.get' },
    });
    const olga = await gateway.join('olga', 'olga-1', 'operator');
    expect(texts((await olga.send({ action: 'history.get', threadId })).body)).toEqual(['for Anna’s eyes']);
  });

  it('I8: leaves out what has expired', async () => {
    const { world, gateway, say } = await setUp();
    await say('old');
    world.advance(89 * 86_400_000);
    const later = await gateway.join('anna', 'anna-2');
    await later.send({ action: 'message.send', threadId, text: 'new' });
    world.advance(2 * 86_400_000);
    const last = await gateway.join('anna', 'anna-3');
    expect(texts((await last.send({ action: 'history.get', threadId })).body)).toEqual(['new']);
  });
});

describe('thread.resume', () => {
  it('gives what came after a client’s newest message, and a cursor while there is more', async () => {
    const { anna, say } = await setUp();
    const { timestamp: after } = await say('1');
    for (const text of ['2', '3', '4']) await say(text);
    const { body } = await anna.send({ action: 'thread.resume', threadId, after, limit: 2 });
    expect(body).toMatchObject({ event: 'history', direction: 'forward' });
    expect(texts(body)).toEqual(['2', '3']);
    const rest = { action: 'history.get', threadId, direction: 'forward', cursor: body.cursor };
    expect(texts((await anna.send(rest)).body)).toEqual(['4']);
  });

  it('from 0 gives everything', async () => {
    const { anna, say } = await setUp();
    await say('1');
    expect(texts((await anna.send({ action: 'thread.resume', threadId, after: 0 })).body)).toEqual(['1']);
  });

  it('I11: is not for others', async () => {
    const { gateway, say } = await setUp();
    await say('1');
    const bela = await gateway.join('bela', 'bela-1');
    expect((await bela.send({ action: 'thread.resume', threadId, after: 0 })).body.code).toBe(
      'thread.forbidden',
    );
  });
});

describe('typing', () => {
  it('is told to the other devices and stored nowhere', async () => {
    const { world, gateway, anna, say } = await setUp();
    await say('hello');
    await gateway.join('anna', 'anna-2');
    const before = await readThread(world.context, threadId);
    const signal = { event: 'typing', threadId, userId: 'anna', isTyping: true };
    expect((await anna.send({ action: 'typing', threadId })).body).toEqual(signal);
    expect(world.takePosts()).toEqual([{ connectionId: 'anna-2', frame: signal }]);
    expect(await readThread(world.context, threadId)).toEqual(before);
  });

  it('before the first message is told to nobody', async () => {
    const { world, anna } = await setUp();
    expect((await anna.send({ action: 'typing', threadId })).statusCode).toBe(200);
    expect(world.takePosts()).toEqual([]);
  });

  it('I11: does not disturb the threads of others', async () => {
    const { world, gateway, say } = await setUp();
    await say('hello');
    const bela = await gateway.join('bela', 'bela-1');
    expect((await bela.send({ action: 'typing', threadId })).body.code).toBe('thread.forbidden');
    expect(world.takePosts()).toEqual([]);
  });
});

describe('read', () => {
  it('moves the reader’s position forward and tells the other devices, once', async () => {
    const { world, gateway, anna, say } = await setUp();
    await say('1');
    await say('2');
    await gateway.join('anna', 'anna-2');
    const signal = { event: 'read', threadId, userId: 'anna', seq: 2 };
    expect((await anna.send({ action: 'read', threadId, seq: 2 })).body).toEqual(signal);
    for (const seq of [1, 57])
      expect((await anna.send({ action: 'read', threadId, seq })).body).toEqual(signal);
    expect(world.takePosts()).toEqual([{ connectionId: 'anna-2', frame: signal }]);
    expect((await readThread(world.context, threadId))?.readPositions).toEqual({ anna: 2 });
  });
});

describe('I11: a read position', () => {
  it('is a participant’s alone', async () => {
    const { world, gateway, say } = await setUp();
    await say('1');
    const bela = await gateway.join('bela', 'bela-1');
    expect((await bela.send({ action: 'read', threadId, seq: 1 })).body.code).toBe('thread.forbidden');
    expect((await readThread(world.context, threadId))?.readPositions).toEqual({});
    expect(world.takePosts()).toEqual([]);
  });
});

describe('a takeover', () => {
  it('makes the operator the owner, and tells the customer', async () => {
    const { world, gateway, say } = await setUp();
    await say('help');
    const olga = await gateway.join('olga', 'olga-1', 'operator');
    const { statusCode, body } = await olga.send({ action: 'thread.claim', threadId });
    expect({ statusCode, body }).toEqual({
      statusCode: 200,
      body: {
        event: 'takeover',
        threadId,
        owner: 'operator',
        userId: 'olga',
        ownerEpoch: 2,
        asOf: expect.any(Number),
      },
    });
    expect(world.takePosts()).toEqual([{ connectionId: 'anna-1', frame: body }]);
  });

  it('I4: keeps what the user writes then from the bot, and a release brings it to the bot', async () => {
    const { world, gateway, say } = await setUp();
    await say('help');
    const olga = await gateway.join('olga', 'olga-1', 'operator');
    await olga.send({ action: 'thread.claim', threadId });
    world.topic.published.splice(0);
    const { messageId } = await say('are you there?');
    expect(world.topic.published).toEqual([]);
    expect((await olga.send({ action: 'thread.release', threadId })).body).toMatchObject({
      owner: 'bot',
      ownerEpoch: 3,
    });
    expect(world.topic.published).toHaveLength(1);
    expect(JSON.parse(world.topic.published[0]?.Message ?? '')).toMatchObject({ message: { messageId } });
  });

  it('has ended although the bot could not be told, which the sweeper makes up for', async () => {
    const { world, gateway, say } = await setUp();
    await say('help');
    const olga = await gateway.join('olga', 'olga-1', 'operator');
    await olga.send({ action: 'thread.claim', threadId });
    world.topic.failure = new Error('SNS is out of reach');
    expect((await olga.send({ action: 'thread.release', threadId })).body).toMatchObject({ owner: 'bot' });
    expect(world.lines.at(-1)).toContain('telling.failed');
  });

  it('of a thread that was answered publishes nothing when it ends', async () => {
    const { world, gateway, say } = await setUp();
    await say('help');
    const olga = await gateway.join('olga', 'olga-1', 'operator');
    await olga.send({ action: 'thread.claim', threadId });
    await olga.send({ action: 'message.send', threadId, text: 'done' });
    world.topic.published.splice(0);
    await olga.send({ action: 'thread.release', threadId });
    expect(world.topic.published).toEqual([]);
  });

  it('is one operator’s at a time', async () => {
    const { gateway, say } = await setUp();
    await say('help');
    const olga = await gateway.join('olga', 'olga-1', 'operator');
    const otto = await gateway.join('otto', 'otto-1', 'operator');
    await olga.send({ action: 'thread.claim', threadId });
    await olga.send({ action: 'profile.set', name: 'Olga Kowalska' });
    const olgaHasIt = {
      message: 'Olga Kowalska has claimed this thread',
      owner: { userId: 'olga', name: 'Olga Kowalska' },
    };
    expect(await otto.send({ action: 'thread.claim', threadId })).toMatchObject({
      statusCode: 409,
      body: { code: 'thread.owned', ...olgaHasIt },
    });
    expect(await otto.send({ action: 'thread.release', threadId })).toMatchObject({
      statusCode: 409,
      body: { code: 'thread.notOwned', ...olgaHasIt },
    });
  });

  it('of a thread that is not there is refused', async () => {
    const { gateway } = await setUp();
    const olga = await gateway.join('olga', 'olga-1', 'operator');
    expect(await olga.send({ action: 'thread.claim', threadId: 'none' })).toMatchObject({
      statusCode: 404,
      body: { code: 'thread.notFound' },
    });
  });

  it('I11: is not the customer’s to make, whatever role the frame claims', async () => {
    const { world, anna, say } = await setUp();
    await say('help');
    expect((await anna.send({ action: 'thread.claim', threadId, role: 'operator' })).body.code).toBe(
      'action.forbidden',
    );
    expect((await readThread(world.context, threadId))?.owner).toEqual({ type: 'bot' });
  });
});
