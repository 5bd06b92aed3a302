import { startTelegramSimulator, type TelegramSimulator } from '@switchboard/telegram-simulator';
import { startTestPlatform, type TestPlatform } from './fixture/platform.ts';
import type { TestFunction } from './fixture/stack.ts';
import { until } from './fixture/until.ts';

const parameter = (name: string) => `arn:aws:ssm:eu-central-1:000000000000:parameter/test/local/${name}`;

/** Answers an update with what it knows of Telegram, and fails the first time at the text `stumble`. */
const webhookCode = `
const { SSMClient, GetParameterCommand } = sdk('@aws-sdk/client-ssm');
const client = new SSMClient({});
const secret = async (name) =>
  (await client.send(new GetParameterCommand({ Name: '/test/local/' + name, WithDecryption: true }))).Parameter.Value;
const stumbled = new Set();
exports.handler = async ({ headers, body }) => {
  const { update_id, message } = JSON.parse(body);
  if (message.text === 'stumble' && !stumbled.has(update_id)) {
    stumbled.add(update_id);
    return { statusCode: 500 };
  }
  const isSecret = headers['x-telegram-bot-api-secret-token'] === (await secret('telegram-webhook-secret'));
  const text = [message.text, isSecret, await secret('telegram-bot-token'), process.env.TELEGRAM_API_ROOT].join(' ');
  return { statusCode: 200, body: JSON.stringify({ method: 'sendMessage', chat_id: message.chat.id, text }) };
};`;

const webhook = (apiRoot: string): TestFunction => ({
  code: webhookCode,
  httpRoutes: { 'POST /telegram': 'NONE' },
  variables: { TELEGRAM_API_ROOT: apiRoot },
  statements: [
    {
      Effect: 'Allow',
      Action: ['ssm:GetParameter'],
      Resource: [parameter('telegram-bot-token'), parameter('telegram-webhook-secret')],
    },
  ],
});

/** A stack with a webhook, as staging has one: its output names an address that is not this machine's. */
const startWith = (apiRoot: string, env: NodeJS.ProcessEnv = {}): Promise<TestPlatform> =>
  startTestPlatform({ webhook: webhook(apiRoot) }, { env }, undefined, {
    telegramWebhookUrl: { value: 'https://api.example.com/telegram' },
  });

const telegramItself = 'https://api.telegram.org';

const write = (root: string | null, text: string) =>
  fetch(`${root}/users/7/messages`, { method: 'POST', body: JSON.stringify({ text }) });

interface Seen {
  readonly from: string;
  readonly text: string;
}

/** What the bot has said, once it has said so much. */
const saidBy = (root: string | null, count: number): Promise<readonly string[]> =>
  until(async () => {
    const messages = (await (await fetch(`${root}/users/7/messages`)).json()) as readonly Seen[];
    const said = messages.filter(({ from }) => from === 'bot').map(({ text }) => text);
    return said.length >= count ? said : undefined;
  });

describe('a stack that knows Telegram', () => {
  it('talks to a simulator, which brings updates to its webhook with the secret, until they are taken', async () => {
    const platform = await startWith(telegramItself);
    const { telegram } = platform.addresses;
    await write(telegram, 'stumble');
    await write(telegram, 'on');
    expect(await saidBy(telegram, 2)).toEqual([
      `stumble true 4000:local ${telegram}`,
      `on true 4000:local ${telegram}`,
    ]);
    await platform.stop();
  });
});

describe('with TELEGRAM_TOKEN', () => {
  const token = '123:secret';
  let simulator: TelegramSimulator;

  beforeEach(async () => {
    simulator = await startTelegramSimulator({ token, onlyKnownTokens: true });
  });

  afterEach(() => simulator.stop());

  const call = (method: string, body: object) =>
    fetch(`${simulator.root}/bot${token}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('the Bot API is asked for updates, which a webhook gets one after the other until it takes them', async () => {
    const platform = await startWith(simulator.root, { TELEGRAM_TOKEN: token });
    expect(platform.addresses.telegram).toBeNull();
    await write(simulator.root, 'stumble');
    await write(simulator.root, 'on');
    expect(await saidBy(simulator.root, 2)).toEqual([
      `stumble true ${token} ${simulator.root}`,
      `on true ${token} ${simulator.root}`,
    ]);
    expect(platform.logged.join('\n')).toContain('The webhook answered 500 to an update.');
    expect(platform.logged.join('\n')).not.toContain(token);
    await platform.stop();
  });

  it('an update that was not taken when the platform ended is brought by the next run', async () => {
    const first = await startWith(simulator.root, { TELEGRAM_TOKEN: token });
    await write(simulator.root, 'one');
    await saidBy(simulator.root, 1);
    await first.stop();
    await write(simulator.root, 'two');
    const second = await startWith(simulator.root, { TELEGRAM_TOKEN: token });
    expect(
      await until(async () => (await saidBy(simulator.root, 2)).find((text) => text.startsWith('two '))),
    ).toContain('two true');
    await second.stop();
  });

  it('goes on where a poll fails, and says so without the token', async () => {
    await fetch(`${simulator.root}/faults`, {
      method: 'POST',
      body: JSON.stringify({ method: 'getUpdates', status: 502, times: 1 }),
    });
    const platform = await startWith(simulator.root, { TELEGRAM_TOKEN: token });
    await write(simulator.root, 'hello');
    expect(await saidBy(simulator.root, 1)).toHaveLength(1);
    expect(platform.logged.join('\n')).toContain('Telegram refuses getUpdates: 502');
    expect(platform.logged.join('\n')).not.toContain(token);
    await platform.stop();
  });

  it('does not start with a token that the Bot API does not know', async () => {
    await expect(startWith(simulator.root, { TELEGRAM_TOKEN: '9:wrong' })).rejects.toThrow(
      `${simulator.root} does not know the bot of TELEGRAM_TOKEN.`,
    );
  });

  it('does not take a bot away from the platform that has its webhook', async () => {
    await call('setWebhook', { url: 'https://chat.example.com/telegram/webhook' });
    await expect(startWith(simulator.root, { TELEGRAM_TOKEN: token })).rejects.toThrow(
      'The bot of TELEGRAM_TOKEN sends its updates to chat.example.com.',
    );
  });

  it('is asked for where another Bot API is named', async () => {
    await expect(startWith(simulator.root)).rejects.toThrow('set TELEGRAM_TOKEN');
  });
});
