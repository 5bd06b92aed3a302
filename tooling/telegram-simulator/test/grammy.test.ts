import { Bot, GrammyError, InlineKeyboard, InputFile } from 'grammy';
import { startTelegramSimulator, type TelegramSimulator } from '../src/index.ts';
import { type People, peopleOf } from '../src/playing/people.ts';

describe('a bot of grammY', () => {
  let simulator: TelegramSimulator;
  let people: People;
  let bot: Bot;
  beforeEach(async () => {
    simulator = await startTelegramSimulator();
    people = peopleOf(simulator.root);
    bot = new Bot('1000:token', { client: { apiRoot: simulator.root } });
    await bot.init();
  });
  afterEach(async () => {
    await bot.stop();
    await simulator.stop();
  });

  const run = () => {
    void bot.start({ drop_pending_updates: false });
  };

  /** A person who has written, so that the bot may write too. */
  const start = (chatId = 7) => people.post(`/users/${chatId}/messages`, { text: '/start' });

  it('polls, gets a command with its argument, and answers as a reply', async () => {
    bot.command('register', (context) =>
      context.reply(`hello ${context.match}`, { reply_parameters: { message_id: context.msgId } }),
    );
    run();
    await people.post('/users/7/messages', { text: '/register@simulated_1000_bot work' });
    const [answer] = await people.heard(7, 1);
    expect(answer).toMatchObject({ text: 'hello work', replyTo: 1, messageId: 2 });
  });

  it('gets the person as they described themselves', async () => {
    await people.put('/users/7', { firstName: 'Ann', username: 'ann', languageCode: 'de' });
    bot.on('message', (context) =>
      context.reply(`${context.from.first_name} ${context.from.username} ${context.from.language_code}`),
    );
    run();
    await start();
    expect((await people.heard(7, 1))[0]?.text).toBe('Ann ann de');
  });

  it('sees a tap on its button, edits its message and shows a notice', async () => {
    const keyboard = new InlineKeyboard().text('More', 'more:1').url('Site', 'https://example.com');
    bot.command('start', (context) =>
      context.reply('<b>short</b>', { parse_mode: 'HTML', reply_markup: keyboard }),
    );
    bot.callbackQuery('more:1', async (context) => {
      await context.editMessageText('long');
      await context.answerCallbackQuery('done');
    });
    run();
    await start();
    const [summary] = await people.heard(7, 1);
    expect(summary).toMatchObject({
      text: 'short',
      entities: [{ type: 'bold', offset: 0, length: 5 }],
      buttons: [
        [
          { text: 'More', data: 'more:1' },
          { text: 'Site', url: 'https://example.com' },
        ],
      ],
    });
    await people.post('/users/7/callbacks', { messageId: summary?.messageId, data: 'more:1' });
    expect(await people.notice(7)).toMatchObject({ text: 'done', showAlert: false });
    expect((await people.heard(7, 1))[0]).toMatchObject({ text: 'long', buttons: [] });
  });

  it('sends a file that the person can open, and gets one back by getFile', async () => {
    await start();
    await bot.api.sendDocument(7, new InputFile(Buffer.from('hello'), 'greeting.txt'), {
      caption: 'a *file*',
    });
    const [message] = await people.heard(7, 1);
    expect(message).toMatchObject({ text: 'a *file*', document: { name: 'greeting.txt', sizeBytes: 5 } });
    expect(await (await fetch(`${simulator.root}${message?.document?.path}`)).text()).toBe('hello');

    await people.post('/users/7/messages', { text: 'mine', file: { name: 'a.txt', text: 'from me' } });
    const updates = await bot.api.getUpdates();
    const document = updates.at(-1)?.message?.document;
    const { file_path: path } = await bot.api.getFile(document?.file_id ?? '');
    const download = await fetch(`${simulator.root}/file/bot1000:token/${path}`);
    expect(await download.text()).toBe('from me');
  });

  it('shows that it types and what it is writing, until the message is there', async () => {
    await start();
    await bot.api.sendChatAction(7, 'typing');
    expect(await people.get('/users/7')).toMatchObject({ action: 'typing' });
    await bot.api.sendMessageDraft(7, 1, 'Hel');
    expect(await people.get('/users/7')).toMatchObject({ draft: { text: 'Hel' } });
    await bot.api.sendMessage(7, 'Hello');
    const seen = await people.get('/users/7');
    expect(seen).not.toHaveProperty('draft');
    expect(seen).not.toHaveProperty('action');
  });

  describe('and its menus', () => {
    const help = [{ command: 'help', description: 'Help' }];
    const hilfe = [{ command: 'help', description: 'Hilfe' }];
    const menuOf = async (path: string) =>
      ((await people.get(path)) as { readonly bot: { readonly commands: unknown } }).bot.commands;

    it('keeps one for each scope and language, and shows the narrowest one that there is', async () => {
      const all = [...help, { command: 'delete', description: 'Delete' }];
      await bot.api.setMyCommands(all);
      await bot.api.setMyCommands(hilfe, { language_code: 'de' });
      await bot.api.setMyCommands(help, { scope: { type: 'all_group_chats' } });
      await bot.api.setMyCommands(all, { scope: { type: 'all_chat_administrators' } });
      expect(await bot.api.getMyCommands()).toEqual(all);
      expect(await bot.api.getMyCommands({ language_code: 'de' })).toEqual(hilfe);
      expect(await bot.api.getMyCommands({ language_code: 'fr' })).toEqual([]);
      await start();
      await people.put('/users/8', { languageCode: 'de-AT' });
      await people.post('/users/8/messages', { text: '/start' });
      await people.post('/users/-7/messages', { text: 'hello', from: 3 });
      expect(await menuOf('/users/7')).toEqual(all);
      expect(await menuOf('/users/8')).toEqual(hilfe);
      expect(await menuOf('/users/-7?as=3')).toEqual(help);
      expect(await menuOf('/users/-7?as=1')).toEqual(all);
      await bot.api.deleteMyCommands({ language_code: 'de' });
      expect(await menuOf('/users/8')).toEqual(all);
    });

    it.each([
      [{ commands: 'x' }, "can't parse commands JSON object"],
      [{ commands: [{ command: 'x' }] }, "can't parse commands: expected an Array of BotCommand"],
      [{ commands: [{ command: 'Start', description: 'x' }] }, 'BOT_COMMAND_INVALID'],
      [{ commands: [{ command: '/', description: 'x' }] }, 'command must be non-empty'],
      [{ commands: [{ command: 'c'.repeat(33), description: 'x' }] }, 'command length must not exceed 32'],
      [{ commands: [{ command: 'start', description: ' ' }] }, 'command description must be non-empty'],
      [
        { commands: [{ command: 'start', description: 'd'.repeat(257) }] },
        'command description length must not exceed 256',
      ],
      [{ commands: [], language_code: 'english' }, 'invalid language code specified'],
      [
        { commands: [], scope: { type: 'everyone' } },
        "can't parse BotCommandScope: Unsupported type specified",
      ],
      [
        { commands: [], scope: { type: 'chat' } },
        'can\'t parse BotCommandScope: Can\'t find field "chat_id"',
      ],
      [{ commands: [], scope: { type: 'chat', chat_id: 99 } }, 'chat not found'],
      [
        { commands: [], scope: { type: 'chat_administrators', chat_id: 7 } },
        "can't use specified scope in private chats",
      ],
    ])('refuses in Telegram’s words what it does not take (%#)', async (parameters, description) => {
      await start();
      const response = await fetch(`${simulator.root}/bot1000:token/setMyCommands`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(parameters),
      });
      expect(await response.json()).toEqual({
        ok: false,
        error_code: 400,
        description: `Bad Request: ${description}`,
      });
    });
  });

  it('is told who is what in a group', async () => {
    await people.post('/users/-7/messages', { text: 'hello', from: 3 });
    const statusOf = async (id: number) => (await bot.api.getChatMember(-7, id)).status;
    await people.post('/users/-7/messages', { text: 'hello' });
    expect([await statusOf(1), await statusOf(3)]).toEqual(['creator', 'member']);
    await people.put('/users/-7/members/3', { status: 'administrator' });
    expect(await statusOf(3)).toBe('administrator');
    await expect(statusOf(0)).rejects.toThrow('Bad Request: invalid user_id specified');
    await expect(statusOf(55)).rejects.toThrow('Bad Request: member not found');
    await expect(bot.api.getChatMember(-99, 3)).rejects.toThrow('Bad Request: chat not found');
  });

  it('deletes messages', async () => {
    await start();
    const { message_id: id } = await bot.api.sendMessage(7, 'gone');
    await bot.api.deleteMessage(7, id);
    expect(await people.messages(7)).toHaveLength(1);
  });

  describe('is refused in Telegram’s words', () => {
    const refusal = async (call: Promise<unknown>) => {
      const error = await call.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (error instanceof GrammyError) return `${error.error_code} ${error.description}`;
      throw error ?? new Error('The call was not refused.');
    };

    it.each([
      [8, '400 Bad Request: chat not found'],
      [-5, '400 Bad Request: chat not found'],
    ])('where it writes to the unknown chat %d', async (chatId, words) => {
      expect(await refusal(bot.api.sendMessage(chatId, 'hi'))).toBe(words);
    });

    it('where a person has never written to it', async () => {
      await people.put('/users/9', { firstName: 'Bob' });
      expect(await refusal(bot.api.sendMessage(9, 'hi'))).toBe(
        "403 Forbidden: bot can't initiate conversation with a user",
      );
    });

    it('where the person blocked it, until they let it in again', async () => {
      await start();
      await people.post('/users/7/block');
      expect(await refusal(bot.api.sendMessage(7, 'hi'))).toBe('403 Forbidden: bot was blocked by the user');
      await people.post('/users/7/unblock');
      await bot.api.sendMessage(7, 'hi');
      const updates = await bot.api.getUpdates();
      expect(updates.map(({ my_chat_member: change }) => change?.new_chat_member.status)).toEqual([
        undefined,
        'kicked',
        'member',
      ]);
    });

    it.each([
      ['nothing', '', '400 Bad Request: message text is empty'],
      ['white space', ' \n ', '400 Bad Request: text must be non-empty'],
      ['4097 letters', 'x'.repeat(4097), '400 Bad Request: message is too long'],
      ['2049 emoji', '🙂'.repeat(2049), '400 Bad Request: message is too long'],
    ])('where the text is %s', async (_, text, words) => {
      await start();
      expect(await refusal(bot.api.sendMessage(7, text))).toBe(words);
    });

    it('where the markup is wrong', async () => {
      await start();
      expect(await refusal(bot.api.sendMessage(7, 'Bob <bob@example.com>', { parse_mode: 'HTML' }))).toBe(
        '400 Bad Request: can\'t parse entities: Unsupported start tag "bob@example.com" at byte offset 4',
      );
      expect(await refusal(bot.api.sendMessage(7, '1.5', { parse_mode: 'MarkdownV2' }))).toBe(
        "400 Bad Request: can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
      );
    });

    it('where a caption is too long', async () => {
      await start();
      const file = new InputFile(Buffer.from('x'), 'x.txt');
      expect(await refusal(bot.api.sendDocument(7, file, { caption: 'x'.repeat(1025) }))).toBe(
        '400 Bad Request: message caption is too long',
      );
    });

    it('where a file is empty or too large', async () => {
      await start();
      expect(await refusal(bot.api.sendDocument(7, new InputFile(Buffer.alloc(0), 'x')))).toBe(
        '400 Bad Request: file must be non-empty',
      );
      expect(await refusal(bot.api.sendDocument(7, new InputFile(Buffer.alloc(51 * 1024 * 1024), 'x')))).toBe(
        '413 Request Entity Too Large',
      );
    });

    it('where the data of a button is longer than 64 bytes', async () => {
      await start();
      const keyboard = new InlineKeyboard().text('x', 'ä'.repeat(33));
      expect(await refusal(bot.api.sendMessage(7, 'x', { reply_markup: keyboard }))).toBe(
        '400 Bad Request: BUTTON_DATA_INVALID',
      );
    });

    it('where what it replies to, edits or deletes is not there, or nothing changes', async () => {
      await start();
      const { message_id: id } = await bot.api.sendMessage(7, 'same');
      const reply = { reply_parameters: { message_id: 99 } };
      expect(await refusal(bot.api.sendMessage(7, 'x', reply))).toBe(
        '400 Bad Request: message to be replied not found',
      );
      expect(await refusal(bot.api.editMessageText(7, 99, 'x'))).toBe(
        '400 Bad Request: message to edit not found',
      );
      expect(await refusal(bot.api.editMessageText(7, 1, 'x'))).toBe(
        "400 Bad Request: message can't be edited",
      );
      expect(await refusal(bot.api.deleteMessage(7, 99))).toBe(
        '400 Bad Request: message to delete not found',
      );
      expect(await refusal(bot.api.editMessageText(7, id, 'same'))).toBe(
        '400 Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
      );
    });

    it('where it answers a button that nobody tapped', async () => {
      expect(await refusal(bot.api.answerCallbackQuery('1'))).toBe(
        '400 Bad Request: query is too old and response timeout expired or query ID is invalid',
      );
    });

    it('where its token is none, its method is unknown', async () => {
      const call = async (path: string) => (await fetch(`${simulator.root}${path}`)).json();
      expect(await call('/bot12/getMe')).toEqual({ ok: false, error_code: 404, description: 'Not Found' });
      expect(await call('/bot1000:token/getNothing')).toMatchObject({
        description: 'Not Found: method not found',
      });
    });

    it('where another poll takes its place, or a webhook', async () => {
      const first = refusal(bot.api.getUpdates({ timeout: 20 }));
      await new Promise((resolve) => setTimeout(resolve, 50));
      const second = refusal(bot.api.getUpdates({ timeout: 20 }));
      expect(await first).toBe(
        '409 Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
      );
      await bot.api.setWebhook('http://127.0.0.1:1/');
      expect(await second).toBe('409 Conflict: terminated by setWebhook request');
      expect(await refusal(bot.api.getUpdates())).toBe(
        "409 Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      );
    });

    it('where a fault was set for it, so many times', async () => {
      await start();
      await people.post('/faults', { method: 'sendMessage', status: 429, retryAfter: 3, times: 2 });
      const error = await bot.api.sendMessage(7, 'x').catch((reason: unknown) => reason);
      expect(error).toMatchObject({
        error_code: 429,
        description: 'Too Many Requests: retry after 3',
        parameters: { retry_after: 3 },
      });
      expect(await refusal(bot.api.sendMessage(7, 'x'))).toBe('429 Too Many Requests: retry after 3');
      await bot.api.sendMessage(7, 'x');
      for (const [status, words] of [
        [401, '401 Unauthorized'],
        [403, '403 Forbidden: bot was blocked by the user'],
        [404, '404 Not Found'],
      ] as const) {
        await people.post('/faults', { status });
        expect(await refusal(bot.api.sendMessage(7, 'x'))).toBe(words);
      }
    });
  });

  it('loses the answer of a call that did its work, where a fault says so', async () => {
    await start();
    await people.post('/faults', { method: 'sendMessage', loseAnswer: true });
    await expect(bot.api.sendMessage(7, 'taken')).rejects.toThrow();
    expect(await people.heard(7, 1)).toMatchObject([{ text: 'taken' }]);
  });

  it('gets its updates again until it confirms them', async () => {
    await start();
    const [first] = await bot.api.getUpdates();
    expect(await bot.api.getUpdates()).toHaveLength(1);
    expect(await bot.api.getUpdates({ offset: (first?.update_id ?? 0) + 1 })).toEqual([]);
  });

  it('gets only the kinds of update that it asks for', async () => {
    await bot.api.getUpdates({ allowed_updates: ['callback_query'] });
    await start();
    expect(await bot.api.getUpdates()).toEqual([]);
  });

  it('works in groups, which may become supergroups', async () => {
    await people.post('/users/-5/messages', { text: 'hello all', from: 7 });
    const [update] = await bot.api.getUpdates();
    expect(update?.message).toMatchObject({
      chat: { id: -5, type: 'group' },
      from: { id: 7 },
      text: 'hello all',
    });
    await bot.api.sendMessage(-5, 'hello');
    const { chatId } = (await people.post('/users/-5/migrate')) as { chatId: number };
    await expect(bot.api.sendMessage(-5, 'hello')).rejects.toMatchObject({
      description: 'Bad Request: group chat was upgraded to a supergroup chat',
      parameters: { migrate_to_chat_id: chatId },
    });
    await bot.api.sendMessage(chatId, 'hello there');
    const updates = await bot.api.getUpdates();
    expect(updates.at(-2)?.message).toMatchObject({ chat: { id: -5 }, migrate_to_chat_id: chatId });
    expect(updates.at(-1)?.message).toMatchObject({ chat: { id: chatId }, migrate_from_chat_id: -5 });
  });

  it('gets posts of channels, and edits', async () => {
    await people.put('/users/-1000000000009', { type: 'channel', title: 'News' });
    await people.post('/users/-1000000000009/messages', { text: 'news' });
    await start();
    await people.put('/users/7/messages/1', { text: '/help' });
    const updates = await bot.api.getUpdates();
    expect(updates[0]?.channel_post).toMatchObject({ text: 'news', chat: { type: 'channel' } });
    expect(updates[2]?.edited_message).toMatchObject({ text: '/help', message_id: 1 });
  });
});
