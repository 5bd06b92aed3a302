import { queryMessages } from '@switchboard/chat-core';
import { type Bot, text } from '../src/bot/bot.ts';
import { BotError } from '../src/bot/bot-error.ts';
import { createPlatform } from './platform.ts';

type Platform = Awaited<ReturnType<typeof createPlatform>>;
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
