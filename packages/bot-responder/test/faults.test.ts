import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Bot, type BotEvent, text } from '../src/bot/bot.ts';
import { BotError } from '../src/bot/bot-error.ts';
import { createPlatform } from './platform.ts';

/** The address of a server that has just been stopped: nobody listens there. */
async function deadAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/stock`;
}

const replying = (reply: (signal: AbortSignal) => AsyncIterable<BotEvent>): Bot => ({
  reply: (_, signal) => reply(signal),
});

interface Fault {
  /** As the guide names it. */
  readonly name: string;
  readonly bot: Bot;
  /** What the developer reads in the log: the code, and the sentence. */
  readonly code: BotError['code'];
  readonly sentence: string | RegExp;
  /** What the cause says, where there is one. */
  readonly cause?: string;
}

const faults: readonly Fault[] = [
  {
    name: 'throws',
    bot: replying(async function* () {
      yield text('Let me see. ');
      throw new TypeError('The price is not a number.');
    }),
    code: 'bot.failed',
    sentence: 'The bot threw: The price is not a number.',
    cause: 'The price is not a number.',
  },
  {
    name: 'hangs',
    bot: replying(async function* () {
      yield text('Let me see. ');
      await new Promise(() => {});
    }),
    code: 'bot.timeout',
    sentence: /^The bot did not end its reply within \d+ ms\.$/,
  },
  {
    name: 'floods with text',
    bot: replying(async function* () {
      for (;;) yield text('More and more and more. ');
    }),
    code: 'bot.invalidEvent',
    sentence: 'The bot yielded a reply of more than 10000 characters.',
  },
  {
    name: 'floods with events',
    bot: replying(async function* () {
      for (;;) yield text('');
    }),
    code: 'bot.invalidEvent',
    sentence: 'The bot yielded more than 20000 events for one reply.',
  },
  {
    name: 'returns nonsense',
    bot: replying(async function* () {
      yield { type: 'text', text: 42 } as unknown as BotEvent;
    }),
    code: 'bot.invalidEvent',
    sentence: 'The bot yielded a text that is of type number.',
  },
  {
    name: 'loses its network',
    bot: replying(async function* (signal) {
      await fetch(await deadAddress(), { signal });
      yield text('In stock.');
    }),
    code: 'bot.failed',
    sentence: 'The bot threw: fetch failed',
    cause: 'fetch failed',
  },
];

type Platform = Awaited<ReturnType<typeof createPlatform>>;

/** Delivers the message; the time of a bot that hangs runs out. */
async function deliver(platform: Platform, { bot, code }: Fault): Promise<void> {
  const responding = platform.respondWith(bot)('t1');
  if (code === 'bot.timeout') {
    const timeLimit = () => platform.clock.lengths().find((length) => length > 10_000);
    while (timeLimit() === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
    platform.clock.end(timeLimit() ?? 0);
  }
  await responding;
}

describe.each(faults)('a bot that $name', (fault) => {
  const { code, sentence, cause } = fault;

  it('tells the developer what went wrong, and with which cause', async () => {
    const platform = await createPlatform();
    await platform.say('t1', 'Is it in stock?');
    await deliver(platform, fault);
    const [error] = platform.errors;
    expect(error).toBeInstanceOf(BotError);
    expect(error).toMatchObject({ code, message: expect.stringMatching(sentence) });
    if (cause !== undefined)
      expect(error).toMatchObject({ cause: { message: cause, stack: expect.any(String) } });
    expect(platform.lines.join()).not.toContain('Is it in stock?');
  });

  it('tells the customer nothing of it: no half of a reply is stored, and the message still waits', async () => {
    const platform = await createPlatform();
    await platform.connect('anna');
    await platform.say('t1', 'Is it in stock?');
    await deliver(platform, fault);
    expect(await platform.texts('t1')).toEqual(['user: Is it in stock?']);
    expect(platform.frames.filter(({ event }) => event === 'message')).toEqual([]);
    expect(JSON.stringify(platform.frames)).not.toContain(code);
    expect(await platform.head('t1')).toMatchObject({ waiting: { kind: 'bot' } });
  });

  it('leaves the thread to one that works', async () => {
    const platform = await createPlatform();
    await platform.say('t1', 'Is it in stock?');
    await deliver(platform, fault);
    await platform.respondWith(
      replying(async function* () {
        yield text('Yes.');
      }),
    )('t1');
    expect(await platform.texts('t1')).toEqual(['user: Is it in stock?', 'bot: Yes.']);
  });
});

it('the guide has every fault, with the code that the developer sees', () => {
  const guide = readFileSync(join(__dirname, '../../../docs/bots.md'), 'utf8');
  for (const { name, code } of faults) expect(guide).toMatch(new RegExp(`\\| ${name} +\\| \`${code}\``));
});
