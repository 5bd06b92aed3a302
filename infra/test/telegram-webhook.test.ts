import { startTelegramSimulator, type TelegramSimulator } from '@switchboard/telegram-simulator';
import type { Cloud } from '../src/deploy/cloud.ts';
import { CommandError, type Desk } from '../src/deploy/desk.ts';
import { connectBot, telegramWebhook } from '../src/deploy/telegram-webhook.ts';
import { noTables } from './ready-account.ts';
import { environmentNamed } from './stack.ts';

const token = '123:secret';
const webhook = {
  url: 'https://api.chat.example.com/telegram/webhook',
  secret: 'abc',
  menus: [{ language_code: 'de', commands: [{ command: 'help', description: 'Alle Befehle' }] }],
};

describe('setting the webhook of a bot', () => {
  let simulator: TelegramSimulator;
  const printed: string[] = [];
  const print = (line: string): void => void printed.push(line);

  beforeAll(async () => {
    simulator = await startTelegramSimulator({ token, onlyKnownTokens: true });
  });

  afterAll(() => simulator.stop());

  const informationOf = async (): Promise<object> => {
    const response = await fetch(`${simulator.root}/bot${token}/getWebhookInfo`);
    return ((await response.json()) as { readonly result: object }).result;
  };

  it('sends what people write there, and what they wrote before it', async () => {
    await fetch(`${simulator.root}/users/7/messages`, { method: 'POST', body: '{"text":"/register"}' });
    await connectBot({ apiRoot: simulator.root, token }, webhook, print);
    expect(await informationOf()).toMatchObject({
      url: webhook.url,
      allowed_updates: ['message', 'callback_query', 'my_chat_member'],
    });
    expect(printed[0]).toMatch(
      /^@\w+ sends what people write to https:\/\/api\.chat\.example\.com\/telegram\/webhook$/,
    );
    expect(printed[1]).toBe('  1 updates wait to be sent.');
    expect(printed.at(-1)).toMatch(/^Open https:\/\/t\.me\/\w+ and write \/register\.$/);
  });

  it('sets the menus of the bot', async () => {
    const response = await fetch(`${simulator.root}/bot${token}/getMyCommands?language_code=de`);
    expect(await response.json()).toMatchObject({
      result: [{ command: 'help', description: 'Alle Befehle' }],
    });
  });

  it('is refused with a token that Telegram does not know, which is not told', async () => {
    const wrong = connectBot({ apiRoot: simulator.root, token: '9:wrong' }, webhook, print);
    await expect(wrong).rejects.toThrow(CommandError);
    await expect(wrong).rejects.toThrow('Store the token that @BotFather gives for /mybots.');
    await expect(wrong).rejects.not.toThrow('9:wrong');
  });

  it('says that nobody answers, without the token', async () => {
    const bot = { apiRoot: 'http://127.0.0.1:1', token };
    await expect(connectBot(bot, webhook, print)).rejects.toThrow(
      'http://127.0.0.1:1 gives no answer to getMe.',
    );
  });
});

describe('npm run telegram:webhook', () => {
  const deskFor = (name: string, cloud: Partial<Cloud>): Desk => ({
    environment: environmentNamed(name),
    packages: [],
    cloud: cloud as Cloud,
    storedTables: noTables,
    wait: async () => {},
    program: { name: 'terraform' },
    env: {},
    infraFolder: '',
    build: async () => {},
    synthesise: async () => '',
    tryOut: async () => {},
    print: () => {},
    ask: async () => '',
  });

  it('needs an environment with Telegram', async () => {
    await expect(telegramWebhook(deskFor('dev', {}))).rejects.toThrow('dev has no Telegram.');
  });

  it('names the command that stores a secret which is missing', async () => {
    const cloud = { readSecret: async (name: string) => (name.endsWith('token') ? token : undefined) };
    await expect(telegramWebhook(deskFor('staging', cloud))).rejects.toThrow(
      'npm run secret -- staging telegram-webhook-secret',
    );
  });
});
