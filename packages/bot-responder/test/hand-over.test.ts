import { operatorsOnDuty, readNotes, setDuty } from '@switchboard/chat-core';
import { type Bot, type BotEvent, handOver, text, type Utterance } from '../src/bot/bot.ts';
import { createPlatform, type Platform } from './platform.ts';

let platform: Platform;
const threadId = 't1';

beforeEach(async () => {
  platform = await createPlatform();
  await platform.connect('anna');
  await platform.connect('olga');
  await platform.connect('otto');
  await setDuty(platform.chat, 'olga', 'available');
  await setDuty(platform.chat, 'otto', 'away');
});

const yielding = (...events: readonly BotEvent[]): Bot => ({
  async *reply() {
    yield* events;
  },
});

const notes = async () => {
  const head = await platform.head(threadId);
  return head === null ? [] : readNotes(platform.chat, head);
};

describe('a hand-over', () => {
  it('tells operators what the conversation is about, and customers nothing of it', async () => {
    await platform.say(threadId, 'a human!');
    const details = { summary: 'Anna was charged twice.', reason: 'She asked for a human.' };
    await platform.respondWith(yielding(text('One moment.'), handOver(details)))(threadId);
    expect(await notes()).toEqual([
      {
        noteId: 'summary',
        threadId,
        text: 'Anna was charged twice.\nShe asked for a human.',
        author: 'test',
        timestamp: platform.chat.now(),
        kind: 'summary',
      },
    ]);
    const told = platform.frames.filter(({ event }) => event !== 'queue.changed');
    expect(JSON.stringify(told)).not.toMatch(/charged twice|asked for a human/);
    expect(JSON.stringify(await platform.texts(threadId))).not.toContain('charged twice');
  });

  it('tells the operators on duty that a thread came into their queue, with the summary', async () => {
    await platform.say(threadId, 'a human!');
    await platform.respondWith(yielding(handOver({ summary: 'Anna was charged twice.' })))(threadId);
    expect(await operatorsOnDuty(platform.chat)).toEqual([{ userId: 'olga', status: 'available' }]);
    expect(platform.posts.filter(({ event }) => event === 'queue.changed')).toEqual([
      { connectionId: 'olga-1', event: 'queue.changed' },
    ]);
    expect(platform.frames.find(({ event }) => event === 'queue.changed')).toMatchObject({
      change: 'added',
      threadId,
      waiting: 'human',
      customer: { userId: 'anna' },
      summary: 'Anna was charged twice.',
    });
  });

  it('tells a summary or a reason alone as it is', async () => {
    const told: string[] = [];
    for (const details of [{ summary: 'Charged twice.' }, { reason: 'She asked.' }]) {
      await platform.say(threadId, 'a human!');
      await platform.respondWith(yielding(handOver(details)))(threadId);
      told.push(...(await notes()).map((note) => note.text));
      await platform.operate(threadId, { type: 'release' });
    }
    expect(told).toEqual(['Charged twice.', 'She asked.']);
  });

  it('that is not committed leaves no summary behind', async () => {
    await platform.say(threadId, 'a human!');
    const bot: Bot = {
      async *reply() {
        await platform.claim(threadId);
        yield handOver({ summary: 'Anna was charged twice.' });
      },
    };
    await platform.respondWith(bot)(threadId);
    expect(await notes()).toEqual([]);
    expect(platform.frames.filter(({ event }) => event === 'queue.changed')).toEqual([]);
  });
});

describe('the history of a turn', () => {
  const asking = (limit?: number): { bot: Bot; seen: (readonly Utterance[])[] } => {
    const seen: (readonly Utterance[])[] = [];
    const bot: Bot = {
      async *reply({ history, messages }) {
        seen.push(await history(limit));
        yield text(`to ${messages.map((message) => message.text).join(', ')}`);
      },
    };
    return { bot, seen };
  };

  it('contains who said what, also while an operator had the thread', async () => {
    const { bot, seen } = asking();
    const respond = platform.respondWith(bot);
    await platform.say(threadId, 'help');
    await respond(threadId);
    await platform.operate(threadId, { type: 'claim' });
    await platform.say(threadId, 'are you human?');
    await platform.operatorSays(threadId, 'I am');
    await platform.say(threadId, 'and now?');
    await platform.operate(threadId, { type: 'release' });
    await respond(threadId);
    expect(seen.at(-1)?.map(({ by, sender, text }) => [by, sender, text])).toEqual([
      ['user', 'anna', 'help'],
      ['bot', 'test', 'to help'],
      ['user', 'anna', 'are you human?'],
      ['operator', 'olga', 'I am'],
      ['user', 'anna', 'and now?'],
    ]);
    expect((await platform.texts(threadId)).at(-1)).toBe('bot: to and now?');
  });

  it('is as long as the bot asks', async () => {
    const { bot, seen } = asking(2);
    for (const word of ['one', 'two', 'three']) await platform.say(threadId, word);
    await platform.respondWith(bot)(threadId);
    expect(seen[0]?.map((utterance) => utterance.text)).toEqual(['two', 'three']);
  });

  it('is bounded, whatever the bot asks', async () => {
    const { bot, seen } = asking(1e9);
    for (let number = 1; number <= 210; number += 1) await platform.post(threadId, `${number}`);
    await platform.say(threadId, 'help');
    await platform.respondWith(bot)(threadId);
    expect(seen[0]).toHaveLength(200);
    expect(seen[0]?.at(-1)?.text).toBe('help');
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'of %p messages is a fault of the bot',
    async (limit) => {
      const { bot } = asking(limit);
      await platform.say(threadId, 'help');
      await platform.respondWith(bot)(threadId);
      expect(platform.lines.join()).toContain('"code":"bot.failed"');
      expect((await platform.head(threadId))?.waiting).toMatchObject({ kind: 'bot' });
    },
  );
});
