import { type Bot, handOver, text } from '../src/bot/bot.ts';
import { createStaffedPlatform, type Platform } from './platform.ts';

/**
 * Faults that users of other platforms have reported of bots and people who share a conversation. Those that concern
 * operators alone (transfers, opening times, capacity, alerts in browsers) stand with the handlers.
 */
const threadId = 't1';
let platform: Platform;

beforeEach(async () => {
  platform = await createStaffedPlatform();
});

const echo: Bot = {
  async *reply({ messages }) {
    yield text(`to ${messages.map((message) => message.text).join(', ')}`);
  },
};

const handsOver: Bot = {
  async *reply() {
    yield handOver({ summary: 'Anna wants a person.' });
  },
};

const silent: Bot = { async *reply() {} };

const fromBot = async () => (await platform.texts(threadId)).filter((said) => said.startsWith('bot:'));

describe('the hand-over to a person', () => {
  it('fault: the bot went on replying after it', async () => {
    await platform.say(threadId, 'a human!');
    await platform.respondWith(handsOver)(threadId);
    const before = await fromBot();
    await platform.say(threadId, 'hello?');
    await platform.respondWith(echo)(threadId);
    await platform.sweep(threadId);
    await platform.respondWith(echo)(threadId);
    expect(await fromBot()).toEqual(before);
    expect(await platform.head(threadId)).toMatchObject({ owner: { type: 'queue' } });
  });

  it('fault: without a text of the bot it left the customer with nothing', async () => {
    await platform.say(threadId, 'a human!');
    await platform.respondWith(handsOver)(threadId);
    const [said = ''] = await fromBot();
    expect(said.length).toBeGreaterThan('bot: '.length + 10);
    expect(platform.frames.filter(({ event }) => event === 'message')).toMatchObject([
      { threadId, text: said.slice('bot: '.length) },
    ]);
  });

  it('fault: a hand-over for the first message notified nobody', async () => {
    await platform.say(threadId, 'talk to a human');
    await platform.respondWith(handsOver)(threadId);
    expect(platform.frames.filter(({ event }) => event === 'queue.changed')).toMatchObject([
      { change: 'added', threadId, customer: { userId: 'anna' }, summary: 'Anna wants a person.' },
    ]);
  });

  it('fault: after it the bot was silent, or did not know what the person had said', async () => {
    await platform.say(threadId, 'a human!');
    await platform.respondWith(handsOver)(threadId);
    await platform.operate(threadId, { type: 'claim' });
    await platform.operatorSays(threadId, 'Your parcel comes on Monday.');
    await platform.say(threadId, 'thank you');
    await platform.operatorSays(threadId, 'Good bye!');
    await platform.operate(threadId, { type: 'release' });
    const knows: Bot = {
      async *reply({ history, messages }) {
        const said = (await history())
          .filter(({ by }) => by === 'operator')
          .map((utterance) => utterance.text);
        yield text(`${messages.length}: ${said.join(' ')}`);
      },
    };
    // What was said to the person is not answered by the bot.
    await platform.respondWith(knows)(threadId);
    expect(await fromBot()).toHaveLength(1);
    await platform.say(threadId, 'when?');
    await platform.respondWith(knows)(threadId);
    expect((await fromBot()).at(-1)).toBe('bot: 1: Your parcel comes on Monday. Good bye!');
  });
});

describe('a takeover', () => {
  it('fault: an operator who answered without one was written over by the bot', async () => {
    await platform.say(threadId, 'hello');
    const interrupted: Bot = {
      async *reply() {
        await platform.operatorSays(threadId, 'I am here already.');
        yield text('How can I help?');
      },
    };
    await platform.respondWith(interrupted)(threadId);
    await platform.say(threadId, 'good');
    await platform.respondWith(echo)(threadId);
    expect(await fromBot()).toEqual([]);
    expect(await platform.head(threadId)).toMatchObject({ owner: { type: 'operator', userId: 'olga' } });
  });

  it('fault: tried again, it made the bot give the same reply twice', async () => {
    await platform.say(threadId, 'hello');
    await platform.respondWith(echo)(threadId, { requestId: 'one' });
    await platform.operate(threadId, { type: 'claim' });
    await platform.operate(threadId, { type: 'claim' });
    await platform.operate(threadId, { type: 'release' });
    await platform.operate(threadId, { type: 'release' });
    await platform.respondWith(echo)(threadId, { requestId: 'one' });
    await platform.respondWith(echo)(threadId, { requestId: 'two' });
    expect(await fromBot()).toEqual(['bot: to hello']);
  });
});

describe('a bot that says nothing, or fails', () => {
  it('fault: an empty turn counted as an answer, and nothing new was answered after it', async () => {
    await platform.say(threadId, 'one');
    await platform.respondWith(silent)(threadId);
    expect(await platform.head(threadId)).toMatchObject({ answeredSeq: 0, waiting: { kind: 'bot' } });
    await platform.say(threadId, 'two');
    await platform.respondWith(echo)(threadId);
    expect(await fromBot()).toEqual(['bot: to one, two']);
  });

  it('fault: one failure opened the conversation for people', async () => {
    await platform.say(threadId, 'hello');
    await platform.respondWith(silent)(threadId);
    platform.passTime(90_000);
    await platform.sweep(threadId);
    expect(await platform.head(threadId)).toMatchObject({ owner: { type: 'bot' }, waiting: { kind: 'bot' } });
    await platform.respondWith(echo)(threadId);
    expect(platform.frames.filter(({ event }) => event === 'queue.changed')).toEqual([]);
    expect((await platform.head(threadId))?.waiting).toBeUndefined();
  });
});
