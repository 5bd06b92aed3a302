import { randomBytes } from 'node:crypto';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { eraseUser } from '@switchboard/chat-core';
import { type Bot, type BotEvent, handOver, keep, quickReplies, text } from '../src/bot/bot.ts';
import { BotError } from '../src/bot/bot-error.ts';
import { createGate, createPlatform, type Platform } from './platform.ts';

let platform: Platform;

beforeAll(async () => {
  platform = await createPlatform();
});

let threads = 0;
let threadId = '';
beforeEach(() => {
  threads += 1;
  threadId = `t${threads}`;
  platform.frames.length = 0;
});

/** Repeats what it heard, and counts its turns. */
const parrot: Bot = {
  async *reply({ messages, state }) {
    const turn = typeof state.turn === 'number' ? state.turn + 1 : 1;
    yield text(`${turn}) ${messages.map((message) => message.text).join(', ')}`);
    yield keep({ turn });
  },
};

const yielding = (...events: readonly unknown[]): Bot => ({
  async *reply() {
    for (const event of events) yield event as BotEvent;
  },
});

const takeOver = (userId: string, isHumanOverride = true) =>
  platform.client.send(
    new UpdateCommand({
      TableName: platform.tables.connections,
      Key: { userId },
      UpdateExpression: 'SET isHumanOverride = :value',
      ExpressionAttributeValues: { ':value': isHumanOverride },
    }),
  );

describe('the responder', () => {
  it('keeps nothing of a thread that is gone: its id may be that of an erased customer', async () => {
    await platform.respondWith(parrot)('erased');
    const get = new GetCommand({ TableName: platform.tables.states, Key: { senderId: 'erased' } });
    expect((await platform.client.send(get)).Item).toBeUndefined();
  });

  it('commits and delivers what the bot says', async () => {
    await platform.connect('anna');
    await platform.say(threadId, 'hello');
    await platform.respondWith(yielding(text('Hello, '), text('Anna.'), quickReplies('Bye')))(threadId);
    const [chunk, message] = platform.frames;
    expect(chunk).toMatchObject({ event: 'chunk', threadId, index: 0, text: 'Hello, ', sender: 'test' });
    expect(message).toMatchObject({
      event: 'message',
      messageType: 'bot',
      seq: 2,
      text: 'Hello, Anna.',
      metadata: { quickReplies: [{ text: 'Bye' }] },
      replyId: chunk?.replyId,
    });
    expect((await platform.head(threadId))?.waiting).toBeUndefined();
  });

  it('stores nothing beside a reply that is words alone', async () => {
    await platform.connect('anna');
    await platform.say(threadId, 'hello');
    await platform.respondWith(yielding(text('Hello.')))(threadId);
    expect(platform.frames.at(-1)).toMatchObject({ event: 'message', text: 'Hello.', metadata: {} });
    expect(platform.frames.at(-1)?.metadata).toEqual({});
  });

  it('answers everything that waits in one reply, and remembers what the bot keeps', async () => {
    const respond = platform.respondWith(parrot);
    for (const word of ['one', 'two']) await platform.say(threadId, word);
    await respond(threadId);
    await platform.say(threadId, 'three');
    await respond(threadId);
    expect(await platform.texts(threadId)).toEqual([
      'user: one',
      'user: two',
      'bot: 1) one, two',
      'user: three',
      'bot: 2) three',
    ]);
  });

  it('I5: gives one reply to a message that is delivered 32 times at once, and again later', async () => {
    await platform.say(threadId, 'hello');
    const respond = platform.respondWith(parrot);
    await Promise.all(Array.from({ length: 32 }, () => respond(threadId)));
    await respond(threadId);
    expect(await platform.texts(threadId)).toEqual(['user: hello', 'bot: 1) hello']);
  });

  it('I3: looks once more for what was written while the bot was asked, whose own delivery found it busy', async () => {
    const begun = createGate();
    const mayEnd = createGate();
    const slow: Bot = {
      async *reply(turn, signal) {
        begun.open();
        await mayEnd.opened;
        yield* parrot.reply(turn, signal);
      },
    };
    const respond = platform.respondWith(slow);
    await platform.say(threadId, 'one');
    const first = respond(threadId);
    await begun.opened;
    await platform.say(threadId, 'two');
    await respond(threadId);
    mayEnd.open();
    await first;
    expect(await platform.texts(threadId)).toEqual(['user: one', 'user: two', 'bot: 1) one', 'bot: 2) two']);
  });

  it('I3: looks once more where it found nothing, because a delivery may have found it at that', async () => {
    const respond = platform.respondWith(parrot);
    await platform.say(threadId, 'one');
    await respond(threadId);
    platform.interruptAfter('BatchGetItemCommand', async () => {
      await platform.say(threadId, 'two');
      await respond(threadId);
    });
    await respond(threadId);
    expect(await platform.texts(threadId)).toEqual(['user: one', 'bot: 1) one', 'user: two', 'bot: 2) two']);
  });

  it('remembers a state that a bot has changed in place', async () => {
    const bot: Bot = {
      async *reply({ messages: [message], state }) {
        const { words = [] } = state as { words?: string[] };
        words.push(message?.text ?? '');
        yield text(words.join(' '));
        yield keep(Object.assign(state, { words }));
      },
    };
    for (const word of ['one', 'two', 'three']) {
      await platform.say(threadId, word);
      await platform.respondWith(bot)(threadId);
    }
    expect((await platform.texts(threadId)).at(-1)).toBe('bot: one two three');
  });

  it('remembers a state that differs only within a set', async () => {
    const bot: Bot = {
      async *reply({ messages: [message], state }) {
        const words = new Set([
          ...((state as { words?: Iterable<string> }).words ?? []),
          message?.text ?? '',
        ]);
        yield text([...words].join(' '));
        yield keep({ words });
      },
    };
    for (const word of ['one', 'two', 'three']) {
      await platform.say(threadId, word);
      await platform.respondWith(bot)(threadId);
    }
    expect((await platform.texts(threadId)).at(-1)).toBe('bot: one two three');
  });

  it('answers what was written since it read the head in a turn of its own, and leaves nobody waiting', async () => {
    await platform.say(threadId, 'one');
    platform.interruptAfter('BatchGetItemCommand', () => platform.say(threadId, 'two'));
    await platform.respondWith(parrot)(threadId);
    expect(await platform.texts(threadId)).toEqual(['user: one', 'user: two', 'bot: 1) one', 'bot: 2) two']);
    expect((await platform.head(threadId))?.waiting).toBeUndefined();
  });

  it('I3: is asked every message, though another comes in between the look at the thread and the reading', async () => {
    for (const word of ['one', 'two']) await platform.say(threadId, word);
    platform.interruptAfter('BatchGetItemCommand', () => platform.say(threadId, 'three'));
    await platform.respondWith(parrot)(threadId);
    expect((await platform.texts(threadId)).slice(3)).toEqual(['bot: 1) one, two', 'bot: 2) three']);
  });

  it('I3: answers a question that lies behind more posts of a shop than it is shown messages', async () => {
    await platform.say(threadId, 'are you open?');
    for (let posts = 0; posts < 110; posts += 1) await platform.post(threadId, 'Sale!');
    await platform.respondWith(parrot)(threadId);
    expect((await platform.texts(threadId)).at(-1)).toBe('bot: 1) are you open?');
  });

  it('answers in a thread whose id has as many bytes as an id may have', async () => {
    const longest = `${'語'.repeat(85)}x`;
    await platform.say(longest, 'hello');
    await platform.respondWith(parrot)(longest);
    await platform.say(longest, 'again');
    await platform.respondWith(parrot)(longest);
    expect(await platform.texts(longest)).toEqual([
      'user: hello',
      'bot: 1) hello',
      'user: again',
      'bot: 2) again',
    ]);
  });

  it('leaves nobody waiting for the answer to a question that has expired', async () => {
    await platform.say(threadId, 'hello?');
    platform.passTime(80 * 86_400_000);
    await platform.post(threadId, 'Sale!');
    platform.passTime(11 * 86_400_000);
    await platform.respondWith(parrot)(threadId);
    expect(await platform.texts(threadId)).toEqual(['bot: Sale!']);
    expect((await platform.head(threadId))?.waiting).toBeUndefined();
  });

  it('I18: knows nothing of the one who used the thread id before: what it keeps ends with the life of the thread', async () => {
    const respond = platform.respondWith(parrot);
    for (const word of ['one', 'two']) await platform.say(threadId, word);
    await respond(threadId);
    platform.passTime(91 * 86_400_000);
    await platform.say(threadId, 'again');
    await respond(threadId);
    expect(await platform.texts(threadId)).toEqual(['user: again', 'bot: 1) again']);
  });
});

/** A state that contains itself. */
function circular(): Record<string, unknown> {
  const state: Record<string, unknown> = {};
  state.self = state;
  return state;
}

/** Text that no compression makes shorter. */
const noise = (length: number): string => randomBytes(length).toString('base64');

/** Keeps as much as it is allowed to. */
const collector: Bot = {
  async *reply() {
    yield text('Kept.');
    try {
      yield keep({ noise: noise(600_000) });
    } catch (error) {
      if (!(error instanceof BotError) || error.code !== 'bot.stateTooLarge') throw error;
      yield text(` ${error.message.replaceAll(/\d+/g, 'N')}`);
      yield keep({ noise: 'less' });
    }
  },
};

const historian = (limit: number): Bot => ({
  async *reply({ history }) {
    yield text(`${(await history(limit)).length}`);
  },
});

it('a state past 300 KB is refused where the bot keeps it: it can keep less, and its reply is not lost', async () => {
  await platform.say(threadId, 'hello');
  await platform.respondWith(collector)(threadId);
  expect((await platform.texts(threadId)).at(-1)).toBe(
    'bot: Kept. The bot keeps a state of N bytes; at most N can be stored.',
  );
  expect((await platform.states.readState(threadId)).state).toEqual({ noise: 'less' });
});

describe('a bot that fails', () => {
  const failures: [string, Bot, string][] = [
    [
      'throws',
      {
        reply: () => {
          throw new Error('no');
        },
      },
      'bot.failed',
    ],
    ['yields nonsense', yielding({ type: 'dance' }), 'bot.invalidEvent'],
    ['says nothing', yielding(), 'bot.emptyReply'],
    ['keeps what cannot be stored', yielding(text('hi'), keep(circular())), 'bot.invalidEvent'],
    ['keeps more than is stored', yielding(text('hi'), keep({ noise: noise(600_000) })), 'bot.stateTooLarge'],
    ['asks for a history of nothing', historian(0), 'bot.failed'],
  ];

  it.each(failures)('I3: %s: stores nothing, and lets the next invocation answer', async (_, bot, code) => {
    await platform.say(threadId, 'hello');
    platform.lines.length = 0;
    await platform.respondWith(bot)(threadId);
    expect(platform.lines.filter((line) => line.includes(code))).toHaveLength(1);
    expect(await platform.texts(threadId)).toEqual(['user: hello']);
    expect((await platform.head(threadId))?.waiting).toBeDefined();
    await platform.respondWith(parrot)(threadId);
    expect(await platform.texts(threadId)).toEqual(['user: hello', 'bot: 1) hello']);
  });

  it('I3: is called off when it takes no end, though it takes no notice', async () => {
    await platform.say(threadId, 'hello');
    const begun = createGate();
    let signal: AbortSignal | undefined;
    const deaf: Bot = {
      async *reply(_, given) {
        signal = given;
        begun.open();
        await new Promise(() => {});
        yield text('never');
      },
    };
    const answering = platform.respondWith(deaf)(threadId, { remainingMs: 60_000 });
    await begun.opened;
    platform.clock.end(49_500);
    await answering;
    expect(platform.lines.join()).toMatch('"code":"bot.timeout"');
    expect(platform.errors.at(-1)).toMatchObject({
      message: 'The bot did not end its reply within 49500 ms. It yielded nothing.',
    });
    expect(signal?.aborted).toBe(true);
    await platform.respondWith(parrot)(threadId);
    expect(await platform.texts(threadId)).toEqual(['user: hello', 'bot: 1) hello']);
  });

  it('that takes no end is told by how far it came', async () => {
    await platform.say(threadId, 'hello');
    const stuck: Bot = {
      async *reply() {
        yield text('One moment, ');
        yield text('please. ');
        yield keep({ asked: true });
        platform.clock.end(49_500);
        await new Promise(() => {});
      },
    };
    await platform.respondWith(stuck)(threadId);
    expect(platform.errors.at(-1)).toMatchObject({
      code: 'bot.timeout',
      message:
        'The bot did not end its reply within 49500 ms. The last event that it yielded was number 3, of type state.',
    });
  });

  it('is given no time at all by an invocation that is nearly over', async () => {
    await platform.say(threadId, 'hello');
    const late: Bot = {
      async *reply() {
        platform.clock.end(0);
        await new Promise(() => {});
        yield text('never');
      },
    };
    await platform.respondWith(late)(threadId, { remainingMs: 9_000 });
    expect(platform.errors.at(-1)).toMatchObject({
      message: 'The bot did not end its reply within 0 ms. It yielded nothing.',
    });
  });

  it('is not asked again by a late delivery once people are to answer', async () => {
    await platform.say(threadId, 'hello');
    for (const minutes of [1, 2, 4, 8, 16, 30, 30]) {
      platform.passTime(minutes * 60_000 + 1_000);
      await platform.sweep(threadId);
    }
    expect((await platform.head(threadId))?.waiting?.kind).toBe('failed');
    await platform.respondWith(parrot)(threadId);
    expect(await platform.texts(threadId)).toEqual(['user: hello']);
    await platform.say(threadId, 'still nothing?');
    await platform.respondWith(parrot)(threadId);
    expect((await platform.texts(threadId)).at(-1)).toBe('bot: 1) hello, still nothing?');
  });

  it('says nothing of what was written in the log', async () => {
    await platform.say(threadId, 'my secret');
    platform.lines.length = 0;
    await platform.respondWith(failures[0]?.[1] as Bot)(threadId);
    expect(platform.lines.join()).toMatch('"code":"bot.failed"');
    expect(platform.lines.join()).not.toMatch('my secret');
  });
});

describe('a takeover', () => {
  /** A bot that is at it when `meanwhile` happens. */
  const during = (meanwhile: (signal: AbortSignal) => Promise<unknown>): Bot => ({
    async *reply(_, signal) {
      yield text('I would');
      await meanwhile(signal);
      yield text(' say this.');
    },
  });

  it('I4: in mid-reply leaves nothing of the reply', async () => {
    await platform.say(threadId, 'hello');
    await platform.respondWith(during(() => platform.claim(threadId)))(threadId);
    expect(await platform.texts(threadId)).toEqual(['user: hello']);
    expect((await platform.head(threadId))?.waiting).toBeDefined();
  });

  it('I4: stops a slow bot at the next heartbeat', async () => {
    await platform.say(threadId, 'hello');
    const bot = during(async (signal) => {
      await platform.claim(threadId);
      platform.clock.end(4_000);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    });
    await platform.respondWith(bot)(threadId);
    expect(await platform.texts(threadId)).toEqual(['user: hello']);
  });

  it('I4: by isHumanOverride stops a slow bot at the next heartbeat, and shows no more chunks', async () => {
    await platform.connect('ota');
    await platform.say(threadId, 'hello', 'ota');
    const bot = during(async (signal) => {
      await takeOver('ota');
      platform.clock.end(4_000);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    });
    await platform.respondWith(bot)(threadId);
    expect(platform.frames).toMatchObject([{ event: 'chunk', text: 'I would' }]);
    expect(await platform.texts(threadId)).toEqual(['user: hello']);
  });

  it('I4: by a plain UpdateItem of isHumanOverride in mid-reply leaves nothing of the reply', async () => {
    await platform.say(threadId, 'hello', 'oto');
    await platform.respondWith(during(() => takeOver('oto')))(threadId);
    expect(await platform.texts(threadId)).toEqual(['user: hello']);
  });

  it('I4: by isHumanOverride keeps the bot from being asked and chunks from being shown', async () => {
    await platform.connect('otto');
    await takeOver('otto');
    await platform.say(threadId, 'hello', 'otto');
    await platform.respondWith(during(() => Promise.reject(new Error('asked'))))(threadId);
    expect(platform.frames).toEqual([]);
    await takeOver('otto', false);
    await platform.respondWith(parrot)(threadId);
    expect(await platform.texts(threadId)).toEqual(['user: hello', 'bot: 1) hello']);
  });

  it('I3: that ended in mid-reply lets the bot begin again', async () => {
    await platform.say(threadId, 'hello');
    let tries = 0;
    const bot: Bot = {
      async *reply(turn, signal) {
        tries += 1;
        if (tries === 1) {
          await platform.claim(threadId);
          await platform.operate(threadId, { type: 'release' });
        }
        yield* parrot.reply(turn, signal);
      },
    };
    await platform.respondWith(bot)(threadId);
    expect(tries).toBe(2);
    expect(await platform.texts(threadId)).toEqual(['user: hello', 'bot: 1) hello']);
  });
});

describe('the lock of a thread', () => {
  it('I6: lets a holder whose lease ran out commit nothing once another has answered', async () => {
    await platform.say(threadId, 'hello');
    const slow: Bot = {
      async *reply(turn, signal) {
        platform.passTime(21_000);
        await platform.respondWith(parrot)(threadId);
        yield* parrot.reply(turn, signal);
      },
    };
    await platform.respondWith(slow)(threadId);
    expect(await platform.texts(threadId)).toEqual(['user: hello', 'bot: 1) hello']);
  });

  it('I6: is kept by a slow bot’s heartbeats', async () => {
    await platform.say(threadId, 'hello');
    const slow: Bot = {
      async *reply(turn, signal) {
        for (let beats = 0; beats < 3; beats += 1) {
          platform.passTime(15_000);
          platform.clock.end(4_000);
          // The beat is over when the next one is waited for.
          while (!platform.clock.lengths().includes(4_000)) await new Promise(setImmediate);
          await platform.respondWith(yielding(text('too soon')))(threadId);
        }
        yield* parrot.reply(turn, signal);
      },
    };
    await platform.respondWith(slow)(threadId, { remainingMs: 200_000 });
    expect(await platform.texts(threadId)).toEqual(['user: hello', 'bot: 1) hello']);
  });
});

describe('a heartbeat', () => {
  /** Beats once, and waits until the beat is over: the next one is waited for then. */
  const beat = async () => {
    platform.clock.end(4_000);
    while (!platform.clock.lengths().includes(4_000)) await new Promise(setImmediate);
  };
  /** A bot during whose reply a heart beats, once something has happened. */
  const beatingAfter = (meanwhile: () => unknown, rest: Partial<Bot> = {}): Bot => ({
    ...rest,
    async *reply(turn, signal) {
      await meanwhile();
      await beat();
      yield* parrot.reply(turn, signal);
    },
  });
  const outcomes = () =>
    platform.lines
      .map((line) => JSON.parse(line))
      .filter((line) => line.event === 'thread.looked' && line.threadId === threadId)
      .map(({ outcome }) => outcome);

  it('that fails calls nothing off: the next one makes it good', async () => {
    await platform.say(threadId, 'hello');
    const fail = () =>
      platform.interruptAfter('UpdateItemCommand', () => Promise.reject(new TypeError('no answer')));
    await platform.respondWith(beatingAfter(fail))(threadId);
    expect(platform.lines).toContain(
      JSON.stringify({ event: 'heartbeat.failed', threadId, error: 'TypeError' }),
    );
    expect(await platform.texts(threadId)).toEqual(['user: hello', 'bot: 1) hello']);
  });

  it('calls nothing off where nothing has happened, whatever the bot does with what comes meanwhile', async () => {
    for (const overlap of ['together', 'restart'] as const) {
      await platform.say(threadId, 'hello');
      await platform.respondWith(beatingAfter(() => {}, { overlap }))(threadId);
    }
    expect(outcomes()).toEqual(['replied', 'replied']);
  });

  it('leaves what comes meanwhile to the next turn, unless the bot restarts', async () => {
    await platform.say(threadId, 'one');
    let isFirst = true;
    const bot = beatingAfter(async () => {
      if (isFirst) await platform.say(threadId, 'two');
      isFirst = false;
    });
    await platform.respondWith(bot)(threadId);
    expect(outcomes()).toEqual(['replied', 'replied']);
    expect((await platform.texts(threadId)).slice(2)).toEqual(['bot: 1) one', 'bot: 2) two']);
  });

  it('looks after a bot that answers at once as well, though it holds no lock', async () => {
    await platform.say(threadId, 'hello');
    await platform.respondWith(beatingAfter(() => {}, { answersAtOnce: true }))(threadId);
    expect(outcomes()).toEqual(['replied']);
    expect(platform.lines.filter((line) => line.includes(`"threadId":"${threadId}"`))).toHaveLength(1);
  });

  it.each([
    ['was taken over', () => platform.claim(threadId)],
    ['is gone', () => eraseUser(platform.chat, 'edna', [])],
  ])('stops the reply in a thread that %s', async (_, meanwhile) => {
    await platform.say(threadId, 'hello', 'edna');
    let reason: unknown;
    const bot: Bot = {
      async *reply(__, signal) {
        yield text('I would');
        await meanwhile();
        const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
        platform.clock.end(4_000);
        await aborted;
        reason = signal.reason;
      },
    };
    await platform.respondWith(bot)(threadId);
    expect(reason).toMatchObject({
      name: 'ReplyUnwantedError',
      code: 'reply.unwanted',
      message: 'The reply is no longer wanted: takenOver.',
      outcome: 'takenOver',
    });
    expect(outcomes()).toEqual(['takenOver']);
  });
});

describe('a bot that answers at once, and so is asked without a lock', () => {
  /** Repeats what it heard, and keeps every word that it ever heard. */
  const keeper: Bot = {
    answersAtOnce: true,
    async *reply({ messages, state }) {
      const { words = [] } = state as { words?: readonly string[] };
      const heard = messages.map((message) => message.text);
      yield text(heard.join(', '));
      yield keep({ words: [...words, ...heard] });
    },
  };
  const remembered = async () => (await platform.states.getState(threadId))?.state.words;

  it('I5: gives one reply to a message that is delivered 32 times at once, and again later', async () => {
    await platform.say(threadId, 'hello');
    const respond = platform.respondWith(keeper);
    await Promise.all(Array.from({ length: 32 }, () => respond(threadId)));
    await respond(threadId);
    expect(await platform.texts(threadId)).toEqual(['user: hello', 'bot: hello']);
    expect(await remembered()).toEqual(['hello']);
  });

  it('I3: answers and remembers every message of many that come while it answers others', async () => {
    const respond = platform.respondWith(keeper);
    const words = Array.from({ length: 24 }, (_, index) => `w${index}`);
    await Promise.all(
      words.map(async (word) => {
        await platform.say(threadId, word);
        await respond(threadId);
      }),
    );
    expect((await platform.head(threadId))?.waiting).toBeUndefined();
    expect([...((await remembered()) as readonly string[])].toSorted()).toEqual(words.toSorted());
    const said = (await platform.texts(threadId)).filter((line) => line.startsWith('bot: '));
    const heard = said.flatMap((line) => line.slice('bot: '.length).split(', '));
    expect(heard.toSorted()).toEqual(words.toSorted());
  });

  it('loses nothing that another invocation has kept since it read its state', async () => {
    await platform.say(threadId, 'one');
    platform.interruptAfter('QueryCommand', async () => {
      await platform.respondWith(keeper)(threadId);
      await platform.say(threadId, 'two');
    });
    await platform.respondWith(keeper)(threadId);
    expect(await platform.texts(threadId)).toEqual(['user: one', 'bot: one', 'user: two', 'bot: two']);
    expect(await remembered()).toEqual(['one', 'two']);
  });

  it('I4: leaves nothing of its reply to a thread that was taken over meanwhile', async () => {
    await platform.say(threadId, 'hello');
    platform.interruptAfter('QueryCommand', () => platform.claim(threadId));
    await platform.respondWith(keeper)(threadId);
    expect(await platform.texts(threadId)).toEqual(['user: hello']);
    expect(await platform.states.getState(threadId)).toBeNull();
  });

  it('I18: knows nothing of the one who used the thread id before', async () => {
    await platform.say(threadId, 'Anna');
    await platform.respondWith(keeper)(threadId);
    platform.passTime(91 * 86_400_000);
    await platform.say(threadId, 'Bela');
    await platform.respondWith(keeper)(threadId);
    expect(await remembered()).toEqual(['Bela']);
  });

  it('remembers what is larger than the item that is read with the thread', async () => {
    const respond = platform.respondWith(keeper);
    const large = noise(6_000);
    for (const word of [large, 'two', 'three']) {
      await platform.say(threadId, word);
      await respond(threadId);
    }
    expect(await remembered()).toEqual([large, 'two', 'three']);
  });
});

describe('a hand-over', () => {
  it('puts the thread into the operators’ queue, where it goes on waiting', async () => {
    await platform.connect('hanna');
    await platform.say(threadId, 'a human!', 'hanna');
    await platform.respondWith(yielding(text('One moment.'), handOver()))(threadId);
    expect(await platform.head(threadId)).toMatchObject({
      owner: { type: 'queue' },
      waiting: { kind: 'queue', since: expect.any(Number) },
    });
    expect(platform.frames.map(({ event, owner }) => [event, owner])).toEqual([
      ['chunk', undefined],
      ['message', undefined],
      ['takeover', 'queue'],
    ]);
  });

  it('without words of the bot is a message of the bot that each reader has in their language', async () => {
    await platform.connect('hanna');
    await platform.say(threadId, 'a human!', 'hanna');
    await platform.respondWith(yielding(handOver()))(threadId);
    expect(await platform.head(threadId)).toMatchObject({ owner: { type: 'queue' }, answeredSeq: 1 });
    expect(platform.frames.find(({ event }) => event === 'message')).toMatchObject({
      messageType: 'bot',
      text: 'Let me get a colleague for you. One moment, please.',
      notice: { type: 'handOver' },
    });
  });

  it('whose thread comes back without an answer does not wait for ever', async () => {
    await platform.say(threadId, 'a human!');
    await platform.respondWith(yielding(handOver()))(threadId);
    await platform.operate(threadId, { type: 'release' });
    await platform.respondWith(parrot)(threadId);
    expect((await platform.head(threadId))?.waiting).toBeUndefined();
    expect(await platform.texts(threadId)).toHaveLength(2);
  });
});

describe('an invocation that Lambda tries again', () => {
  it('is one in which the tables failed, not one in which the bot did', async () => {
    await platform.say(threadId, 'hello');
    platform.interruptAfter('QueryCommand', () => Promise.reject(new Error('the table is gone')));
    await expect(platform.respondWith(parrot)(threadId)).rejects.toThrow('the table is gone');
    expect(platform.lines.at(-1)).toBe(JSON.stringify({ event: 'reply.failed', threadId, error: 'Error' }));
    await platform.respondWith(parrot)(threadId);
    expect(await platform.texts(threadId)).toEqual(['user: hello', 'bot: 1) hello']);
  });

  it('delivers the reply that it had committed, because it may have died before', async () => {
    await platform.connect('anna');
    await platform.say(threadId, 'hello');
    const respond = platform.respondWith(parrot);
    await respond(threadId, { requestId: 'r1' });
    platform.frames.length = 0;
    await respond(threadId, { requestId: 'r1' });
    expect(platform.frames).toMatchObject([{ event: 'message', seq: 2, text: '1) hello' }]);
  });

  it('is told from another delivery of the same message, which delivers nothing twice', async () => {
    await platform.connect('anna');
    await platform.say(threadId, 'hello');
    const respond = platform.respondWith(parrot);
    await respond(threadId, { requestId: 'r1' });
    platform.frames.length = 0;
    await respond(threadId, { requestId: 'r2' });
    expect(platform.frames).toEqual([]);
  });
});
