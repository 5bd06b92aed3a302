import type { BotEvent, BotState, Turn } from '../../bot/bot.ts';
import type { BotConfigSource } from '../../bot/bot-factory.ts';
import { createRulesBot } from './rules-bot.ts';
import { InvalidRulesError } from './rules-schema.ts';
import { createRulesSource } from './rules-source.ts';

const stored = (timestamp: number, reply: unknown) => ({
  timestamp,
  config: { rules: [], fallback: { reply } },
});

const setUp = () => {
  let config: { timestamp: number; config: Record<string, unknown> | null } = { timestamp: 0, config: null };
  const reads: string[] = [];
  const storage: BotConfigSource = {
    getConfigTimestamp: async () => {
      reads.push('timestamp');
      return config.timestamp;
    },
    getConfig: async () => {
      reads.push('config');
      return config.config && { ...config.config, timestamp: config.timestamp };
    },
  };
  const invalid: unknown[] = [];
  const bot = createRulesBot({
    source: createRulesSource(storage, (error) => invalid.push(error)),
  });
  const reply = async (texts: readonly [string, ...string[]], state: BotState = {}) => {
    const toMessage = (text: string) => ({
      messageId: 'm1',
      seq: 1,
      userId: 'anna',
      text,
      timestamp: 1,
      metadata: {},
      attachments: [],
    });
    const events: BotEvent[] = [];
    const [first, ...rest] = texts;
    const turn: Turn = {
      threadId: 't1',
      begunAt: 0,
      channel: 'web',
      customerId: 'anna',
      messages: [toMessage(first), ...rest.map(toMessage)],
      state,
      history: async () => [],
      customer: async () => ({ userId: 'anna', attributes: {} }),
    };
    for await (const event of bot.reply(turn, new AbortController().signal)) events.push(event);
    return events;
  };
  const say = async (...texts: readonly [string, ...string[]]) =>
    (await reply(texts)).map((event) => (event.type === 'text' ? event.text : '')).join('');
  const store = (value: typeof config) => {
    config = value;
  };
  return { bot, reply, say, store, reads, invalid };
};

describe('the rules bot', () => {
  it('has something to say before anyone stored rules', async () => {
    const { say } = setUp();
    expect(await say('hello')).toBe('Hello! I am the bot here. What can I do for you?');
  });

  it('follows rules that were changed while it runs, and reads them only then', async () => {
    const { say, store, reads } = setUp();
    store(stored(1, 'First.'));
    expect([await say('x'), await say('x')]).toEqual(['First.', 'First.']);
    store(stored(2, 'Second.'));
    expect(await say('x')).toBe('Second.');
    expect(reads).toEqual(['timestamp', 'config', 'timestamp', 'timestamp', 'config']);
  });

  it('goes back to the built-in rules when the stored ones are removed', async () => {
    const { say, store } = setUp();
    store(stored(1, 'First.'));
    await say('x');
    store({ timestamp: 0, config: null });
    expect(await say('bye')).toBe('See you! This conversation will still be here when you come back.');
  });

  it('goes on with the rules that it had when the new ones are wrong, and says so once', async () => {
    const { say, store, invalid } = setUp();
    store(stored(1, 'First.'));
    await say('x');
    store(stored(2, 42));
    expect([await say('x'), await say('x')]).toEqual(['First.', 'First.']);
    expect(invalid).toMatchObject([{ problems: ['fallback.reply should be a text or a list of texts'] }]);
  });

  it('fails where the only rules that it knows of are wrong', async () => {
    const { say, store } = setUp();
    store(stored(1, 42));
    await expect(say('x')).rejects.toThrow(InvalidRulesError);
  });

  it('never says more than a message holds', async () => {
    const { say, store } = setUp();
    const reply = `${'word '.repeat(700)}{text}`;
    const rules = ['a', 'b', 'c'].map((keyword) => ({ keywords: [keyword], reply: `${keyword} ${reply}` }));
    store({ timestamp: 1, config: { rules, fallback: { reply } } });
    expect((await say('a', 'b', 'c')).length).toBe(10_000);
  });

  it('answers at once and in one piece: what looks like typing is the page’s business', async () => {
    const { bot, reply } = setUp();
    expect(bot.answersAtOnce).toBe(true);
    expect((await reply(['what can you do'])).map(({ type }) => type)).toEqual(['text', 'quickReplies']);
  });

  it('writes nothing of what it remembers where nothing has changed', async () => {
    const { reply, store } = setUp();
    store(stored(1, ['First.', 'Second.']));
    const [, kept] = await reply(['x']);
    expect(kept).toMatchObject({ type: 'state', state: { misses: 1 } });
    store({
      timestamp: 2,
      config: { rules: [{ keywords: ['x'], reply: 'Yes.' }], fallback: { reply: 'No.' } },
    });
    expect(await reply(['x'])).toEqual([{ type: 'text', text: 'Yes.' }]);
  });

  it('never cuts an emoji in half: neither one that it quotes, nor one at the end of what a message holds', async () => {
    const { say, store } = setUp();
    store(stored(1, '{text}'));
    const quoted = await say(`${'x'.repeat(199)}😀 and so on, for longer than is quoted`);
    expect(quoted).toBe(`${'x'.repeat(199)}…`);
    store(stored(2, `${'y'.repeat(3_999)}😀`));
    for (const text of ['😀', `x${'😀'.repeat(150)}`, '😀'.repeat(101)])
      expect((await say(text)).isWellFormed()).toBe(true);
    const long = ['a', 'b', 'c'].map((keyword) => ({
      keywords: [keyword],
      reply: `${keyword}${'😀'.repeat(1_999)}`,
    }));
    store({ timestamp: 3, config: { rules: long, fallback: { reply: '…' } } });
    const joined = await say('a', 'b', 'c');
    expect(joined.length).toBeGreaterThan(9_990);
    expect(joined.isWellFormed()).toBe(true);
  });

  it('remembers whole characters of a name, however long', async () => {
    const { reply, store } = setUp();
    const rules = [{ patterns: ['i am {name}'], reply: 'Hello, {name}!' }];
    store({ timestamp: 1, config: { rules, fallback: { reply: 'Sorry?' } } });
    const [said, kept] = await reply([`i am x${'𝒜'.repeat(80)}`]);
    expect(said).toEqual({ type: 'text', text: `Hello, x${'𝒜'.repeat(49)}!` });
    expect(kept).toMatchObject({ state: { facts: { name: `x${'𝒜'.repeat(49)}` } } });
  });
});
