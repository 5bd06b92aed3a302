import type { BotEvent, Turn } from '../../bot/bot.ts';
import { createRulesBot, cutIntoPieces } from './rules-bot.ts';
import { InvalidRulesError } from './rules-schema.ts';
import { createRulesSource, type RulesStorage } from './rules-source.ts';

const stored = (timestamp: number, reply: unknown) => ({
  timestamp,
  config: { rules: [], fallback: { reply } },
});

const setUp = () => {
  let config: { timestamp: number; config: Record<string, unknown> | null } = { timestamp: 0, config: null };
  const reads: string[] = [];
  const storage: RulesStorage = {
    getConfigTimestamp: async () => {
      reads.push('timestamp');
      return config.timestamp;
    },
    getConfig: async () => {
      reads.push('config');
      return config.config && { ...config.config, timestamp: config.timestamp };
    },
  };
  const invalid: InvalidRulesError[] = [];
  const waited: number[] = [];
  const bot = createRulesBot({
    source: createRulesSource(storage, (error) => invalid.push(error)),
    wait: async (milliseconds) => {
      waited.push(milliseconds);
    },
  });
  const say = async (...texts: [string, ...string[]]) => {
    const toMessage = (text: string) => ({
      messageId: 'm1',
      userId: 'anna',
      text,
      timestamp: 1,
      metadata: {},
    });
    const events: BotEvent[] = [];
    const [first, ...rest] = texts;
    const turn: Turn = { threadId: 't1', messages: [toMessage(first), ...rest.map(toMessage)], state: {} };
    for await (const event of bot.reply(turn, new AbortController().signal)) events.push(event);
    return events.map((event) => (event.type === 'text' ? event.text : '')).join('');
  };
  const store = (value: typeof config) => {
    config = value;
  };
  return { say, store, reads, invalid, waited };
};

describe('the rules bot', () => {
  it('has something to say before anyone stored rules', async () => {
    const { say } = setUp();
    expect(await say('hello')).toBe('Hello! I am the bot of this place. What can I do for you?');
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
    expect(await say('bye')).toBe('See you! Everything that we wrote will still be here.');
  });

  it('goes on with the rules that it had when the new ones are wrong, and says so once', async () => {
    const { say, store, invalid } = setUp();
    store(stored(1, 'First.'));
    await say('x');
    store(stored(2, 42));
    expect([await say('x'), await say('x')]).toEqual(['First.', 'First.']);
    expect(invalid.map((error) => error.problems)).toEqual([
      ['fallback.reply should be a text or a list of texts'],
    ]);
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

  it('is done within a second, in five pieces of whole words at most', async () => {
    const { say, waited } = setUp();
    await say('what can you do');
    expect(waited).toEqual([200, 200, 200, 200]);
    expect(cutIntoPieces('one two  three\nfour five six')).toEqual(['one two', '  three\nfour', ' five six']);
    expect(cutIntoPieces('one')).toEqual(['one']);
  });
});
