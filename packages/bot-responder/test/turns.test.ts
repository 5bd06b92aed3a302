import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { cancelReply, eraseUser, queryMessages } from '@switchboard/chat-core';
import { measure } from '@switchboard/jest-preset/measure-cost';
import { askApproval, type Bot, handOver, keep, type Turn, text } from '../src/bot/bot.ts';
import { BotError } from '../src/bot/bot-error.ts';
import { createPlatform, type Platform } from './platform.ts';

let platform: Platform;
const threadId = 't1';

beforeEach(async () => {
  platform = await createPlatform();
});

/** Repeats what it heard; while it answers the first message, a second one comes. */
const interrupted = (rest: Partial<Bot> = {}): Bot => ({
  ...rest,
  async *reply({ messages }) {
    const heard = messages.map((message) => message.text).join(', ');
    if (heard === 'one') await platform.say(threadId, 'two');
    yield text(heard);
  },
});

/** What the invocations logged of a kind. */
const logged = (kind: string) =>
  platform.lines.map((line) => JSON.parse(line)).filter(({ event }) => event === kind);
const outcomes = () => logged('thread.looked').map(({ outcome }) => outcome);

/** A human takes anna over. */
const takeOver = () =>
  platform.client.send(
    new UpdateCommand({
      TableName: platform.tables.connections,
      Key: { userId: 'anna' },
      UpdateExpression: 'SET isHumanOverride = :true',
      ExpressionAttributeValues: { ':true': true },
    }),
  );

const replyIds = async () => {
  const page = await queryMessages(platform.chat, { threadId });
  return page.outcome === 'page' ? page.messages.flatMap(({ replyId }) => replyId ?? []) : [];
};

describe('an invocation', () => {
  it('answers what comes while it answers in another turn, whose reply has an id of its own', async () => {
    await platform.say(threadId, 'one');
    await platform.respondWith(interrupted())(threadId, { requestId: 'r' });
    expect(await platform.texts(threadId)).toEqual(['user: one', 'user: two', 'bot: one', 'bot: two']);
    expect(await replyIds()).toEqual(['r', 'r.2']);
    expect(logged('thread.looked')).toEqual([
      { event: 'thread.looked', threadId, outcome: 'replied', turns: 1 },
      { event: 'thread.looked', threadId, outcome: 'replied', turns: 2 },
    ]);
  });

  it('begins no turn for which less than 15 s are left', async () => {
    // Half a second of every invocation is kept for its end.
    await platform.say(threadId, 'one');
    const respond = platform.respondWith(interrupted());
    await respond(threadId, { remainingMs: 15_499 });
    expect(outcomes()).toEqual(['replied']);
    expect((await platform.head(threadId))?.waiting?.kind).toBe('bot');
    await respond(threadId);
    await platform.say(threadId, 'one');
    platform.lines.length = 0;
    await respond(threadId, { remainingMs: 15_500 });
    expect(outcomes()).toEqual(['replied', 'replied']);
  });

  it('of a bot that answers at once leaves what came meanwhile to the invocation of its own', async () => {
    await platform.say(threadId, 'one');
    const respond = platform.respondWith(interrupted({ answersAtOnce: true }));
    await respond(threadId);
    expect(outcomes()).toEqual(['replied']);
    expect((await platform.head(threadId))?.waiting?.kind).toBe('bot');
    await respond(threadId);
    expect(await platform.texts(threadId)).toEqual(['user: one', 'user: two', 'bot: one', 'bot: two']);
  });

  it('that is tried again delivers the reply of its last turn, and no post of another bot', async () => {
    await platform.connect('anna');
    await platform.say(threadId, 'one');
    const respond = platform.respondWith(interrupted());
    await respond(threadId, { requestId: 'r' });
    platform.frames.length = 0;
    await respond(threadId, { requestId: 'r' });
    expect(platform.frames).toMatchObject([{ event: 'message', seq: 4, text: 'two' }]);
    await platform.post(threadId, 'Sale!');
    platform.frames.length = 0;
    await respond(threadId, { requestId: 'r' });
    expect(platform.frames).toMatchObject([{ event: 'message', seq: 4, text: 'two' }]);
  });

  it('that is tried again delivers its reply also while another invocation holds the thread', async () => {
    await platform.connect('anna');
    await platform.say(threadId, 'hello');
    const respond = platform.respondWith(interrupted());
    await respond(threadId, { requestId: 'r' });
    platform.frames.length = 0;
    const lock = await platform.states.lockState({ senderId: threadId, leaseMs: 20_000 });
    await respond(threadId, { requestId: 'r' });
    expect(outcomes().at(-1)).toBe('held');
    expect(platform.frames).toMatchObject([{ event: 'message', text: 'hello' }]);
    platform.frames.length = 0;
    await respond(threadId, { requestId: 'another' });
    expect(platform.frames).toEqual([]);
    await platform.states.unlock(lock);
  });

  it.each([
    ['a hand-over', [handOver({ summary: 'Wants a person.' })], 'queued'],
    ['a question', [askApproval({ id: 'q', question: 'Refund?', askedOf: 'operator' })], 'asked'],
  ] as const)(
    'that is tried again alerts operators of %s, however much was written meanwhile',
    async (_, events, type) => {
      await platform.connect('anna');
      await platform.say(threadId, 'refund');
      const bot: Bot = {
        async *reply() {
          yield* events;
        },
      };
      platform.failAlerts(new Error('Throttled'));
      await expect(platform.respondWith(bot)(threadId, { requestId: 'r' })).rejects.toThrow('Throttled');
      platform.failAlerts(undefined);
      expect(platform.alerts()).toEqual([]);
      for (let count = 1; count <= 60; count += 1) await platform.say(threadId, `Hello? ${count}`);
      const hung: Bot = {
        // biome-ignore lint/correctness/useYield: it fails before it says anything
        async *reply() {
          throw new Error('The network is gone.');
        },
      };
      await platform.respondWith(hung)(threadId, { requestId: 'r' });
      expect(platform.alerts()).toMatchObject([{ type, threadId }]);
    },
  );

  it('that is tried again delivers nothing of a thread that was erased meanwhile', async () => {
    await platform.connect('anna');
    await platform.say(threadId, 'hello');
    const respond = platform.respondWith(interrupted());
    await respond(threadId, { requestId: 'r' });
    platform.frames.length = 0;
    let queries = 0;
    const erase = async () => {
      queries += 1;
      await eraseUser(platform.chat, 'anna', []);
    };
    platform.interruptAfter('QueryCommand', erase);
    await respond(threadId, { requestId: 'r' });
    expect(queries).toBe(1);
    expect(platform.frames).toEqual([]);
  });

  it('delivers a reply once, though its next turn finds that a person has the thread', async () => {
    await platform.connect('anna');
    await platform.say(threadId, 'one');
    const bot: Bot = {
      async *reply() {
        await platform.say(threadId, 'two');
        platform.interruptAfter('BatchGetItemCommand', () => platform.claim(threadId));
        yield text('Hello.');
      },
    };
    await platform.respondWith(bot)(threadId);
    expect(outcomes()).toEqual(['replied', 'nothingToAnswer']);
    expect(platform.frames.filter(({ event }) => event === 'message')).toHaveLength(1);
  });

  it('answers what comes while it finds that all else has expired', async () => {
    await platform.say(threadId, 'hello?');
    platform.passTime(80 * 86_400_000);
    await platform.post(threadId, 'Sale!');
    platform.passTime(11 * 86_400_000);
    platform.interruptAfter('QueryCommand', () => platform.say(threadId, 'again'));
    await platform.respondWith(interrupted())(threadId);
    expect(outcomes()).toEqual(['nothingToAnswer', 'replied']);
    expect((await platform.texts(threadId)).slice(1)).toEqual(['user: again', 'bot: again']);
  });

  it.each([true, false])(
    'leaves a thread free in which all has expired (at once: %p)',
    async (answersAtOnce) => {
      await platform.say(threadId, 'hello?');
      platform.passTime(80 * 86_400_000);
      await platform.post(threadId, 'Sale!');
      platform.passTime(11 * 86_400_000);
      await platform.respondWith(interrupted({ answersAtOnce }))(threadId);
      await platform.say(threadId, 'again');
      await platform.respondWith(interrupted())(threadId);
      expect(outcomes()).toEqual(['nothingToAnswer', 'replied']);
    },
  );

  it.each([true, false])('says that a human has the customer (at once: %p)', async (answersAtOnce) => {
    await platform.say(threadId, 'one');
    await takeOver();
    await platform.respondWith(interrupted({ answersAtOnce }))(threadId);
    expect(outcomes()).toEqual(['overridden']);
  });

  it('of a bot that answers at once finds a thread that is gone as it is', async () => {
    await platform.respondWith(interrupted({ answersAtOnce: true }))(threadId);
    expect(outcomes()).toEqual(['nothingToAnswer']);
  });

  it('of a bot that answers at once, and fails, has nothing to free', async () => {
    await platform.say(threadId, 'one');
    const failing: Bot = {
      answersAtOnce: true,
      // biome-ignore lint/correctness/useYield: it fails before it says anything
      async *reply() {
        throw new Error('no');
      },
    };
    await platform.respondWith(failing)(threadId);
    expect(platform.lines.map((line) => JSON.parse(line).event)).toEqual(['bot.failed', 'thread.looked']);
  });

  it('asks the bot with the customer who wrote last, and with no more than there is', async () => {
    await platform.say(threadId, 'one');
    await platform.respondWith(interrupted())(threadId);
    await platform.invite(threadId, 'ben');
    await platform.say(threadId, 'two', 'ben');
    const asked: Turn[] = [];
    const curious: Bot = {
      async *reply(turn) {
        asked.push(turn);
        yield text('Hello.');
      },
    };
    await platform.respondWith(curious)(threadId);
    expect(asked).toMatchObject([{ threadId, channel: 'web', customerId: 'ben', state: {} }]);
    expect(asked[0]).not.toHaveProperty('approval');
    expect((await asked[0]?.customer())?.userId).toBe('ben');
  });

  it('that is tried again delivers its reply also while the bot fails at what came since', async () => {
    await platform.connect('anna');
    await platform.say(threadId, 'hello');
    await platform.respondWith(interrupted())(threadId, { requestId: 'r' });
    await platform.say(threadId, 'more');
    platform.frames.length = 0;
    const failing: Bot = {
      async *reply() {
        yield text('Well');
        throw new BotError('bot.failed', 'No.');
      },
    };
    await platform.respondWith(failing)(threadId, { requestId: 'r' });
    expect(outcomes().at(-1)).toBe('failed');
    // What the bot began to say may have been shown before.
    const messages = platform.frames.filter(({ event }) => event === 'message');
    expect(messages).toMatchObject([{ text: 'hello' }]);
  });

  it('that is tried again tells the customer as well that the thread waits for a person', async () => {
    await platform.connect('anna');
    await platform.say(threadId, 'a human, please');
    const handing: Bot = {
      async *reply() {
        yield text('One moment.');
        yield handOver({ summary: 'Somebody asks for a human.' });
      },
    };
    const respond = platform.respondWith(handing);
    await respond(threadId, { requestId: 'r' });
    const told = platform.frames.map(({ event }) => event);
    expect(told).toContain('takeover');
    platform.frames.length = 0;
    await respond(threadId, { requestId: 'r' });
    expect(platform.frames.map(({ event }) => event)).toEqual(['message', 'takeover']);
  });

  it('tells of the bot’s failure though the thread cannot be freed: the lease runs out', async () => {
    await platform.say(threadId, 'one');
    const failing: Bot = {
      async *reply() {
        platform.interruptAfter('UpdateItemCommand', () => Promise.reject(new Error('no answer')));
        throw new BotError('bot.failed', 'No.');
      },
    };
    await platform.respondWith(failing)(threadId);
    expect(outcomes()).toEqual(['failed']);
    expect(logged('unlock.failed')).toEqual([{ event: 'unlock.failed', error: 'Error' }]);
    expect(logged('bot.failed')).toEqual([
      { event: 'bot.failed', threadId, code: 'bot.failed', error: 'BotError' },
    ]);
    expect((await platform.head(threadId))?.waiting?.kind).toBe('bot');
  });

  it('commits nothing once it has lost its lease to another, and leaves the thread to that one', async () => {
    await platform.say(threadId, 'one');
    const slow: Bot = {
      async *reply(_, signal) {
        platform.passTime(20_000);
        await platform.states.lockState({ senderId: threadId, leaseMs: 20_000 });
        platform.clock.end(4_000);
        await new Promise((__, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        });
      },
    };
    await platform.respondWith(slow)(threadId);
    expect(outcomes()).toEqual(['lockLost', 'held']);
    expect(await platform.texts(threadId)).toEqual(['user: one']);
  });
});

describe('a reply that cannot be committed', () => {
  /** While the bot writes, something happens; the first time alone. */
  const during = (meanwhile: () => Promise<unknown>, rest: Partial<Bot> = {}): Bot => {
    let isFirst = true;
    return {
      ...rest,
      async *reply({ messages }) {
        yield text(messages.map((message) => message.text).join(', '));
        yield keep({ heard: messages.length });
        if (isFirst) await meanwhile();
        isFirst = false;
      },
    };
  };
  const respondDuring = async (meanwhile: () => Promise<unknown>, rest?: Partial<Bot>) => {
    await platform.say(threadId, 'one');
    await platform.respondWith(during(meanwhile, rest))(threadId);
    return outcomes();
  };

  it('because a human has taken the customer over leaves the thread to people', async () => {
    expect(await respondDuring(takeOver)).toEqual(['overridden']);
  });

  it('because it was cancelled counts as answered', async () => {
    expect(await respondDuring(() => cancelReply(platform.chat, threadId))).toEqual(['answered']);
  });

  it('because more was written is begun anew', async () => {
    const meanwhile = () => platform.say(threadId, 'two');
    expect(await respondDuring(meanwhile, { overlap: 'restart' })).toEqual(['restarted', 'replied']);
    expect((await platform.texts(threadId)).at(-1)).toBe('bot: one, two');
  });

  it('I6: because another invocation has taken the lock is left to that one', async () => {
    const meanwhile = async () => {
      platform.passTime(20_000);
      await platform.states.lockState({ senderId: threadId, leaseMs: 20_000 });
    };
    expect(await respondDuring(meanwhile)).toEqual(['lockLost', 'held']);
    expect(await platform.texts(threadId)).toEqual(['user: one']);
  });

  it('because its customer was erased meanwhile leaves nothing behind', async () => {
    expect(await respondDuring(() => eraseUser(platform.chat, 'anna', []))).toEqual(['nothingToAnswer']);
    expect(await platform.head(threadId)).toBeNull();
    expect(await platform.texts(threadId)).toEqual([]);
    expect(await platform.states.getState(threadId)).toBeNull();
  });
});

describe('a turn costs', () => {
  const turn = async (bot: Bot) => {
    await platform.say(threadId, 'hello');
    const { requests, readUnits } = await measure(platform.client, () => platform.respondWith(bot)(threadId));
    return { requests, readUnits };
  };
  const keeps: Bot = {
    async *reply() {
      yield text('Hello');
      yield keep({ greeted: true });
    },
  };
  const look = 'BatchGetItem';

  it('a request to release the lock, unless it saves what the bot keeps: that transaction releases it', async () => {
    const locked = ['UpdateItem', look, 'Query', 'TransactWriteItems'];
    expect((await turn(keeps)).requests).toEqual([...locked, look]);
    expect((await turn(interrupted())).requests).toEqual([...locked, 'UpdateItem', look]);
  });

  it('one read of the bot’s state: with the lock, or with the thread where there is none', async () => {
    // Twice the head and the connections, and what waits.
    expect((await turn(interrupted())).readUnits).toBe(2 * 2 + 1);
    // Once the head, the connections and the state, and what waits.
    const atOnce = await turn({ ...keeps, answersAtOnce: true });
    expect(atOnce).toEqual({ requests: [look, 'Query', 'TransactWriteItems'], readUnits: 3 + 1 });
  });
});
