import { readConnection } from '@switchboard/chat-core';
import { type Bot, text, tool } from '../src/bot/bot.ts';
import { createGate, createPlatform, type Platform } from './platform.ts';

let platform: Platform;

beforeEach(async () => {
  platform = await createPlatform();
  await platform.connect('anna');
});

const settle = async () => {
  for (let turns = 0; turns < 3; turns += 1) await new Promise(setImmediate);
};

const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
};

/** Says that many words, and passes the time between them as a device sees it. */
const talkative = (words: number): Bot => ({
  async *reply() {
    for (let word = 1; word <= words; word += 1) {
      yield text(`${word} `);
      await settle();
      platform.clock.end(200);
      await settle();
    }
  },
});

const whole = (words: number) => Array.from({ length: words }, (_, index) => index + 1).join(' ');

const countOf = (event: string, connectionId = 'anna-1') =>
  platform.posts.filter((post) => post.event === event && post.connectionId === connectionId).length;

describe('I19: a reply that is shown while it grows', () => {
  it('is five pieces a second at most, numbered, each with its place', async () => {
    await platform.say('t1', 'hello');
    await platform.respondWith(talkative(4))('t1');
    expect(platform.frames.map(({ event, index, offset, text }) => [event, index, offset, text])).toEqual([
      ['chunk', 0, 0, '1 '],
      ['chunk', 1, 2, '2 '],
      ['chunk', 2, 4, '3 '],
      ['chunk', 3, 6, '4 '],
      ['message', undefined, undefined, '1 2 3 4'],
    ]);
    expect(new Set(platform.frames.map(({ replyId }) => replyId)).size).toBe(1);
  });

  it('is not held up by a throttled device: 50 chunks are 50 posts and not 250, and the bot waits for none', async () => {
    platform.answerPosts('anna-1', () => 'throttled');
    await platform.say('t1', 'hello');
    await platform.respondWith(talkative(50))('t1');
    expect(countOf('chunk')).toBeLessThanOrEqual(51);
    expect(countOf('message')).toBe(5);
    expect(await platform.texts('t1')).toEqual(['user: hello', `bot: ${whole(50)}`]);
  });

  it('is written and committed though no time passes for its devices: chunks are merged, never waited for', async () => {
    await platform.say('t1', 'hello');
    const bot: Bot = {
      async *reply() {
        for (let word = 1; word <= 50; word += 1) yield text(`${word} `);
      },
    };
    await platform.respondWith(bot)('t1');
    expect(countOf('chunk')).toBeLessThanOrEqual(2);
    expect(platform.frames.at(-1)).toMatchObject({ event: 'message', text: whole(50) });
  });

  it('ends with the reply: no piece is shown after the message', async () => {
    await platform.say('t1', 'hello');
    const bot: Bot = {
      async *reply() {
        yield text('Hello, ');
        await settle();
        yield text('Anna.');
      },
    };
    await platform.respondWith(bot)('t1');
    expect(platform.clock.lengths()).toEqual([]);
    await settle();
    expect(platform.frames.map(({ event, text }) => [event, text])).toEqual([
      ['chunk', 'Hello, '],
      ['message', 'Hello, Anna.'],
    ]);
  });

  it('is taken back from every device that has seen some of it when the bot fails, and from none where nothing was shown', async () => {
    await platform.connect('anna', 'anna-2');
    await platform.say('t1', 'hello');
    const breaking = (words: readonly string[]): Bot => ({
      async *reply() {
        for (const word of words) yield text(word);
        await settle();
        throw new Error('The stream was cut.');
      },
    });
    await platform.respondWith(breaking([]))('t1');
    expect(platform.frames).toEqual([]);
    await platform.respondWith(breaking(['I begin ']))('t1');
    const [chunk, , ...others] = platform.frames;
    expect(chunk).toMatchObject({ event: 'chunk', text: 'I begin ' });
    const discarded = { event: 'reply.discarded', threadId: 't1', replyId: chunk?.replyId };
    expect(others).toEqual([discarded, discarded]);
    expect(countOf('reply.discarded', 'anna-2')).toBe(1);
    await platform.respondWith(talkative(1))('t1');
    expect(platform.frames.at(-1)).toMatchObject({ event: 'message', text: '1' });
  });

  it('is taken back from a slow device after the piece that is on its way to it, and from the others at once', async () => {
    await platform.connect('anna', 'anna-2');
    const slow = createGate();
    platform.answerPosts('anna-2', ({ event }) =>
      event === 'chunk' ? slow.opened.then(() => 'posted' as const) : 'posted',
    );
    await platform.say('t1', 'hello');
    const breaking: Bot = {
      async *reply() {
        yield text('I begin ');
        await settle();
        throw new Error('The stream was cut.');
      },
    };
    const responding = platform.respondWith(breaking)('t1');
    await until(() => countOf('reply.discarded') === 1);
    await settle();
    expect(countOf('reply.discarded', 'anna-2')).toBe(0);
    slow.open();
    await responding;
    expect(countOf('reply.discarded', 'anna-2')).toBe(1);
  });

  it('is committed though a device takes a chunk and never answers', async () => {
    platform.answerPosts('anna-1', ({ event }) => (event === 'chunk' ? new Promise(() => {}) : 'posted'));
    await platform.say('t1', 'hello');
    await platform.respondWith(talkative(20))('t1');
    expect(countOf('chunk')).toBe(1);
    expect(platform.frames).toMatchObject([{ event: 'message', text: whole(20) }]);
  });

  it('costs a device that is gone one post and no write, and the message removes it', async () => {
    platform.passTime(30_000);
    platform.answerPosts('anna-1', () => 'gone');
    await platform.say('t1', 'hello');
    const updates: string[] = [];
    platform.client.middlewareStack.add(
      (next, { commandName = '' }) =>
        (args) => {
          const { TableName } = args.input as { TableName?: string };
          if (TableName === platform.tables.connections) updates.push(commandName);
          return next(args);
        },
      { step: 'initialize' },
    );
    await platform.respondWith(talkative(50))('t1');
    expect(countOf('chunk')).toBe(1);
    expect(updates).toEqual(['UpdateItemCommand']);
    expect((await readConnection(platform.chat, 'anna'))?.devices).toEqual([]);
  });

  it('is shown to every device of its customer, to each at its own pace', async () => {
    await platform.connect('anna', 'anna-2');
    const slow = createGate();
    platform.answerPosts('anna-2', ({ event }) =>
      event === 'chunk' ? slow.opened.then(() => 'posted' as const) : 'posted',
    );
    await platform.say('t1', 'hello');
    await platform.respondWith(talkative(10))('t1');
    expect(countOf('chunk', 'anna-1')).toBe(10);
    expect(countOf('chunk', 'anna-2')).toBe(1);
    expect(countOf('message', 'anna-2')).toBe(1);
    slow.open();
  });

  it('reaches a device that connects while it is written, from its beginning', async () => {
    const begun = createGate();
    const mayEnd = createGate();
    const slow: Bot = {
      async *reply() {
        yield text('Once upon ');
        begun.open();
        await mayEnd.opened;
        yield text('a time.');
      },
    };
    await platform.say('t1', 'hello');
    const responding = platform.respondWith(slow)('t1');
    await begun.opened;
    await platform.connect('anna', 'anna-late');
    const heartbeatMs = 4_000;
    platform.passTime(heartbeatMs);
    platform.clock.end(heartbeatMs);
    await until(() => countOf('chunk', 'anna-late') === 1);
    mayEnd.open();
    await responding;
    expect(platform.frames).toContainEqual(
      expect.objectContaining({ event: 'chunk', offset: 0, text: 'Once upon ' }),
    );
    expect(countOf('message', 'anna-late')).toBe(1);
  });

  it('shows the tools that run to a device that connects meanwhile, and how they end', async () => {
    const begun = createGate();
    const mayEnd = createGate();
    const looksUp: Bot = {
      async *reply() {
        yield tool({ id: 'c1', title: 'Looking up your order', status: 'running' });
        begun.open();
        await mayEnd.opened;
        yield tool({ id: 'c1', title: 'Looking up your order', status: 'done' });
        yield text('It is on its way.');
      },
    };
    await platform.say('t1', 'Where is my order?');
    const responding = platform.respondWith(looksUp)('t1');
    await begun.opened;
    await platform.connect('anna', 'anna-late');
    platform.passTime(4_000);
    platform.clock.end(4_000);
    await until(() => countOf('tool', 'anna-late') === 1);
    mayEnd.open();
    await responding;
    expect(countOf('tool', 'anna-1')).toBe(2);
    expect(countOf('tool', 'anna-late')).toBe(2);
  });

  it('shows a device that connects meanwhile no tool that has ended, and others no tool twice', async () => {
    await platform.connect('anna', 'anna-2');
    const begun = createGate();
    const mayEnd = createGate();
    const looksUp: Bot = {
      async *reply() {
        yield tool({ id: 'c1', title: 'Looking up your order', status: 'running' });
        yield tool({ id: 'c1', title: 'Looking up your order', status: 'done' });
        yield tool({ id: 'c2', title: 'Asking the carrier', status: 'running' });
        begun.open();
        await mayEnd.opened;
        yield text('It is on its way.');
      },
    };
    await platform.say('t1', 'Where is my order?');
    const responding = platform.respondWith(looksUp)('t1');
    await begun.opened;
    await platform.connect('anna', 'anna-late');
    platform.clock.end(4_000);
    await until(() => platform.clock.lengths().includes(4_000));
    platform.clock.end(4_000);
    await until(() => platform.clock.lengths().includes(4_000));
    mayEnd.open();
    await responding;
    const devices = ['anna-1', 'anna-2', 'anna-late'];
    expect(devices.map((device) => countOf('tool', device))).toEqual([3, 3, 1]);
  });

  it('reaches a device that was throttled for a moment', async () => {
    let posts = 0;
    platform.answerPosts('anna-1', () => {
      posts += 1;
      return posts === 1 ? 'throttled' : 'posted';
    });
    await platform.say('t1', 'hello');
    await platform.respondWith(talkative(3))('t1');
    expect(platform.frames.map(({ event, offset, text }) => [event, offset, text])).toEqual([
      ['chunk', 0, '1 '],
      ['chunk', 2, '2 '],
      ['chunk', 4, '3 '],
      ['message', undefined, '1 2 3'],
    ]);
  });

  it('is committed and delivered though nothing of it could be shown, which the log tells', async () => {
    const failure = new TypeError('no route to host');
    platform.failPublishing(failure);
    const bot: Bot = {
      async *reply() {
        platform.failDelivery(failure);
        yield tool({ id: 'c1', title: 'Looking up your order', status: 'running' });
        yield text('It is ');
        await settle();
        platform.failDelivery(undefined);
        platform.failPublishing(undefined);
        yield text('on its way.');
      },
    };
    await platform.say('t1', 'Where is my order?', 'anna', { channel: 'telegram' });
    await platform.respondWith(bot)('t1');
    const failed = platform.lines.map((line) => JSON.parse(line)).filter(({ event }) => /failed/.test(event));
    expect(failed).toEqual(
      ['typing.failed', 'tool.failed', 'chunk.failed'].map((event) => ({
        event,
        threadId: 't1',
        error: 'TypeError',
      })),
    );
    expect((await platform.texts('t1')).at(-1)).toBe('bot: It is on its way.');
    expect(platform.outbound.map(({ Message }) => JSON.parse(Message ?? '').type)).toEqual(['message']);
  });

  it('is not streamed by a bot that answers at once', async () => {
    await platform.say('t1', 'hello');
    await platform.respondWith({ ...talkative(3), answersAtOnce: true })('t1');
    expect(platform.frames.map(({ event }) => event)).toEqual(['message']);
  });

  it('is shown as typing where its channel shows no chunks', async () => {
    await platform.say('t1', 'hello', 'anna', { channel: 'telegram' });
    await platform.respondWith(talkative(3))('t1');
    expect(platform.outbound.map(({ Message }) => JSON.parse(Message ?? ''))).toEqual([
      { threadId: 't1', channel: 'telegram', type: 'typing' },
      { threadId: 't1', channel: 'telegram', type: 'message' },
    ]);
  });
});
