import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from '../src/bot/bot.ts';
import { BotError } from '../src/bot/bot-error.ts';
import { bot as shop } from './faulty/shop.ts';
import { createPlatform, type Platform } from './platform.ts';

interface Fault {
  /** As the guide names it. */
  readonly name: string;
  /** What makes `faulty/shop.ts` fail so. */
  readonly question: string;
  /** What the developer reads in the log: the code, and the sentence. */
  readonly code: BotError['code'];
  readonly sentence: string | RegExp;
  /** What the cause says, where there is one. */
  readonly cause?: string;
}

const faults: readonly Fault[] = [
  {
    name: 'throws',
    question: 'What does it cost?',
    code: 'bot.failed',
    sentence: 'The bot threw: The price is not a number.',
    cause: 'The price is not a number.',
  },
  {
    name: 'hangs',
    question: 'Can you wrap it?',
    code: 'bot.timeout',
    sentence:
      /^The bot did not end its reply within \d+ ms\. The last event that it yielded was number 1, of type text\.$/,
  },
  {
    name: 'floods with text',
    question: 'What do you have?',
    code: 'bot.invalidEvent',
    sentence: 'The bot yielded a reply of more than 10000 characters.',
  },
  {
    name: 'floods with events',
    question: 'Are you there?',
    code: 'bot.invalidEvent',
    sentence: 'The bot yielded more than 20000 events for one reply.',
  },
  {
    name: 'returns nonsense',
    question: 'What colour is it?',
    code: 'bot.invalidEvent',
    sentence: 'The bot yielded a text that is of type number. It was event number 1 of the reply.',
  },
  {
    name: 'loses its network',
    question: 'Is it in stock?',
    code: 'bot.failed',
    sentence: 'The bot threw: fetch failed',
    cause: 'fetch failed',
  },
];

/** Delivers the message; the time of a bot that hangs runs out. */
async function deliver(platform: Platform, { code }: Fault): Promise<void> {
  const responding = platform.respondWith(shop)('t1');
  if (code === 'bot.timeout') {
    const timeLimit = () => platform.clock.lengths().find((length) => length > 10_000);
    while (timeLimit() === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
    platform.clock.end(timeLimit() ?? 0);
  }
  await responding;
}

describe.each(faults)('a bot that $name', (fault) => {
  const { question, code, sentence, cause } = fault;

  let platform: Platform;
  beforeAll(async () => {
    platform = await createPlatform();
    await platform.connect('anna');
    await platform.say('t1', question);
    await deliver(platform, fault);
  });

  it('tells the developer what went wrong, and with which cause', () => {
    const [error] = platform.errors;
    expect(error).toBeInstanceOf(BotError);
    expect(error).toMatchObject({ code, message: expect.stringMatching(sentence) });
    if (cause !== undefined)
      expect(error).toMatchObject({ cause: { message: cause, stack: expect.any(String) } });
    expect(platform.lines.join()).not.toContain(question);
  });

  it('tells the customer nothing of it: no half of a reply is stored, and the message still waits', async () => {
    expect(await platform.texts('t1')).toEqual([`user: ${question}`]);
    expect(platform.frames.filter(({ event }) => event === 'message')).toEqual([]);
    expect(JSON.stringify(platform.frames)).not.toContain(code);
    expect(await platform.head('t1')).toMatchObject({ waiting: { kind: 'bot' } });
    // It waits for one that works.
    await platform.respondWith({
      async *reply() {
        yield text('Yes.');
      },
    })('t1');
    expect(await platform.texts('t1')).toEqual([`user: ${question}`, 'bot: Yes.']);
  });
});

it('the guide has every fault, with the code that the developer sees', () => {
  const guide = readFileSync(join(__dirname, '../../../docs/bots.md'), 'utf8');
  for (const { name, code } of faults) expect(guide).toMatch(new RegExp(`\\| ${name} +\\| \`${code}\``));
});
