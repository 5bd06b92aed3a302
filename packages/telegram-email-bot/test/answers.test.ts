import { telegramRates } from '@switchboard/telegram-simulator';
import { until } from '@switchboard/telegram-simulator/people';
import { rich } from '../src/telegram/rich-text.ts';
import { readUser } from '../src/users/user-store.ts';
import type { ChatPort } from '../src/webhook/chat-port.ts';
import { type BotWorld, createBotWorld, roundMs } from './bot-world.ts';

/** The conversation answers with a text of three messages. */
const talkative = async (): Promise<ChatPort> => ({
  say: async () => ({ text: rich([1, 2, 3].map((page) => `page ${page} `.padEnd(4_000, '.')).join('\n\n')) }),
});

describe('an answer to an update', () => {
  let world: BotWorld;
  afterEach(() => world.stop());

  const heard = async (chatId: number) => (await world.people.fromBot(chatId)).map(({ text }) => text);
  const pending = async () => {
    const root = `${world.simulator.root}/bot${await world.token.get()}`;
    const { result } = (await (await fetch(`${root}/getWebhookInfo`)).json()) as {
      result: { pending_update_count: number };
    };
    return result.pending_update_count;
  };
  /** Waits until the webhook has taken every update. */
  const taken = () => until(async () => ((await pending()) === 0 ? true : undefined));
  /** Lets the time pass until everything that waits is sent. */
  const settle = async (mostMs = 120_000) => {
    await taken();
    for (let ms = 0; world.jobs.length > 0 && ms < mostMs; ms += 500) {
      world.advance(500);
      await world.runJobs();
    }
  };
  const logged = (wanted: string) => world.logs.filter(({ event }) => event === wanted);
  const fail = (fault: object) => world.people.post('/faults', fault);

  describe('keeps the pace that Telegram asks for', () => {
    beforeEach(async () => {
      world = await createBotWorld({ rates: telegramRates });
    });

    it('and comes once to each of 60 chats that register within a second', async () => {
      const chats = Array.from({ length: 60 }, (_, index) => 100 + index);
      await Promise.all(chats.map((chatId) => world.people.say(chatId, '/register')));
      await settle();
      const answers = await Promise.all(chats.map(heard));
      expect(answers.filter(({ length }) => length !== 1)).toEqual([]);
      expect(new Set(answers.flat()).size).toBe(60);
    });

    it('and comes to each of three commands of one chat within a second, in their order', async () => {
      for (const text of ['/register', '/language de', '/digest hourly']) await world.people.say(7, text);
      await settle();
      const [registered, language, digest] = await heard(7);
      expect(registered).toContain('@mail.example');
      expect([language, digest]).toEqual([
        'Ich spreche jetzt Deutsch.',
        expect.stringMatching(/^Zusammenfassungen kommen/),
      ]);
      expect(await heard(7)).toHaveLength(3);
      expect(logged('update.failed')).toEqual([]);
    });
  });

  describe('is sent until Telegram has taken it', () => {
    beforeEach(async () => {
      world = await createBotWorld({}, talkative);
    });

    it('after the time that Telegram asks for, while the update is done', async () => {
      await fail({ method: 'sendMessage', status: 429, retryAfter: 7 });
      await world.people.say(7, '/register');
      await taken();
      world.advance(6_999);
      await world.runJobs();
      expect(await heard(7)).toEqual([]);
      world.advance(roundMs);
      await world.runJobs();
      expect(await heard(7)).toEqual([expect.stringContaining('@mail.example')]);
      expect([logged('update.handled').length, logged('update.failed').length]).toEqual([1, 0]);
    });

    it('also to a chat without stored data, without asking more often than Telegram allows', async () => {
      await fail({ method: 'sendMessage', status: 429, retryAfter: 5, times: 2 });
      await world.people.say(7, '/help');
      await taken();
      world.advance(5_000 + roundMs);
      await world.runJobs();
      const [job] = world.jobs;
      expect(job?.at).toBeGreaterThanOrEqual(world.context.now() + 5_000);
      await settle();
      expect(await heard(7)).toHaveLength(1);
    });

    it('where Telegram says that it is not to blame, or gives no answer: then it may come twice', async () => {
      await fail({ method: 'sendMessage', status: 502, chatId: 7, times: 2 });
      await fail({ method: 'sendMessage', loseAnswer: true, chatId: 8 });
      for (const chatId of [7, 8]) await world.people.say(chatId, '/help');
      await settle();
      expect([await heard(7), await heard(8)].map(({ length }) => length)).toEqual([1, 2]);
      expect(logged('update.failed')).toEqual([]);
    });

    it('as plain text where Telegram refuses the markup, and as a file where it refuses the text', async () => {
      const description = "Bad Request: can't parse entities: unsupported start tag";
      await fail({ method: 'sendMessage', status: 400, description });
      await world.people.say(7, '/register');
      await taken();
      expect(await heard(7)).toEqual([expect.stringContaining('@mail.example')]);
      await fail({ method: 'sendMessage', status: 400, description: 'Bad Request: message is too long' });
      await world.people.say(7, '/addresses');
      await taken();
      expect((await world.people.messages(7)).at(-1)?.document).toMatchObject({ name: 'message.txt' });
    });

    it('no more to somebody who has blocked the bot', async () => {
      await world.register(7);
      await fail({ method: 'sendMessage', status: 403 });
      await world.people.say(7, '/status');
      await settle();
      expect(await heard(7)).toHaveLength(1);
      expect(await readUser(world.context, 7)).toMatchObject({ status: 'blocked' });
      expect([world.jobs, world.setAside, logged('update.failed')]).toEqual([[], [], []]);
    });

    it('to the supergroup that a group became meanwhile', async () => {
      await world.people.say(-5, '/help', { from: 1 });
      await world.people.heard(-5, 1);
      const { chatId } = (await world.people.post('/users/-5/migrate')) as { chatId: number };
      await taken();
      const update = {
        update_id: 2_000_000_001,
        message: {
          message_id: 9,
          date: 0,
          chat: { id: -5, type: 'group', title: 'Group' },
          from: { id: 1, is_bot: false, first_name: 'Ann' },
          text: '/help',
          entities: [{ type: 'bot_command', offset: 0, length: 5 }],
        },
      };
      const before = (await heard(chatId)).length;
      expect(await world.callWebhook(update)).toMatchObject({ statusCode: 200 });
      expect(await heard(chatId)).toHaveLength(before + 1);
    });

    it('from the message on that Telegram did not take', async () => {
      await fail({ method: 'sendMessage', status: 429, retryAfter: 3, after: 1 });
      await world.people.say(7, 'Tell me more');
      await taken();
      expect(await heard(7)).toEqual([expect.stringMatching(/^page 1/)]);
      await settle();
      const pages = (await heard(7)).map((text) => text.slice(0, 6));
      expect(pages).toEqual(['page 1', 'page 2', 'page 3']);
    });

    it('once, however often the queue brings what had to wait', async () => {
      await fail({ method: 'sendMessage', status: 429 });
      await world.people.say(7, '/help');
      await taken();
      world.jobs.push(...world.jobs);
      await settle();
      expect(await heard(7)).toHaveLength(1);
    });

    it('in one message of the queue, however often that comes while Telegram gives no answer', async () => {
      await fail({ method: 'sendMessage', status: 502, times: 8 });
      await world.people.say(7, '/help');
      await taken();
      const waiting: number[] = [];
      while (world.jobs.length > 0 && waiting.length < 20) {
        // As after a function that dies once it has put the answer off.
        world.jobs.push(...world.jobs);
        world.advance(600_000);
        await world.runJobs();
        waiting.push(world.jobs.length);
      }
      expect(Math.max(...waiting)).toBe(1);
      expect(await heard(7)).toHaveLength(1);
    });

    it('in the topic that was written in', async () => {
      await fail({ method: 'sendMessage', status: 429, after: 1 });
      await fetch(`${world.simulator.root}/users/-1000000000009`, {
        method: 'PUT',
        body: '{"type":"supergroup","isForum":true}',
      });
      const write = { from: 1, topicId: 3 };
      for (const text of ['/help', '/addresses']) await world.people.say(-1000000000009, text, write);
      await settle();
      const answers = await world.people.fromBot(-1000000000009);
      expect(answers.map(({ topicId }) => topicId)).toEqual([3, 3]);
    });

    it('by a repetition of the update where nobody could keep it', async () => {
      await fail({ method: 'sendMessage', status: 429 });
      world.refuseJobs(1);
      await world.people.say(7, '/register');
      await taken();
      expect(await heard(7)).toEqual([expect.stringContaining('@mail.example')]);
      expect([logged('update.failed').length, world.setAside.length]).toEqual([1, 0]);
    });
  });

  describe('to a tap', () => {
    const raw = 'From: ann@example.com\r\nSubject: Note\r\n\r\nHello.';
    beforeEach(async () => {
      world = await createBotWorld();
      const address = await world.register(7);
      world.advance(10_000);
      await world.receive({ to: address, raw });
    });
    const summary = async () => (await world.people.messages(7)).at(-1);
    const dataOf = async (messageId: number) =>
      (await world.people.messages(7))
        .find((message) => message.messageId === messageId)
        ?.buttons?.flat()
        .map(({ data }) => data);

    it('changes the buttons later where Telegram does not change them at once', async () => {
      const { messageId = 0 } = (await summary()) ?? {};
      await fail({ method: 'editMessageReplyMarkup', status: 429, retryAfter: 2 });
      await world.people.tap(7, messageId, 'block');
      await taken();
      expect(await dataOf(messageId)).toContain('block');
      await settle();
      expect(await dataOf(messageId)).toContain('unblock');
    });

    it('is a message where Telegram does not show what nothing else says', async () => {
      const { messageId = 0 } = (await summary()) ?? {};
      const tooOld = 'Bad Request: query is too old and response timeout expired or query ID is invalid';
      await fail({ method: 'answerCallbackQuery', status: 400, description: tooOld });
      await world.people.tap(7, messageId, 'reply');
      await taken();
      expect((await heard(7)).at(-1)).toMatch(/^Answer this message/);
      await fail({ method: 'answerCallbackQuery', status: 502 });
      await world.people.tap(7, messageId, 'reply');
      await settle();
      expect(await heard(7)).toHaveLength(4);
    });

    it('begins what it asks for once, and is no message, where only its notice is lost', async () => {
      const { messageId = 0 } = (await summary()) ?? {};
      await fail({ method: 'answerCallbackQuery', status: 502 });
      await world.people.tap(7, messageId, 'full');
      await taken();
      expect(world.jobs).toMatchObject([{ job: { type: 'full' } }]);
    });
  });

  describe('that needs something of Telegram first', () => {
    beforeEach(async () => {
      world = await createBotWorld();
    });

    it('waits as long as Telegram asks for, and is not tried again and again', async () => {
      await world.register(-5);
      await fail({ method: 'getChatMember', status: 429, retryAfter: 4, times: 2 });
      await world.people.say(-5, '/deactivate', { from: 1 });
      await taken();
      expect(world.setAside).toHaveLength(1);
      expect(logged('update.failed')).toHaveLength(1);
      expect(world.setAsideFor).toEqual([4_000]);
      await world.redrive();
      expect(world.setAsideFor).toEqual([4_000, 4_000]);
      await world.redrive();
      expect((await heard(-5)).at(-1)).toMatch(/^Mail to your addresses is held/);
      expect(world.setAside).toEqual([]);
    });
  });
});
