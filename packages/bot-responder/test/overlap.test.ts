import { cancelReply, changeMessage } from '@switchboard/chat-core';
import type { ServerFrame } from '@switchboard/protocol';
import { type Bot, text } from '../src/bot/bot.ts';
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

/** Repeats what it heard. The first time that it is asked, something happens before it ends. */
const interrupted = (meanwhile: (signal: AbortSignal) => Promise<unknown>, bot: Partial<Bot> = {}): Bot => {
  let isFirst = true;
  return {
    ...bot,
    async *reply({ messages }, signal) {
      yield text('To ');
      if (isFirst) {
        isFirst = false;
        await meanwhile(signal);
      }
      yield text(messages.map((message) => message.text).join(' and '));
    },
  };
};

/** The next heartbeat, and what it makes of the reply: bots that ask a network do as much. */
const beat = async (signal: AbortSignal) => {
  const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
  platform.clock.end(4_000);
  await aborted;
};

describe('a message that comes in during a reply', () => {
  it('is answered after it, in a turn of its own, unless the bot says otherwise', async () => {
    await platform.say(threadId, 'one');
    await platform.respondWith(interrupted(() => platform.say(threadId, 'two')))(threadId);
    expect(await platform.texts(threadId)).toEqual(['user: one', 'user: two', 'bot: To one', 'bot: To two']);
  });

  it('discards a reply that restarts, at the commit', async () => {
    await platform.say(threadId, 'one');
    const bot = interrupted(() => platform.say(threadId, 'two'), { overlap: 'restart' });
    await platform.respondWith(bot)(threadId);
    expect(await platform.texts(threadId)).toEqual(['user: one', 'user: two', 'bot: To one and two']);
    expect((await platform.head(threadId))?.waiting).toBeUndefined();
  });

  it('stops a reply that restarts at the next heartbeat, so that a slow bot does not write a reply that is discarded', async () => {
    await platform.say(threadId, 'one');
    let reason: unknown;
    const bot = interrupted(
      async (signal) => {
        await platform.say(threadId, 'two');
        await beat(signal);
        reason = signal.reason;
      },
      { overlap: 'restart' },
    );
    await platform.respondWith(bot)(threadId);
    expect(reason).toMatchObject({ code: 'reply.unwanted', outcome: 'restarted' });
    expect(await platform.texts(threadId)).toEqual(['user: one', 'user: two', 'bot: To one and two']);
  });

  it('does not restart a reply for ever once it was deleted: the reply deals with what is left', async () => {
    await platform.say(threadId, 'one');
    await platform.say(threadId, 'never mind');
    const head = await platform.head(threadId);
    const { outcome } = await changeMessage(platform.chat, {
      threadId,
      author: { type: 'user', userId: 'anna' },
      change: { type: 'delete', seq: 2 },
      timestamp: head?.lastTimestamp ?? 0,
      text: '',
      head,
    });
    expect(outcome).toBe('stored');
    const bot = interrupted(async () => {}, { overlap: 'restart' });
    await platform.respondWith(bot)(threadId);
    expect(await platform.texts(threadId)).toContain('bot: To one');
    expect(await platform.head(threadId)).toMatchObject({ lastUserSeq: 2, answeredSeq: 2 });
    expect((await platform.head(threadId))?.waiting).toBeUndefined();
  });

  it('leaves a bot that restarts to the sweeper when the invocation has no time for another turn', async () => {
    await platform.say(threadId, 'one');
    const bot = interrupted(() => platform.say(threadId, 'two'), { overlap: 'restart' });
    await platform.respondWith(bot)(threadId, { remainingMs: 15_000 });
    expect(await platform.texts(threadId)).toEqual(['user: one', 'user: two']);
    expect((await platform.head(threadId))?.waiting).toMatchObject({ kind: 'bot' });
  });
});

describe('reply.cancel', () => {
  it('during a reply leaves nothing of it, and what was asked counts as answered', async () => {
    await platform.say(threadId, 'tell me a long story');
    await platform.respondWith(interrupted(() => cancelReply(platform.chat, threadId)))(threadId);
    expect(await platform.texts(threadId)).toEqual(['user: tell me a long story']);
    expect(await platform.head(threadId)).toMatchObject({ answeredSeq: 1 });
    expect((await platform.head(threadId))?.waiting).toBeUndefined();
  });

  it('stops a slow bot at the next heartbeat', async () => {
    await platform.connect('anna');
    await platform.say(threadId, 'tell me a long story');
    let reason: unknown;
    const bot = interrupted(async (signal) => {
      await cancelReply(platform.chat, threadId);
      await beat(signal);
      reason = signal.reason;
    });
    await platform.respondWith(bot)(threadId);
    expect(reason).toMatchObject({ outcome: 'answered' });
    expect(platform.frames.filter(({ event }) => event === 'message')).toEqual([]);
  });

  it('that names what the reply answers leaves what came in since it began, which is answered', async () => {
    await platform.connect('anna');
    await platform.say(threadId, 'tell me a long story');
    const bot = interrupted(async () => {
      await platform.say(threadId, 'a short one');
      const { answersThrough } = platform.frames.find(
        ({ event }) => event === 'chunk',
      ) as ServerFrame<'chunk'>;
      expect(answersThrough).toBe(1);
      await cancelReply(platform.chat, threadId, undefined, answersThrough);
    });
    await platform.respondWith(bot)(threadId);
    expect(await platform.texts(threadId)).toEqual([
      'user: tell me a long story',
      'user: a short one',
      'bot: To a short one',
    ]);
  });

  it('is about what was asked by then: what is asked after it is answered, by the same invocation', async () => {
    await platform.say(threadId, 'tell me a long story');
    const bot = interrupted(async () => {
      await cancelReply(platform.chat, threadId);
      await platform.say(threadId, 'a short one');
    });
    await platform.respondWith(bot)(threadId);
    expect(await platform.texts(threadId)).toEqual([
      'user: tell me a long story',
      'user: a short one',
      'bot: To a short one',
    ]);
  });
});

describe('a bot that is held by another invocation', () => {
  it('is asked once, however many deliveries come meanwhile', async () => {
    const begun = createGate();
    const mayEnd = createGate();
    let asked = 0;
    const bot: Bot = {
      async *reply() {
        asked += 1;
        begun.open();
        await mayEnd.opened;
        yield text('done');
      },
    };
    await platform.say(threadId, 'hello');
    const respond = platform.respondWith(bot);
    const first = respond(threadId);
    await begun.opened;
    await Promise.all([respond(threadId), respond(threadId), respond(threadId)]);
    mayEnd.open();
    await first;
    expect(asked).toBe(1);
  });
});
