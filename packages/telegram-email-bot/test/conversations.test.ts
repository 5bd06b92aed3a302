import { randomUUID } from 'node:crypto';
import { DeleteCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import {
  appendMessage,
  attachmentOf,
  type BroughtFile,
  bringAttachment,
  type ChatContext,
  changeMessage,
  changeOwner,
  changeProfile,
  eraseUser,
  type ObjectStore,
  queryMessages,
  readPerson,
  readThread,
  sayQueued,
} from '@switchboard/chat-core';
import { DynamoLock, UserConversations } from '@switchboard/data-core';
import { locksTable } from '@switchboard/data-core/tables';
import type { Attachment } from '@switchboard/protocol';
import { until } from '@switchboard/telegram-simulator/people';
import { TelegramConversations } from '../src/chat/conversations.ts';
import { createTelegramChat } from '../src/chat/telegram-chat.ts';
import { createOutboundHandler } from '../src/outbound/outbound-handler.ts';
import { BotApi } from '../src/telegram/bot-api.ts';
import { createTelegramSender } from '../src/telegram/telegram-sender.ts';
import { readUser } from '../src/users/user-store.ts';
import { type BotWorld, createBotWorld } from './bot-world.ts';
import { type ChatWorld, chatWorld, tableIn } from './chat-world.ts';
import type { TestTopic } from './topic.ts';

const threadId = 'telegram-7.1';

/** An update with a message of person 7. */
const updateOf = (updateId: number, content: object) => ({
  update_id: updateId,
  message: {
    message_id: 9,
    date: 0,
    chat: { id: 7, type: 'private', first_name: 'Ann' },
    from: { id: 7, is_bot: false, first_name: 'Ann' },
    ...content,
  },
});

/** A week whose every day has one period. */
const days = ([from, to]: readonly [number, number]) =>
  Array.from({ length: 7 }, () => [{ fromMinute: from * 60, toMinute: to * 60 }]);

describe('a conversation in Telegram', () => {
  let world: BotWorld;
  let chat: ChatContext;

  async function brought(file: BroughtFile, to: Pick<ObjectStore, 'write'>): Promise<Attachment> {
    const record = await bringAttachment(chat, to, file);
    if (record === undefined) throw new Error('The file was not kept');
    return attachmentOf(record);
  }
  let toBot: TestTopic;
  let own: ChatWorld;
  let push: (event: unknown) => ReturnType<ReturnType<typeof createOutboundHandler>>;
  const delayed: { threadId: string; at: number; slotAt?: number }[] = [];

  beforeEach(async () => {
    delayed.length = 0;
    const made = chatWorld();
    world = await createBotWorld({}, made.factory);
    own = await made.world;
    ({ chat, toBot } = own);
    const locks = await tableIn(world, locksTable);
    const handler = createOutboundHandler({
      chat,
      context: world.context,
      locks: new DynamoLock({ tableName: locks, client: world.client, now: world.context.now }),
      attachments: own.attachments,
      conversations: new UserConversations({
        tableName: world.tables.userConversations,
        client: world.client,
        now: world.context.now,
      }),
      sender: createTelegramSender(
        new BotApi({ token: world.token, apiRoot: world.simulator.root, newId: randomUUID }),
      ),
      pushLater: async (id, afterMs, slotAt) => {
        delayed.push({
          threadId: id,
          at: world.context.now() + afterMs,
          ...(slotAt !== undefined && { slotAt }),
        });
      },
      log: world.log,
    });
    push = (event) => handler(event, { getRemainingTimeInMillis: () => 60_000 });
  });
  afterEach(async () => {
    await world.stop();
    own.close();
  });

  const notice = (type: 'message' | 'typing' = 'message', id = threadId) => ({
    Records: [{ Sns: { Message: JSON.stringify({ threadId: id, channel: 'telegram', type }) } }],
  });
  const runDelayed = async () => {
    const due = delayed.splice(0);
    for (const entry of due) {
      await push({ Records: [{ eventSource: 'aws:sqs', messageId: '1', body: JSON.stringify(entry) }] });
    }
  };
  /** Lets the time pass until everything that was put off is delivered. */
  const settle = async () => {
    while (delayed.length > 0) {
      world.advance(1_000);
      await runDelayed();
    }
  };
  const heard = async (chatId = 7) => (await world.people.fromBot(chatId)).map(({ text }) => text);
  const stored = async (id = threadId) => {
    const page = await queryMessages(chat, { threadId: id, direction: 'forward', limit: 100 });
    return page.outcome === 'page' ? page.messages.map(({ text }) => text) : [];
  };
  const say = async (text: string, count = 1, chatId = 7) => {
    await world.people.say(chatId, text);
    return until(() => (toBot.published.length >= count ? toBot.published : undefined));
  };
  const bot = { type: 'bot', name: 'rules' } as const;
  const reply = (text: string, metadata = {}) =>
    appendMessage(chat, { threadId, author: bot, text, metadata });

  it('is a thread of the channel telegram that the bot is asked about', async () => {
    const [published] = await say('Hello bot');
    expect(JSON.parse(published ?? '')).toMatchObject({
      message: { threadId, text: 'Hello bot', sender: 'telegram-7', messageType: 'user' },
    });
    expect(await readThread(chat, threadId)).toMatchObject({ channel: 'telegram', waiting: { kind: 'bot' } });
  });

  it('takes what is said once, however often Telegram repeats it', async () => {
    await say('Hello bot');
    const update = updateOf(4711, { text: 'Once' });
    for (let tries = 0; tries < 3; tries += 1) expect((await world.callWebhook(update)).statusCode).toBe(200);
    expect(await stored()).toEqual(['Hello bot', 'Once']);
  });

  describe('whose update is set aside, and tried again behind others', () => {
    const command = (updateId: number, text: string) =>
      updateOf(updateId, {
        text,
        entities: [{ type: 'bot_command', offset: 0, length: text.split(' ')[0]?.length }],
      });
    /** Has an update fail until it is set aside, once its effect is there. */
    async function setAside(update: object): Promise<void> {
      toBot.refuse(4);
      const statuses = [];
      for (let tries = 0; tries < 4; tries += 1) statuses.push((await world.callWebhook(update)).statusCode);
      expect(statuses).toEqual([500, 500, 500, 200]);
      expect(world.setAside).toHaveLength(1);
    }

    it('stores a text once, in the conversation in which it was said', async () => {
      await say('About cats');
      await setAside(updateOf(4711, { text: 'Once' }));
      await world.callWebhook(command(4712, '/newchat'));
      await world.callWebhook(updateOf(4713, { text: 'About dogs' }));
      await world.redrive();
      await world.callWebhook(updateOf(4711, { text: 'Once' }));
      expect(await stored()).toEqual(['About cats', 'Once']);
      expect(await stored('telegram-7.2')).toEqual(['About dogs']);
      const published = toBot.published.map((message) => JSON.parse(message).message.text);
      expect(published).toEqual(['About cats', 'About dogs', 'Once', 'Once']);
    });

    it('stores a text there also where no try has stored it before', async () => {
      await say('About cats');
      const file = {
        file_id: 'not yet there',
        file_unique_id: 'u',
        file_name: 'dog.png',
        mime_type: 'image/png',
      };
      const update = updateOf(4711, { document: file });
      await world.people.post('/faults', { method: 'getFile', status: 502, times: 4 });
      for (let tries = 0; tries < 4; tries += 1) await world.callWebhook(update);
      expect(world.setAside).toHaveLength(1);
      await world.callWebhook(command(4712, '/newchat'));
      world.setAside.splice(0, 1, updateOf(4711, { text: 'Found' }));
      await world.redrive();
      expect(await stored()).toEqual(['About cats', 'Found']);
      expect(await stored('telegram-7.2')).toEqual([]);
    });

    it.each([
      ['begins one conversation only', '/newchat', ['About cats'], ['About dogs', 'More dogs']],
      ['goes to a conversation once', '/switch 1', ['About cats', 'About dogs'], ['More dogs']],
    ])('%s, and does not undo what came after it', async (_, text, first, second) => {
      await say('About cats');
      if (text !== '/newchat') await world.callWebhook(command(4700, '/newchat'));
      await world.callWebhook(command(4711, text));
      await world.callWebhook(updateOf(4713, { text: 'About dogs' }));
      await world.callWebhook(command(4714, '/switch 2'));
      world.setAside.push(command(4711, text));
      await world.redrive();
      await world.callWebhook(updateOf(4718, { text: 'More dogs' }));
      expect(await stored()).toEqual(first);
      expect(await stored('telegram-7.2')).toEqual(second);
      expect(await stored('telegram-7.3')).toEqual([]);
    });

    it('finds no conversation that has begun since it was answered that there is none', async () => {
      await world.people.say(7, '/start');
      await world.people.heard(7, 1);
      await world.callWebhook(command(4711, '/switch 1'));
      await world.callWebhook(updateOf(4712, { text: 'About cats' }));
      // An earlier try of it goes on.
      await world.callWebhook(command(4711, '/switch 1'));
      const none = expect.stringContaining('There is no conversation');
      expect((await heard()).slice(1)).toEqual([none, none]);
      expect(await readUser(world.context, 7)).toBeUndefined();
    });

    it('begins no conversation before its answer is recorded with it', async () => {
      await say('About cats');
      const conversations = new TelegramConversations(
        new UserConversations({ tableName: world.tables.userConversations, client: world.client }),
        world.context,
      );
      // What a try does that dies before it records its answer.
      await conversations.begin(7, 4711, 'en');
      await world.callWebhook(updateOf(4713, { text: 'About dogs' }));
      world.setAside.push(command(4711, '/newchat'));
      await world.redrive();
      await world.callWebhook(updateOf(4718, { text: 'More dogs' }));
      expect(await stored()).toEqual(['About cats', 'About dogs']);
      // Its number is left out.
      expect(await stored('telegram-7.3')).toEqual(['More dogs']);
    });

    it('is nothing where everything of the person was erased since', async () => {
      await setAside(updateOf(4711, { text: 'Once' }));
      const conversations = new UserConversations({
        tableName: world.tables.userConversations,
        client: world.client,
        now: world.context.now,
      });
      await conversations.delete(7, 1);
      world.advance(1_000);
      await world.redrive();
      expect(await conversations.current(7)).toBeNull();
      await world.client.send(
        new DeleteCommand({
          TableName: world.tables.userConversations,
          Key: { user_id: 7, chat_id: 0 },
        }),
      );
      await world.callWebhook(updateOf(4712, { text: 'New here' }));
      await world.callWebhook(updateOf(4711, { text: 'Once' }));
      expect((await stored()).at(-1)).toBe('New here');
      expect(world.logs.filter(({ outcome }) => outcome === 'erased')).toHaveLength(2);
    });
  });

  it('has the files that people send, once', async () => {
    const file = { name: 'cat.png', mimeType: 'image/png', text: 'meow' };
    await world.people.say(7, 'My cat', { file });
    await until(() => toBot.published.at(-1));
    await world.people.say(7, '', { file });
    const [, published] = await until(() => (toBot.published.length > 1 ? toBot.published : undefined));
    expect(JSON.parse(published ?? '')).toMatchObject({ message: { text: 'cat.png' } });
    const page = await queryMessages(chat, { threadId, direction: 'forward', limit: 10 });
    const messages = page.outcome === 'page' ? page.messages : [];
    const attachment = { name: 'cat.png', type: 'image/png', size: 4 };
    expect(messages).toMatchObject([
      { text: 'My cat', sender: 'telegram-7', attachments: [attachment] },
      { text: 'cat.png', attachments: [attachment] },
    ]);
    const ids = messages.flatMap(({ attachments = [] }) =>
      attachments.map(({ attachmentId }) => attachmentId),
    );
    expect([...own.files.keys()]).toEqual(ids);
    expect(own.files.get(ids[0] ?? '')).toEqual(new Uint8Array(Buffer.from('meow')));
  });

  it('takes a file once, however often Telegram repeats it', async () => {
    const file = { name: 'cat.png', mimeType: 'image/png', text: 'meow' };
    const { document } = await world.people.say(7, 'My cat', { file });
    await until(() => toBot.published.at(-1));
    const update = updateOf(4711, {
      document: {
        file_id: document?.fileId,
        file_unique_id: 'u',
        file_name: 'dog.png',
        mime_type: 'image/png',
      },
    });
    for (let tries = 0; tries < 3; tries += 1) expect((await world.callWebhook(update)).statusCode).toBe(200);
    expect(await stored()).toEqual(['My cat', 'dog.png']);
    expect(own.files.size).toBe(2);
  });

  it('keeps no name of a person who is erased while their first message is taken', async () => {
    let isErased = false;
    const send = async (command: Parameters<typeof chat.client.send>[0]) => {
      const output = await chat.client.send(command);
      if (isErased || !(command instanceof TransactWriteCommand)) return output;
      isErased = true;
      world.advance(10_000);
      await eraseUser(chat, 'telegram-7', []);
      world.advance(10_000);
      return output;
    };
    const { say: take } = createTelegramChat({
      ...own,
      context: { ...chat, client: { send } as unknown as ChatContext['client'] },
      publisher: toBot.publisher,
      conversations: {
        ofUpdate: async () => ({ number: 1, threadId, title: '' }),
        entitle: async () => {},
      },
      download: async () => new Uint8Array(),
      log: world.log,
    });
    const profile = { chatId: 7, firstName: 'Ann', username: 'ann' };
    await take({ profile, updateId: 4711, text: 'Hello', language: 'en' });
    expect(isErased).toBe(true);
    expect(await readPerson(chat, 'telegram-7')).toEqual({});
  });

  it.each([
    ['of a kind that is not taken', { mimeType: 'application/x-msdownload' }, /files of this kind/],
    ['without a kind', {}, /files of this kind/],
  ])('says why it takes no file %s', async (_, kind, reason) => {
    await world.people.say(7, 'run this', { file: { name: 'a.exe', text: 'x', ...kind } });
    const [answer] = await world.people.heard(7, 1);
    expect(answer?.text).toMatch(reason);
    expect(await stored()).toEqual([]);
    expect(own.files.size).toBe(0);
  });

  it.each([
    ['too large', 'file is too big', /up to 20 MB/],
    ['gone', 'wrong file_id or the file is temporarily unavailable', /send it again/],
  ])('says that it takes no file that Telegram does not give, because it is %s', async (_, error, reason) => {
    await world.people.post('/faults', {
      method: 'getFile',
      status: 400,
      description: `Bad Request: ${error}`,
    });
    await world.people.say(7, 'see this', {
      file: { name: 'a.txt', text: 'x', mimeType: 'text/plain' },
    });
    const [answer] = await world.people.heard(7, 1);
    expect(answer?.text).toMatch(reason);
    expect(world.setAside).toEqual([]);
    expect(await stored()).toEqual([]);
  });

  it('brings the bot’s reply to Telegram, once', async () => {
    await say('Hello bot');
    await reply('Hello Ann');
    await push(notice());
    await push(notice());
    expect(await heard()).toEqual(['Hello Ann']);
    expect(await readThread(chat, threadId)).not.toHaveProperty('undeliveredSince');
  });

  it('shows that a reply is being written', async () => {
    await say('Hello bot');
    await push(notice('typing'));
    const seen = await fetch(`${world.simulator.root}/users/7`);
    expect(await seen.json()).toMatchObject({ action: 'typing' });
  });

  it.each([
    ['a user', true],
    ['somebody who has not registered', false],
  ])(
    'keeps the order and the pace for %s: one message a second, by messages that come back',
    async (_, isUser) => {
      await say('Hello bot');
      if (isUser) await world.register(7);
      const own = async () => (await heard()).slice(isUser ? 1 : 0);
      for (const text of ['one', 'two', 'three']) await reply(text);
      await push(notice());
      expect(await own()).toEqual(['one']);
      for (const expected of [
        ['one', 'two'],
        ['one', 'two', 'three'],
      ]) {
        world.advance(1_000);
        await runDelayed();
        expect(await own()).toEqual(expected);
      }
    },
  );

  it('waits as long as Telegram asks for, and skips nothing', async () => {
    await say('Hello bot');
    await reply('one');
    await reply('two');
    await world.people.post('/faults', { method: 'sendMessage', status: 429, retryAfter: 20 });
    await push(notice());
    expect(await heard()).toEqual([]);
    expect(delayed[0]?.at).toBe(world.context.now() + 20_000);
    world.advance(20_000);
    await settle();
    expect(await heard()).toEqual(['one', 'two']);
  });

  it('goes on where it was when a delivery dies', async () => {
    await say('Hello bot');
    await reply('one');
    await reply('two');
    await world.people.post('/faults', { method: 'sendMessage', status: 502 });
    await push(notice());
    expect(await heard()).toEqual([]);
    await settle();
    expect(await heard()).toEqual(['one', 'two']);
  });

  it('is left to the topic, the queue and the sweeper where Telegram has given no answer for a minute', async () => {
    await say('Hello bot');
    await reply('one');
    await world.people.post('/faults', { method: 'sendMessage', status: 502, times: 9 });
    await push(notice());
    world.advance(61_000);
    await expect(push(notice())).rejects.toThrow('Telegram');
    await fetch(`${world.simulator.root}/faults`, { method: 'DELETE' });
    await push(notice());
    await settle();
    expect(await heard()).toEqual(['one']);
  });

  it('delivers in order what two events bring at the same time', async () => {
    await say('Hello bot');
    for (const text of ['one', 'two', 'three', 'four']) await reply(text);
    await Promise.all([push(notice()), push(notice()), push(notice())]);
    await settle();
    expect(await heard()).toEqual(['one', 'two', 'three', 'four']);
  });

  it('splits a long message, and passes over one that Telegram will never take', async () => {
    await say('Hello bot');
    await reply('word '.repeat(1_500).trim());
    await push(notice());
    expect((await heard()).map(({ length }) => length <= 4096)).toEqual([true, true]);
    await reply('refused');
    await reply('next');
    await world.people.post('/faults', { status: 400, description: 'Bad Request: NO', times: 2 });
    await push(notice());
    await settle();
    expect((await heard()).at(-1)).toBe('next');
    expect(world.logs.map(({ event }) => event)).toContain('message.undeliverable');
  });

  it.each([
    ['en', 'Telegram did not accept this message as text. This file contains it.'],
    ['de', 'Telegram hat diese Nachricht nicht als Text angenommen. Sie steht in dieser Datei.'],
  ])('sends a text that Telegram refuses as a file that says what it is (%s)', async (languageCode, text) => {
    const put = { method: 'PUT', body: JSON.stringify({ languageCode }) };
    await fetch(`${world.simulator.root}/users/7`, put);
    await say('Hello bot');
    await reply('The whole answer');
    await world.people.post('/faults', {
      method: 'sendMessage',
      status: 400,
      description: 'Bad Request: NO',
    });
    await push(notice());
    const [message] = await world.people.heard(7, 1);
    expect(message).toMatchObject({ text, document: { name: 'message.txt' } });
    const file = await fetch(world.simulator.root + message?.document?.path);
    expect(await file.text()).toBe('The whole answer');
  });

  it('goes on with the piece of a long message that is outstanding where Telegram asks to wait between two', async () => {
    await say('Hello bot');
    const text = Array.from({ length: 1_600 }, (_, index) => `w${index}`).join(' ');
    await reply(text);
    await world.people.post('/faults', { method: 'sendMessage', after: 1, status: 429, retryAfter: 20 });
    await push(notice());
    expect(await heard()).toHaveLength(1);
    world.advance(20_000);
    await settle();
    expect((await heard()).length).toBeGreaterThan(1);
    expect((await heard()).join(' ')).toBe(text);
  });

  describe('of an operator', () => {
    const author = { type: 'operator', userId: 'olga' } as const;
    const write = async (text: string) => {
      const result = await appendMessage(chat, { threadId, author, text });
      if (result.outcome !== 'stored') throw new Error(result.outcome);
      return result.message;
    };
    const change = async (
      { seq, timestamp }: { readonly seq: number; readonly timestamp: number },
      text: string,
    ) => {
      const head = await readThread(chat, threadId);
      const type = text === '' ? 'delete' : 'edit';
      const result = await changeMessage(chat, {
        threadId,
        author,
        change: { type, seq },
        timestamp,
        text,
        head,
      });
      expect(result.outcome).toBe('stored');
    };
    const deliver = async () => {
      await push(notice());
      await settle();
    };
    const long = (word: string) => Array.from({ length: 1_500 }, (_, index) => `${word}${index}`).join(' ');
    beforeEach(async () => {
      await say('I want a person');
      await changeOwner(chat, { threadId, userId: 'olga', change: { type: 'claim' } });
    });

    it('shows what was edited and no more what was deleted', async () => {
      const first = await write('Helo');
      const second = await write('Wrong chat');
      await deliver();
      await change(first, 'Hello');
      await change(second, '');
      await deliver();
      expect(await heard()).toEqual(['Olga: Hello']);
      await deliver();
      expect(world.logs.map(({ event }) => event)).not.toContain('message.undeliverable');
    });

    it('comes with its files and the name of who speaks, and goes with them', async () => {
      await changeProfile(chat, 'olga', { name: 'Olga K.' }, 'user');
      const record = {
        threadId,
        owner: 'olga',
        type: 'application/pdf',
        attachmentId: 'f1',
        name: 'plan.pdf',
      };
      const plan = Buffer.from('plan');
      const file = { ...record, sizeBytes: 4, content: plan, lookedAt: chat.now() };
      const attachments = [await brought(file, own.attachments)];
      const sent = await appendMessage(chat, { threadId, author, text: 'Here it is', attachments });
      if (sent.outcome !== 'stored') throw new Error(sent.outcome);
      await deliver();
      const [document, words] = (await world.people.messages(7)).slice(-2);
      expect(document).toMatchObject({ text: 'Olga K.:', document: { name: 'plan.pdf', sizeBytes: 4 } });
      const content = await fetch(`${world.simulator.root}${document?.document?.path}`);
      expect(await content.text()).toBe('plan');
      expect(words?.text).toBe('Olga K.: Here it is');
      await change(sent.message, 'Here you are');
      await deliver();
      expect(await heard()).toEqual(['Olga K.:', 'Olga K.: Here you are']);
      await change(sent.message, '');
      await deliver();
      expect(await heard()).toEqual([]);
    });

    it('loses nothing of a long text where the name of who speaks changes between two pieces', async () => {
      const text = long('word');
      await write(text);
      await world.people.post('/faults', { method: 'sendMessage', status: 429, retryAfter: 20, after: 1 });
      await push(notice());
      expect(await heard()).toHaveLength(1);
      await changeProfile(chat, 'olga', { name: 'Olga from the morning shift' }, 'user');
      world.advance(20_000);
      await settle();
      expect((await heard()).length).toBeGreaterThan(1);
      expect((await heard()).join(' ')).toBe(`Olga: ${text}`);
    });

    it('names a file in its place that was deleted before its turn came', async () => {
      const record = { threadId, owner: 'olga', type: 'image/png', attachmentId: 'f1', name: 'cat.png' };
      const file = { ...record, sizeBytes: 4, content: Buffer.from('plan'), lookedAt: chat.now() };
      const attachments = [await brought(file, { write: async () => true })];
      await appendMessage(chat, { threadId, author, text: 'cat.png', attachments });
      await write('See you');
      await deliver();
      expect(await heard()).toEqual(['Olga: 📎 cat.png', 'Olga: See you']);
      expect(world.logs.map(({ event }) => event)).toContain('file.notSent');
    });

    it('shows the text as it is where it was changed before its turn came, and nothing of what was deleted', async () => {
      const first = await write('Helo');
      const second = await write('Wrong chat');
      await change(first, 'Hello');
      await change(second, '');
      await write('Bye');
      await deliver();
      expect(await heard()).toEqual(['Olga: Hello', 'Olga: Bye']);
    });

    it('shows an edit that makes a text longer or shorter by a piece, also where Telegram asks to wait', async () => {
      const message = await write('short');
      await deliver();
      await world.people.post('/faults', { method: 'editMessageText', status: 429, retryAfter: 20 });
      await change(message, long('a'));
      await deliver();
      expect((await heard()).join(' ')).toBe(`Olga: ${long('a')}`);
      expect((await heard()).length).toBe(2);
      await world.people.post('/faults', { method: 'deleteMessage', status: 429, retryAfter: 20 });
      await change(message, 'short again');
      await deliver();
      expect(await heard()).toEqual(['Olga: short again']);
      await change(message, long('b'));
      await deliver();
      await change(message, '');
      await deliver();
      expect(await heard()).toEqual([]);
    });

    describe('of which Telegram took a piece as a file only', () => {
      const tooLong = { status: 400, description: 'Bad Request: message is too long' };
      const refuse = (method: string, times = 1) =>
        world.people.post('/faults', { method, times, ...tooLong });
      const shown = async () =>
        Promise.all(
          (await world.people.fromBot(7)).map(async ({ text, document }) =>
            document ? `file: ${await (await fetch(world.simulator.root + document.path)).text()}` : text,
          ),
        );

      it('shows an edit as a message in its place, and the next one there', async () => {
        await refuse('sendMessage');
        const message = await write('Helo');
        await deliver();
        expect(await shown()).toEqual(['file: Olga: Helo']);
        await change(message, 'Hello');
        await deliver();
        expect(await shown()).toEqual(['Olga: Hello']);
        const [{ messageId } = { messageId: 0 }] = (await world.people.messages(7)).slice(-1);
        await change(message, 'Hello!');
        await deliver();
        expect(await shown()).toEqual(['Olga: Hello!']);
        expect((await world.people.messages(7)).at(-1)).toMatchObject({ messageId });
      });

      it('shows an edit of it and of the pieces around it', async () => {
        await refuse('sendMessage');
        const message = await write(long('a'));
        await write('Bye');
        await deliver();
        expect(await shown()).toEqual([
          expect.stringMatching(/^file: Olga: a0 /),
          expect.anything(),
          'Olga: Bye',
        ]);
        await change(message, long('b'));
        await deliver();
        const [rest, bye, replaced, ...others] = await shown();
        expect([bye, others]).toEqual(['Olga: Bye', []]);
        expect(`${replaced} ${rest}`).toBe(`Olga: ${long('b')}`);
      });

      it('shows an edit that Telegram takes as a file only, once', async () => {
        const message = await write('Helo');
        await deliver();
        await refuse('editMessageText');
        await refuse('sendMessage');
        await change(message, 'Hello');
        await deliver();
        expect(await shown()).toEqual(['file: Olga: Hello']);
      });

      it('shows an edit beside what is too old to be taken away', async () => {
        await refuse('sendMessage');
        const message = await write('Helo');
        await deliver();
        const [{ messageId } = { messageId: 0 }] = (await world.people.messages(7)).slice(-1);
        await change(message, 'Hello');
        // Telegram lets a bot delete what it wrote in the last two days.
        world.advance(49 * 3_600_000);
        await deliver();
        expect(await shown()).toEqual(['file: Olga: Helo', 'Olga: Hello']);
        expect((await world.people.messages(7)).at(-1)?.replyTo).toBe(messageId);
      });
    });

    it('goes on behind a change of what its reader has deleted', async () => {
      const message = await write('Helo');
      await deliver();
      await fetch(
        `${world.simulator.root}/bot${await world.token.get()}/deleteMessage?chat_id=7&message_id=${(await world.people.messages(7)).at(-1)?.messageId}`,
      );
      await change(message, 'Hello');
      await write('Bye');
      await deliver();
      expect(await heard()).toEqual(['Olga: Bye']);
    });
  });

  it('can be taken over by an operator, and the customer sees who speaks', async () => {
    await say('I want a person');
    await changeOwner(chat, { threadId, userId: 'olga', change: { type: 'claim' } });
    await appendMessage(chat, { threadId, author: { type: 'operator', userId: 'olga' }, text: 'Here I am' });
    await push(notice());
    expect(await heard()).toEqual(['Olga: Here I am']);
    await world.people.say(7, 'Thanks');
    await until(async () => ((await stored()).length === 3 ? true : undefined));
    expect(toBot.published).toHaveLength(1);
    expect(await reply('I am the bot')).toMatchObject({ outcome: 'owned' });
  });

  describe('that waits for a person', () => {
    const german = async (text: string) => {
      await fetch(`${world.simulator.root}/users/7`, {
        method: 'PUT',
        body: JSON.stringify({ firstName: 'Änne', languageCode: 'de-AT' }),
      });
      await say(text);
    };
    const wait = async (times?: Parameters<typeof sayQueued>[3]) => {
      await reply('Einen Moment, bitte.');
      await changeOwner(chat, { threadId, userId: 'op-7f', change: { type: 'claim' } });
      await changeOwner(chat, { threadId, userId: 'op-7f', change: { type: 'requeue' } });
      const head = await readThread(chat, threadId);
      if (head === null) throw new Error('There is no thread');
      await sayQueued(chat, own.announcer, head, times);
      await push(notice());
      await settle();
    };

    it('says so in the language of somebody who only ever talks to the bot', async () => {
      await german('Einen Menschen, bitte');
      await wait();
      expect((await heard()).at(-1)).toBe('Sie sind als Nächstes an der Reihe.');
      // For people who are shown no ids.
      await appendMessage(chat, { threadId, author: { type: 'operator', userId: 'op-7f' }, text: 'Hallo' });
      await push(notice());
      await settle();
      expect((await heard()).at(-1)).toBe('Unser Team: Hallo');
    });

    it('says so in the language that they have chosen, and when somebody is back in the zone of those people', async () => {
      await german('Einen Menschen, bitte');
      await world.people.say(7, '/language en');
      await wait({ timeZone: 'Asia/Tokyo', week: days([9, 10]), holidays: new Map() });
      expect((await heard()).at(-1)?.replaceAll(/\s+/gu, ' ')).toMatch(
        /We are back on \w+day,? (at )?0?9:00/,
      );
    });

    it('shows operators the person’s name', async () => {
      await german('Einen Menschen, bitte');
      expect(await readPerson(chat, 'telegram-7')).toEqual({ name: 'Änne' });
    });
  });

  it('offers a bot’s answers as buttons, and takes the one that is tapped as said', async () => {
    await say('Hello bot');
    await reply('Tea or coffee?', { quickReplies: [{ text: 'Tea' }, { text: 'Coffee' }] });
    await push(notice());
    const question = (await world.people.messages(7)).at(-1);
    expect(question?.buttons).toEqual([
      [{ text: 'Tea', data: 'say:0' }],
      [{ text: 'Coffee', data: 'say:1' }],
    ]);
    await world.people.tap(7, question?.messageId ?? 0, 'say:1');
    await until(async () => ((await stored()).at(-1) === 'Coffee' ? true : undefined));
    await until(async () =>
      (await world.people.messages(7)).at(-1)?.buttons.length === 0 ? true : undefined,
    );
  });

  it('says how long to wait where somebody writes too much', async () => {
    for (let count = 1; count <= 21; count += 1) await world.people.say(7, `message ${count}`);
    expect((await world.people.heard(7, 1))[0]?.text).toMatch(/^That was a lot at once/);
  });

  it('can be one of several: begun, listed, gone back to', async () => {
    await say('About cats');
    await world.people.say(7, '/newchat');
    expect((await world.people.heard(7, 1)).at(-1)?.text).toContain('Conversation 2 begins');
    await say('About dogs', 2);
    expect(await stored('telegram-7.2')).toEqual(['About dogs']);
    await world.people.say(7, '/chats');
    expect((await world.people.heard(7, 2)).at(-1)?.text).toContain(
      '2. About dogs · this one\n1. About cats',
    );
    await world.people.say(7, '/switch 1');
    expect((await world.people.heard(7, 3)).at(-1)?.text).toContain('Conversation 1 goes on');
    await say('Cats again', 3);
    expect(await stored()).toEqual(['About cats', 'Cats again']);
    await world.people.say(7, '/switch 9');
    expect((await world.people.heard(7, 4)).at(-1)?.text).toContain('no conversation with that number');
  });

  it('of a group has the group as its customer', async () => {
    await say('@simulated_1000_bot hello', 1, -5);
    await appendMessage(chat, { threadId: 'telegram--5.1', author: bot, text: 'Hello group' });
    await push(notice('message', 'telegram--5.1'));
    expect(await heard(-5)).toEqual(['Hello group']);
  });
});
