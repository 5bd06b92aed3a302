import { GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { until } from '@switchboard/telegram-simulator/people';
import { accountCommands } from '../src/commands/account.ts';
import { administratorCommands, commandNames } from '../src/commands/command-names.ts';
import { commands } from '../src/commands/commands.ts';
import { conversationCommands } from '../src/commands/conversations.ts';
import { commandMenus } from '../src/commands/menus.ts';
import { languages } from '../src/texts/language.ts';
import { menuIn } from '../src/texts/menu-in.ts';
import { type BotWorld, createBotWorld } from './bot-world.ts';

const administratorNames = [...administratorCommands];

describe('the bot in Telegram', () => {
  let world: BotWorld;
  beforeEach(async () => {
    world = await createBotWorld();
  });
  afterEach(() => world.stop());

  const answerTo = async (text: string, chatId = 7, more = {}) => {
    const before = (await world.people.fromBot(chatId)).length;
    await world.people.say(chatId, text, more);
    return (await world.people.heard(chatId, before + 1)).at(-1)?.text ?? '';
  };
  const heard = (chatId = 7) => world.people.fromBot(chatId);
  const user = async (chatId = 7) =>
    (
      await world.client.send(
        new GetCommand({ TableName: world.tables.telegramUsers, Key: { chat_id: chatId } }),
      )
    ).Item;
  const update = (id: number, text: string, chatId = 7) => ({
    update_id: id,
    message: {
      message_id: id,
      date: 0,
      chat: { id: chatId, type: 'private', first_name: 'Ann' },
      from: { id: chatId, is_bot: false, first_name: 'Ann', language_code: 'en' },
      text,
      entities: [{ type: 'bot_command', offset: 0, length: text.split(' ')[0]?.length }],
    },
  });

  it('gives an address, and the same to someone who comes back', async () => {
    const address = await world.register(7);
    expect(address).toMatch(/^mail-[a-z0-9]{13}@mail\.example$/);
    expect(await answerTo('/register')).toBe(`You have an address already: ${address}`);
    expect(await user()).toMatchObject({
      email_address: address,
      email_count: 0,
      status: 'active',
      first_name: 'Person 7',
    });
  });

  it('tells of an address that is there, also to an update that comes again behind a later one', async () => {
    const base = 2_000_000_000;
    const said = async (id: number, text: string) => {
      await world.callWebhook(update(base + id, text));
      return (await heard()).at(-1)?.text;
    };
    await world.people.say(7, 'Hello');
    const registered = await said(1, '/register');
    const shop = await said(2, '/new shop');
    const news = await said(3, '/new news');
    expect(await said(2, '/new shop')).toBe(shop);
    expect(await said(1, '/register')).toBe(
      `You have an address already: ${/mail-\S+/.exec(registered ?? '')?.[0]}`,
    );
    expect(await said(3, '/new news')).toBe(news);
    expect(Object.keys((await user())?.addresses)).toHaveLength(3);
  });

  it('gives two people different addresses, and a group one of its own', async () => {
    const addresses = [await world.register(7), await world.register(8), await world.register(-5)];
    expect(new Set(addresses).size).toBe(3);
    expect(addresses[2]).toMatch(/^mail-/);
  });

  it('has a menu of exactly the commands that it knows, in every language', () => {
    const known = { ...commands, ...conversationCommands, ...accountCommands };
    expect([...commandNames].sort()).toEqual(Object.keys(known).sort());
    for (const name of languages) {
      expect(Object.keys(menuIn(name)).sort()).toEqual([...commandNames].sort());
    }
    const menuOf = (type: string, code?: string) =>
      commandMenus
        .find(({ scope, language_code }) => scope.type === type && language_code === code)
        ?.commands.map(({ command }) => command) ?? [];
    expect(menuOf('all_chat_administrators', 'de')).toContain('delete');
    expect(menuOf('all_group_chats', 'de')).not.toContain('delete');
    expect(menuOf('default')).toEqual(commandNames);
  });

  it('is taken by Telegram with its menus', async () => {
    const root = `${world.simulator.root}/bot${await world.token.get()}`;
    for (const menu of commandMenus) {
      const response = await fetch(`${root}/setMyCommands`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(menu),
      });
      expect(await response.json()).toEqual({ ok: true, result: true });
    }
  });

  describe('where not everyone in a group may do everything', () => {
    const onlyAdministrators = 'Only an administrator of this group can do that.';
    beforeEach(() => world.register(-5));

    it.each(administratorNames)('takes /%s from its administrators alone', async (name) => {
      expect(await answerTo(`/${name}`, -5, { from: 3 })).toBe(onlyAdministrators);
      expect(await user(-5)).toMatchObject({ status: 'active' });
      await fetch(`${world.simulator.root}/users/-5/members/3`, {
        method: 'PUT',
        body: JSON.stringify({ status: 'administrator' }),
      });
      expect(await answerTo(`/${name}`, -5, { from: 3 })).not.toBe(onlyAdministrators);
    });

    it('takes what everyone may do from every member', async () => {
      for (const text of ['/status', '/addresses', '/quarantine', '/language en'])
        expect(await answerTo(text, -5, { from: 3 })).not.toBe(onlyAdministrators);
    });

    it('erases nothing where a member taps the button that an administrator was asked by', async () => {
      await answerTo('/delete', -5, { from: 1 });
      const question = (await heard(-5)).at(-1)?.messageId ?? 0;
      await world.people.post('/users/-5/callbacks', { messageId: question, data: 'erase:all', from: 3 });
      expect(await until(async () => (await world.people.notices(-5)).at(-1)?.text)).toBe(onlyAdministrators);
      expect(world.accountJobs).toEqual([]);
      await world.people.post('/users/-5/callbacks', { messageId: question, data: 'erase:all', from: 1 });
      await until(() => (world.accountJobs.length === 1 ? true : undefined));
    });

    it('takes who writes in the name of the group for an administrator, and nobody where Telegram says nothing', async () => {
      const chat = { id: -5, type: 'group', title: 'Group -5' };
      const asGroup = update(2_000_000_001, '/deactivate', -5);
      const anonymous = { id: 1087968824, is_bot: true, first_name: 'Group' };
      await world.callWebhook({
        ...asGroup,
        message: { ...asGroup.message, chat, from: anonymous, sender_chat: chat },
      });
      expect(await user(-5)).toMatchObject({ status: 'inactive' });
      const asStranger = update(2_000_000_002, '/activate', -5);
      const from = { id: 4711, is_bot: false, first_name: 'Eve' };
      await world.callWebhook({ ...asStranger, message: { ...asStranger.message, chat, from } });
      expect((await heard(-5)).at(-1)?.text).toBe(onlyAdministrators);
      expect(await user(-5)).toMatchObject({ status: 'inactive' });
    });

    it('has an update repeated while Telegram does not say who is an administrator', async () => {
      await world.people.post('/faults', { method: 'getChatMember', status: 502 });
      expect(await answerTo('/deactivate', -5, { from: 1 })).toMatch(/^Mail to your addresses is held/);
    });
  });

  it.each([
    ['/start', 'Send /register to get a mail address'],
    ['/help', '/quarantine'],
    ['/help@simulated_1000_bot', '/quarantine'],
    ['/addresses', 'You have no address yet'],
    ['/status', 'You have no address yet'],
    ['/pause', 'You have no address yet'],
    ['/deactivate', 'You have no address yet'],
    ['/block', 'You have blocked nobody'],
    ['/block nonsense', 'Send the command with an address'],
    ['/block <script>', 'Send the command with an address'],
    ['/quarantine', 'Nothing is held back'],
    ['/digest', '/digest hourly'],
    ['/digest daily 25:00', 'That is no time.'],
    ['/digest daily 8:00 Mars', 'I do not know that time zone.'],
    ['/language xx', '/language en'],
    ['/nonsense', 'I do not know /nonsense'],
  ])('answers %s to a newcomer', async (command, words) => {
    expect(await answerTo(command)).toContain(words);
  });

  it('has several addresses for a user, each of which can be paused', async () => {
    const first = await world.register(7);
    world.advance(1_000);
    const made = await answerTo('/new Shop 7d 5x');
    expect(made).toMatch(/\nIt takes 5 mails\.\nIt holds until 28 Nov 2026, 10:00 UTC\.$/);
    const shop = /shop-\S+/.exec(made)?.[0] ?? '';
    expect(await answerTo('/addresses')).toBe(
      `Your addresses\n${first}\n${shop} · Shop · until 28 Nov 2026, 10:00 UTC`,
    );
    expect(await answerTo('/pause')).toContain('Which address?');
    expect(await answerTo('/pause shop')).toContain(`${shop} is paused`);
    expect(await answerTo('/addresses')).toContain('Shop · paused');
    expect(await answerTo(`/resume ${shop}`)).toContain('gets mail again');
  });

  it.each([
    ['/new shop 0d', '0d'],
    ['/new 366d', '366d'],
    ['/new shop 20000D', '20000D'],
    ['/new 0x shop', '0x'],
    ['/new shop 7d 1001x', '1001x'],
    ['/new shop 7d 5x 8d', '8d'],
  ])('makes no address of %s, and says what is wrong', async (command, wrong) => {
    const first = await world.register(7);
    const said = await answerTo(command);
    expect(said).toContain(`“${wrong}”`);
    expect(said).toContain('1d to 365d');
    expect(said).toContain('1x to 1000x');
    expect(await answerTo('/addresses')).toBe(`Your addresses\n${first}`);
  });

  it('takes the most days and mails that an address can have', async () => {
    await world.register(7);
    const made = await answerTo('/new 365d 1000x');
    expect(made).toContain('It takes 1000 mails.');
    expect(made).toContain('It holds until 21 Nov 2027, 10:00 UTC.');
  });

  it.each(['/new news', '/pause mail'])(
    'keeps the address of an earlier command that runs at the same time as %s',
    async (later) => {
      const first = await world.register(7);
      const send = world.client.send.bind(world.client);
      let isOver = false;
      jest.spyOn(world.client, 'send').mockImplementation(async (command: object) => {
        if (!isOver && command instanceof TransactWriteCommand) {
          isOver = true;
          await world.callWebhook(update(2_000_000_001, '/new shop'));
        }
        return send(command as never);
      });
      await world.callWebhook(update(2_000_000_002, later));
      jest.restoreAllMocks();
      const listed = await answerTo('/addresses');
      expect(listed).toContain(first);
      expect(listed).toContain('shop-');
      expect(listed).toContain(later === '/new news' ? 'news-' : 'paused');
    },
  );

  it.each(['say:0', 'block'])(
    'leaves the buttons of a message that Telegram shows no more of as they are (%s)',
    async (data) => {
      const address = await world.register(7);
      await world.receive({ to: address, raw: 'From: ann@example.com\r\nSubject: Note\r\n\r\nHello.' });
      const summary = (await heard()).at(-1);
      const message = { chat: { id: 7, type: 'private' }, message_id: summary?.messageId, date: 0 };
      const from = { id: 7, is_bot: false, first_name: 'Ann' };
      const tapped = { id: '1', from, message, chat_instance: '1', data };
      expect(await world.callWebhook({ update_id: 2_000_000_000, callback_query: tapped })).toMatchObject({
        statusCode: 200,
      });
      expect(world.said).toEqual([]);
      expect((await heard()).at(-1)?.buttons).toEqual(summary?.buttons);
    },
  );

  it('lets an address expire, and end after so many mails', async () => {
    const raw = 'From: ann@example.com\r\nSubject: Note\r\n\r\nHello.';
    await world.register(7);
    const twice = /twice-\S+/.exec(await answerTo('/new twice 2x'))?.[0] ?? '';
    const short = /short-\S+/.exec(await answerTo('/new short 1d'))?.[0] ?? '';
    for (let mails = 0; mails < 3; mails += 1) {
      world.advance(2_000);
      await world.receive({ to: twice, raw });
    }
    world.advance(86_400_000);
    await world.receive({ to: short, raw });
    expect((await heard()).filter(({ text }) => text.includes('Hello.'))).toHaveLength(2);
    expect(await answerTo('/addresses')).not.toContain('short');
  });

  it('gives an address to somebody whose first one has expired', async () => {
    const shop = /shop-\S+/.exec(await answerTo('/new shop 1d'))?.[0] ?? '';
    expect(await answerTo('/register')).toContain(shop);
    world.advance(2 * 86_400_000);
    const made = await answerTo('/register');
    expect(made).toContain('Your address is mail-');
    expect(await answerTo('/start')).toContain(/mail-\S+/.exec(made)?.[0]);
    expect(await answerTo('/register')).toContain('You have an address already: mail-');
  });

  it('gives no more than twenty addresses', async () => {
    for (let count = 1; count <= 20; count += 1) await answerTo(`/new a${count}`);
    expect(await answerTo('/new more')).toContain('which is the most');
  });

  it('gives another address in the place of one that has got all its mails', async () => {
    const once = /once-\S+/.exec(await answerTo('/new once 1x'))?.[0] ?? '';
    for (let count = 2; count <= 20; count += 1) await answerTo(`/new a${count}`);
    expect(await answerTo('/new more')).toContain('which is the most');
    const raw = 'From: ann@example.com\r\nSubject: Note\r\n\r\nHello.';
    await world.receive({ to: once, raw });
    expect(await answerTo('/new more')).toContain('more-');
    const listed = await answerTo('/addresses');
    expect(listed).toContain('more-');
    expect(listed).not.toContain(once);
    expect(await answerTo('/new another')).toContain('which is the most');
  });

  it('speaks the language that Telegram names, and the one that the user chooses', async () => {
    await fetch(`${world.simulator.root}/users/7`, {
      method: 'PUT',
      body: JSON.stringify({ languageCode: 'de-AT' }),
    });
    expect(await answerTo('/register')).toContain('Deine Adresse ist');
    expect(await answerTo('/language en')).toBe('I speak English now.');
    expect(await answerTo('/register')).toContain('You have an address already');
  });

  it('blocks and allows senders, addresses and whole domains', async () => {
    expect(await answerTo('/block News@Example.com')).toContain('news@example.com is held');
    await answerTo('/block spam.example');
    await answerTo('/allow ann@spam.example');
    expect(await answerTo('/block')).toBe(
      'Blocked\nnews@example.com\nspam.example\n\nAllowed\nann@spam.example',
    );
    const address = await world.register(7);
    for (const from of ['bob@spam.example', 'ann@spam.example']) {
      await world.receive({ to: address, raw: `From: ${from}\r\nSubject: x\r\n\r\nFrom ${from}.` });
    }
    world.advance(2_000);
    await world.runJobs();
    expect((await heard()).at(-1)?.text).toContain('From ann@spam.example.');
    expect(await answerTo('/quarantine')).toContain('bob@spam.example');
  });

  it('takes updates whose ids have started over, as Telegram has them do after a week without any', async () => {
    await world.register(7);
    await world.callWebhook(update(2_000_000_010, '/deactivate'));
    await world.callWebhook(update(2_000_000_009, '/activate'));
    expect(await user()).toMatchObject({ status: 'inactive' });
    world.advance(7 * 24 * 60 * 60_000);
    await world.callWebhook(update(17, '/activate'));
    await world.callWebhook(update(17, '/activate'));
    expect(await user()).toMatchObject({ status: 'active', last_update: { id: 17 } });
  });

  it('hands what is no command to the conversation', async () => {
    await world.people.say(7, 'Hello bot');
    await until(() => (world.said.length > 0 ? true : undefined));
    expect(world.said).toMatchObject([{ text: 'Hello bot', profile: { chatId: 7 } }]);
  });

  it('hands a file to the conversation, with what is said of it', async () => {
    await world.people.say(7, 'My cat', { file: { name: 'cat.png', mimeType: 'image/png', text: 'meow' } });
    await until(() => (world.said.length > 0 ? true : undefined));
    const file = { name: 'cat.png', mimeType: 'image/png', sizeBytes: 4 };
    expect(world.said).toMatchObject([{ text: 'My cat', file }]);
  });

  it('says what it can take to who sends something else', async () => {
    const { message, update_id } = update(2_000_000_003, '', 7);
    const { text: _, ...sticker } = {
      ...message,
      sticker: { file_id: 's', file_unique_id: 's', emoji: '🙂' },
    };
    await answerTo('/help');
    await world.callWebhook({ update_id, message: sticker });
    expect((await heard()).at(-1)?.text).toBe(
      'I can read text, and take pictures, sound, videos and documents.',
    );
  });

  describe('in the conversation of a group', () => {
    it('hears what is said to it, and nothing else', async () => {
      await world.people.say(-5, 'hello everyone', { from: 7 });
      await world.people.say(-5, '/help@another_bot', { from: 7 });
      await world.people.say(-5, '@simulated_1000_bot hello', { from: 8 });
      await until(() => (world.said.length > 0 ? true : undefined));
      expect(world.said).toMatchObject([{ text: 'hello', profile: { chatId: -5, firstName: 'Group -5' } }]);
      expect(await heard(-5)).toEqual([]);
    });
  });

  it('ignores channels and edits', async () => {
    await fetch(`${world.simulator.root}/users/-1000000000009`, {
      method: 'PUT',
      body: '{"type":"channel"}',
    });
    await world.people.say(-1000000000009, '/register');
    await world.people.say(7, 'hello');
    await until(() => (world.said.length > 0 ? true : undefined));
    const put = { method: 'PUT', body: '{"text":"/register"}' };
    await fetch(`${world.simulator.root}/users/7/messages/1`, put);
    await answerTo('/help');
    expect(await heard(-1000000000009)).toEqual([]);
    expect(await heard()).toHaveLength(1);
  });

  describe('takes an update once (I10)', () => {
    // A bot may write only to those who have written to it.
    beforeEach(() => answerTo('/help'));

    it('and answers its repetition as it did the first time', async () => {
      for (let tries = 0; tries < 2; tries += 1) await world.callWebhook(update(100, '/register'));
      const [, first, again, ...others] = await heard();
      expect(first?.text).toMatch(/\S+@mail\.example/);
      expect([again?.text, others]).toEqual([first?.text, []]);
    });

    it('also if it comes several times at once', async () => {
      await Promise.all([1, 2, 3, 4].map(() => world.callWebhook(update(100, '/new'))));
      const [, ...answers] = await heard();
      expect(answers).toHaveLength(4);
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      expect(Object.keys((await user())?.addresses)).toHaveLength(1);
    });

    it('and does not undo what came after it', async () => {
      await world.callWebhook(update(100, '/digest hourly'));
      await world.callWebhook(update(101, '/digest instant'));
      await world.callWebhook(update(100, '/digest hourly'));
      expect(await user()).toMatchObject({ digest: { mode: 'instant' } });
    });
  });

  it('answers 401 to a caller who does not know the secret', async () => {
    expect(await world.callWebhook(update(1, '/register'), {})).toMatchObject({ statusCode: 401 });
    const wrong = { 'x-telegram-bot-api-secret-token': 'secret-of-the-webhooK' };
    expect(await world.callWebhook(update(1, '/register'), wrong)).toMatchObject({ statusCode: 401 });
    expect(await user()).toBeUndefined();
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['no update', '{"hello":1}'],
    ['an update of a new kind', '{"update_id":5,"new_kind":{}}'],
  ])('answers 200 to %s: it would never become an update', async (_, body) => {
    expect(await world.callWebhook(body === '' ? '' : JSON.parse(body === '{' ? '"{"' : body))).toMatchObject(
      { statusCode: 200 },
    );
  });

  it('sets aside an update that always fails, and goes on with those behind it', async () => {
    await world.people.say(7, 'poison');
    await world.people.say(7, 'fine');
    await until(() => (world.said.length > 0 ? true : undefined));
    expect(world.setAside).toMatchObject([{ message: { text: 'poison' } }]);
    expect(world.said).toMatchObject([{ text: 'fine' }]);
    expect(world.logs.filter(({ event }) => event === 'update.failed')).toHaveLength(4);
  });

  it('answers before it is ended, and sets aside an update that hangs', async () => {
    const hurried = await createBotWorld({ remainingMs: 4_200 });
    await hurried.people.say(7, 'endless');
    await hurried.people.say(7, 'fine');
    await until(() => (hurried.said.length > 0 ? true : undefined));
    expect(hurried.setAside).toMatchObject([{ message: { text: 'endless' } }]);
    const failures = hurried.logs.filter(({ event }) => event === 'update.failed');
    expect(failures).toHaveLength(4);
    expect(failures[0]).toMatchObject({ error: { code: 'update.timeout' } });
    await hurried.stop();
  });

  it('registers with one transaction, once it has looked for an erasure', async () => {
    await answerTo('/help');
    let requests: string[] = [];
    world.client.middlewareStack.add(
      (next, { commandName = '' }) =>
        (args) => {
          requests.push(commandName);
          return next(args);
        },
      { step: 'finalizeRequest', priority: 'low', name: 'count' },
    );
    await world.callWebhook(update(100, '/register'));
    expect(requests).toEqual(['GetItemCommand', 'TransactWriteItemsCommand']);
    requests = [];
    await world.callWebhook(update(101, '/help'));
    expect(requests).toEqual(['GetItemCommand', 'GetItemCommand']);
  });
});
