import type { Bot, BotEvent, Turn } from '../bot/bot.ts';
import { BotError } from '../bot/bot-error.ts';
import { askBot } from './ask-bot.ts';

const turn: Turn = {
  threadId: 't1',
  begunAt: 0,
  channel: 'web',
  customerId: 'ann',
  messages: [
    { messageId: 'm1', seq: 1, userId: 'ann', text: 'hello', timestamp: 1, metadata: {}, attachments: [] },
  ],
  state: {},
  history: async () => [],
  customer: async () => ({ userId: 'ann', attributes: {} }),
};

const text = (said: string): BotEvent => ({ type: 'text', text: said });
const never = new AbortController().signal;

/** Asks a bot that yields this, and notes what is told of it. */
function ask(
  reply: (signal: AbortSignal) => AsyncIterable<BotEvent>,
  { signal = never, checkState = () => {} }: { signal?: AbortSignal; checkState?: () => void } = {},
) {
  const told: string[] = [];
  const bot = { reply: (_: Turn, given: AbortSignal) => reply(given) } as Bot;
  const onEvent = (event: BotEvent, draft: { readonly text: string }) =>
    told.push(`${event.type}: ${draft.text}`);
  return { told, reply: askBot(bot, turn, signal, { onEvent, checkState }) };
}

/** A bot made by hand, as anyone may write one. */
const byHand = (iterator: Partial<AsyncIterator<BotEvent>>): AsyncIterable<BotEvent> => ({
  [Symbol.asyncIterator]: () => iterator as AsyncIterator<BotEvent>,
});

describe('a bot that is asked', () => {
  it('replies with what it yields, of which each piece is told with the reply so far', async () => {
    const { told, reply } = ask(async function* () {
      yield text('Hello');
      yield { type: 'state', state: { step: 1 } };
      yield text(', Ann.');
    });
    await expect(reply).resolves.toMatchObject({ text: 'Hello, Ann.', state: { step: 1 } });
    expect(told).toEqual(['text: Hello', 'state: Hello', 'text: Hello, Ann.']);
  });

  it('is given the turn and the signal that calls it off', async () => {
    const given: unknown[] = [];
    const bot = {
      async *reply(...args: unknown[]) {
        given.push(...args);
        yield text('Hello');
      },
    } as Bot;
    await askBot(bot, turn, never, { onEvent: () => {}, checkState: () => {} });
    expect(given).toEqual([turn, never]);
  });

  it('must say something', async () => {
    await expect(ask(async function* () {}).reply).rejects.toMatchObject({ code: 'bot.emptyReply' });
  });

  it('that yields what is no event has failed, and may clean up', async () => {
    let isClean = false;
    const { told, reply } = ask(async function* () {
      try {
        yield 'hello' as unknown as BotEvent;
      } finally {
        isClean = true;
      }
    });
    await expect(reply).rejects.toMatchObject({ code: 'bot.invalidEvent' });
    expect([isClean, told]).toEqual([true, []]);
  });

  const unreadable = new Error('no such order');
  it.each<[string, unknown, string]>([
    ['is wrong', { type: 'text', text: 7 }, 'a text that is of type number.'],
    ['has a type without a text', { type: 1n }, 'an event that cannot be read: .* BigInt.'],
    [
      'throws when it is read',
      {
        get type() {
          throw unreadable;
        },
      },
      'an event that cannot be read: no such order.',
    ],
  ])('that yields an event that %s has failed, and the error says which', async (_, event, problem) => {
    const { told, reply } = ask(async function* () {
      yield text('Hello');
      yield event as BotEvent;
    });
    const error: unknown = await reply.catch((thrown) => thrown);
    expect(error).toBeInstanceOf(BotError);
    expect(error).toMatchObject({
      code: 'bot.invalidEvent',
      message: expect.stringMatching(`^The bot yielded ${problem} It was event number 2 of the reply.$`),
    });
    expect(told).toEqual(['text: Hello']);
  });

  it('keeps what was thrown by an event that cannot be read, for the log', async () => {
    const event = Object.defineProperty({}, 'type', {
      get: () => {
        throw unreadable;
      },
    });
    const { reply } = ask(async function* () {
      yield event as BotEvent;
    });
    await expect(reply).rejects.toMatchObject({ cause: unreadable });
  });

  it('that yields without end is stopped', async () => {
    let yielded = 0;
    const endless = byHand({
      next: async () => {
        yielded += 1;
        return { done: false, value: { type: 'message', text: 'again' } };
      },
    });
    await expect(ask(() => endless).reply).rejects.toMatchObject({
      code: 'bot.invalidEvent',
      message: 'The bot yielded more than 20000 events for one reply.',
    });
    expect(yielded).toBe(20_001);
  });

  it.each<[string, unknown, string]>([
    ['an error', new Error('no credit'), 'The bot threw: no credit'],
    ['a text', 'no credit', 'The bot threw: no credit'],
    ['an object without a message', { message: 7 }, 'The bot threw: [object Object]'],
    ['nothing', undefined, 'The bot threw: undefined'],
  ])('that throws %s has failed, and the error says with what', async (_, thrown, message) => {
    const failed = { code: 'bot.failed', message, cause: thrown };
    const midway = ask(async function* () {
      yield text('Hello');
      throw thrown;
    });
    await expect(midway.reply).rejects.toMatchObject(failed);
    expect(midway.told).toEqual(['text: Hello']);
    const atOnce = ask(() => {
      throw thrown;
    });
    await expect(atOnce.reply).rejects.toMatchObject(failed);
  });
});

describe('a bot that is called off', () => {
  it('ends at once with the reason, though it hangs, and is asked to clean up', async () => {
    const off = new AbortController();
    let isClosed = false;
    const hanging = byHand({
      next: () => new Promise(() => {}),
      return: async () => {
        isClosed = true;
        throw new Error('nobody hears this');
      },
    });
    const { reply } = ask(() => hanging, { signal: off.signal });
    const reason = new Error('taken over');
    off.abort(reason);
    await expect(reply).rejects.toBe(reason);
    expect(isClosed).toBe(true);
  });

  it('ends with the reason though it cannot clean up', async () => {
    const reason = new Error('taken over');
    const { reply } = ask(() => byHand({ next: () => new Promise(() => {}) }), {
      signal: AbortSignal.abort(reason),
    });
    await expect(reply).rejects.toBe(reason);
  });

  it('leaves nothing behind that listens', async () => {
    const listening = new Set<unknown>();
    const { signal } = new AbortController();
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (name: string, listener: () => void) => {
      listening.add(listener);
      add(name, listener);
    };
    signal.removeEventListener = (name: string, listener: () => void) => {
      listening.delete(listener);
      remove(name, listener);
    };
    const { reply } = ask(
      async function* () {
        yield text('Hello');
      },
      { signal },
    );
    await reply;
    expect(listening.size).toBe(0);
  });
});

describe('a state that cannot be stored', () => {
  const tooLarge = new BotError('bot.stateTooLarge', 'too large');
  const checkState = () => {
    throw tooLarge;
  };

  it('is refused where the bot yields it, and the bot may go on without it', async () => {
    const { told, reply } = ask(
      async function* () {
        try {
          yield { type: 'state', state: { all: 'of it' } };
        } catch (error) {
          yield text(`I forget: ${(error as BotError).code}`);
        }
      },
      { checkState },
    );
    await expect(reply).resolves.toMatchObject({ text: 'I forget: bot.stateTooLarge', state: undefined });
    expect(told).toEqual(['text: I forget: bot.stateTooLarge']);
  });

  it('ends the reply of a bot that does not catch the refusal, or cannot', async () => {
    const careless = ask(
      async function* () {
        yield { type: 'state', state: {} };
        yield text('Hello');
      },
      { checkState },
    );
    await expect(careless.reply).rejects.toBe(tooLarge);
    const simple = ask(
      () => byHand({ next: async () => ({ done: false, value: { type: 'state', state: {} } }) }),
      { checkState },
    );
    await expect(simple.reply).rejects.toBe(tooLarge);
  });

  it('is no excuse for a bot that then fails by itself', async () => {
    const cause = new Error('no credit');
    const { reply } = ask(
      async function* () {
        try {
          yield { type: 'state', state: {} };
        } catch {
          throw cause;
        }
      },
      { checkState },
    );
    await expect(reply).rejects.toMatchObject({ code: 'bot.failed', cause });
  });

  it('is looked at once, and only where there is one', async () => {
    let checks = 0;
    const { reply } = ask(
      async function* () {
        yield text('Hello');
        yield { type: 'state', state: { step: 1 } };
        yield text('!');
      },
      {
        checkState: () => {
          checks += 1;
        },
      },
    );
    await reply;
    expect(checks).toBe(1);
  });

  it('is told from a check that fails by itself', async () => {
    const broken = new TypeError('no such thing');
    const { reply } = ask(
      async function* () {
        try {
          yield { type: 'state', state: {} };
        } catch {
          yield text('never heard');
        }
      },
      {
        checkState: () => {
          throw broken;
        },
      },
    );
    await expect(reply).rejects.toBe(broken);
  });
});
