import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bot, InputFile } from 'grammy';
import { startTelegramSimulator, type TelegramSimulator, telegramRates } from '../src/index.ts';
import { peopleOf } from '../src/playing/people.ts';

const started: TelegramSimulator[] = [];
const start: typeof startTelegramSimulator = async (options) => {
  const simulator = await startTelegramSimulator(options);
  started.push(simulator);
  return simulator;
};
afterEach(async () => {
  for (const simulator of started.splice(0)) await simulator.stop();
});

const botOf = ({ root }: TelegramSimulator, token = '1000:token') =>
  new Bot(token, { client: { apiRoot: root } });

describe('the person’s side', () => {
  it.each([
    ['/users/7/messages', {}, 'text: is empty, and there is no file.'],
    ['/users/7/messages', { text: 5 }, /^text: /],
    ['/users/7/messages', { text: 'x', colour: 'red' }, /^colour: /],
    ['/users/7/messages', { text: 'x', replyTo: 9 }, 'There is no message 9 in this chat.'],
    [
      '/users/7/messages',
      { text: 'x'.repeat(4097) },
      'text: has 4097 characters; a person can write 4096 at once.',
    ],
    [
      '/users/7/messages',
      { text: 'x', bot: 'nobody' },
      /^There is no bot nobody here. The bots are: simulated_1000_bot/,
    ],
    ['/users/-7/messages', { text: 'x', from: -7 }, /^from: /],
    ['/users/7/callbacks', { messageId: 9, data: 'x' }, 'There is no message 9 in this chat.'],
    ['/users/7/migrate', {}, 'Chat 7 is a private, no group.'],
    ['/users/7/nothing', {}, 'There is nothing at /users/7/nothing.'],
    ['/faults', { status: 200 }, /^status: /],
  ])('refuses at %s what is wrong, in words (%#)', async (path, body, words) => {
    const simulator = await start({ token: '1000:token' });
    await expect(peopleOf(simulator.root).post(path, body)).rejects.toThrow(words);
  });

  it('says what would be right where a body is not JSON or a method is wrong', async () => {
    const { root } = await start({ token: '1000:token' });
    const answer = async (method: string, body?: string) => {
      const response = await fetch(`${root}/users/7/messages`, { method, ...(body && { body }) });
      return [response.status, await response.json()];
    };
    expect(await answer('POST', '{')).toEqual([
      400,
      { error: expect.stringMatching(/^The body is not JSON/) },
    ]);
    expect(await answer('DELETE')).toEqual([
      404,
      { error: '/users/7/messages takes GET, POST, not DELETE.' },
    ]);
  });

  it('refuses a tap on a button that the message does not have, and names those that it has', async () => {
    const simulator = await start();
    const bot = botOf(simulator);
    await bot.api.getMe();
    const people = peopleOf(simulator.root);
    await people.post('/users/7/messages', { text: '/start' });
    const { message_id: messageId } = await bot.api.sendMessage(7, 'x', {
      reply_markup: { inline_keyboard: [[{ text: 'A', callback_data: 'a' }]] },
    });
    await expect(people.post('/users/7/callbacks', { messageId, data: 'b' })).rejects.toThrow(
      `data: message ${messageId} has no button with "b". Its buttons have: a.`,
    );
  });

  it('writes to the first bot unless it names another', async () => {
    const simulator = await start({ token: '1000:token' });
    const other = botOf(simulator, '2000:token');
    await other.api.getMe();
    const people = peopleOf(simulator.root);
    await people.post('/users/7/messages', { text: 'to the first' });
    await people.post('/users/7/messages', { text: 'to the second', bot: 'simulated_2000_bot' });
    const updates = await other.api.getUpdates();
    expect(updates.map(({ message }) => message?.text)).toEqual(['to the second']);
  });

  it('lets pages of this machine in, and no others', async () => {
    const { root } = await start({ token: '1000:token' });
    const allowed = async (origin: string) =>
      (await fetch(`${root}/users/7/messages`, { headers: { origin } })).headers.get(
        'access-control-allow-origin',
      );
    expect(await allowed('http://localhost:3000')).toBe('http://localhost:3000');
    expect(await allowed('https://localhost.example.com')).toBeNull();
  });

  it('waits for what is new where it is asked to', async () => {
    const simulator = await start({ token: '1000:token' });
    const { root } = simulator;
    const revision = (await fetch(`${root}/users/7/messages`)).headers.get('x-revision');
    const news = fetch(`${root}/users/7/messages?revision=${revision}&waitSeconds=20`);
    await peopleOf(root).post('/users/7/messages', { text: 'x' });
    expect(await (await news).json()).toHaveLength(1);
  });
});

describe('a simulator with Telegram’s limits', () => {
  it('takes one message a second in a chat, and says how long to wait', async () => {
    let now = 1_000_000;
    const simulator = await start({ rates: telegramRates, now: () => now });
    const bot = botOf(simulator);
    await bot.api.getMe();
    await peopleOf(simulator.root).post('/users/7/messages', { text: '/start' });
    await bot.api.sendMessage(7, 'a');
    await expect(bot.api.sendMessage(7, 'b')).rejects.toMatchObject({
      description: 'Too Many Requests: retry after 1',
      parameters: { retry_after: 1 },
    });
    now += 1_000;
    await bot.api.sendMessage(7, 'b');
  });

  it('takes 30 messages a second over all chats and 20 a minute in a group', async () => {
    let now = 1_000_000;
    const simulator = await start({ rates: telegramRates, now: () => now });
    const bot = botOf(simulator);
    await bot.api.getMe();
    const people = peopleOf(simulator.root);
    for (let chatId = 1; chatId <= 31; chatId += 1)
      await people.post(`/users/${chatId}/messages`, { text: 'x' });
    for (let chatId = 1; chatId <= 30; chatId += 1) await bot.api.sendMessage(chatId, 'x');
    await expect(bot.api.sendMessage(31, 'x')).rejects.toMatchObject({ error_code: 429 });

    await people.post('/users/-5/messages', { text: 'x' });
    for (let sent = 0; sent < 20; sent += 1) {
      now += 1_000;
      await bot.api.sendMessage(-5, 'x');
    }
    now += 1_000;
    await expect(bot.api.sendMessage(-5, 'x')).rejects.toMatchObject({ parameters: { retry_after: 40 } });
  });
});

describe('a simulator with a folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'telegram-'));
  });

  it('has its chats, files and pending updates when it is started again', async () => {
    const first = await startTelegramSimulator({ folder });
    const bot = botOf(first);
    await bot.api.getMe();
    await peopleOf(first.root).post('/users/7/messages', { text: 'before' });
    await bot.api.sendDocument(7, new InputFile(Buffer.from('kept'), 'a.txt'));
    await first.stop();

    const second = await startTelegramSimulator({ folder });
    const [, file] = await peopleOf(second.root).messages(7);
    expect(await (await fetch(`${second.root}${file?.document?.path}`)).text()).toBe('kept');
    const updates = await botOf(second).api.getUpdates();
    expect(updates.map(({ message }) => message?.text)).toEqual(['before']);
    await second.stop();
    await rm(folder, { recursive: true });
  });
});

describe('a simulator that knows its tokens', () => {
  it('answers 401 to any other', async () => {
    const simulator = await start({ token: '1000:token', onlyKnownTokens: true });
    await botOf(simulator).api.getMe();
    await expect(botOf(simulator, '1000:other').api.getMe()).rejects.toMatchObject({
      error_code: 401,
      description: 'Unauthorized',
    });
  });
});
