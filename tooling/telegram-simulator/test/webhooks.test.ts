import { Bot } from 'grammy';
import { startTelegramSimulator, type TelegramSimulator } from '../src/index.ts';
import { type People, peopleOf, until } from '../src/playing/people.ts';
import { type Reply, startWebhook, type WebhookServer } from './webhook-server.ts';

describe('a webhook', () => {
  let simulator: TelegramSimulator;
  let people: People;
  let bot: Bot;
  let webhook: WebhookServer;
  beforeEach(async () => {
    simulator = await startTelegramSimulator({
      webhooks: { retryBaseMs: 5, retryCapMs: 20, timeoutMs: 3_000 },
    });
    people = peopleOf(simulator.root);
    bot = new Bot('1000:token', { client: { apiRoot: simulator.root } });
  });
  afterEach(async () => {
    await simulator.stop();
    await webhook.stop();
  });

  async function set(reply?: Reply, options: { secret_token?: string; max_connections?: number } = {}) {
    webhook = await startWebhook(reply);
    await bot.api.setWebhook(webhook.url, options);
  }
  const say = (chatId: number, text: string) => people.post(`/users/${chatId}/messages`, { text });
  const texts = () => webhook.received.map(({ update }) => update.message?.text);
  const receivedAll = (count: number) =>
    until(() => (webhook.received.length >= count ? texts() : undefined));

  it('gets each update once, with the secret in its header', async () => {
    await set(undefined, { secret_token: 'Secret_1' });
    await say(7, 'a');
    await say(7, 'b');
    expect(await receivedAll(2)).toEqual(['a', 'b']);
    expect(webhook.received[0]?.headers['x-telegram-bot-api-secret-token']).toBe('Secret_1');
    expect((await bot.api.getWebhookInfo()).pending_update_count).toBe(0);
  });

  it('gets the updates that came before it was set', async () => {
    await bot.api.getMe();
    await say(7, 'early');
    await set();
    expect(await receivedAll(1)).toEqual(['early']);
  });

  it('gets an update again until it answers 2xx, and what is behind it in the same chat only then', async () => {
    let failures = 4;
    await set(async (update) => {
      const fails = update.message?.text === 'a' && failures > 0;
      if (fails) failures -= 1;
      return { status: fails ? 500 : 200 };
    });
    await say(7, 'a');
    await say(7, 'b');
    expect(await receivedAll(6)).toEqual(['a', 'a', 'a', 'a', 'a', 'b']);
    expect(await bot.api.getWebhookInfo()).toMatchObject({
      last_error_message: 'Wrong response from the webhook: 500 Internal Server Error',
    });
  });

  it('is not stopped in one chat by what fails in another', async () => {
    await set(async ({ message }) => ({ status: message?.chat.id === 7 ? 500 : 200 }));
    await say(7, 'poison');
    await say(8, 'fine');
    await until(() => (texts().includes('fine') ? true : undefined));
    expect((await bot.api.getWebhookInfo()).pending_update_count).toBe(1);
  });

  it('never has two updates of one chat at the same time, but those of several', async () => {
    const running = new Map<number, number>();
    let mostOfOne = 0;
    let mostOfAll = 0;
    await set(async ({ message }) => {
      const chatId = message?.chat.id ?? 0;
      running.set(chatId, (running.get(chatId) ?? 0) + 1);
      mostOfOne = Math.max(mostOfOne, running.get(chatId) ?? 0);
      mostOfAll = Math.max(
        mostOfAll,
        [...running.values()].reduce((sum, count) => sum + count, 0),
      );
      await new Promise((resolve) => setTimeout(resolve, 20));
      running.set(chatId, (running.get(chatId) ?? 0) - 1);
      return { status: 200 };
    });
    await Promise.all([7, 7, 7, 8, 8, 9].map((chatId) => say(chatId, 'x')));
    await receivedAll(6);
    expect([mostOfOne, mostOfAll]).toEqual([1, 3]);
  });

  it('has no more connections than it asked for', async () => {
    let running = 0;
    let most = 0;
    await set(
      async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 10));
        running -= 1;
        return { status: 200 };
      },
      { max_connections: 2 },
    );
    await Promise.all([1, 2, 3, 4, 5].map((chatId) => say(chatId, 'x')));
    await receivedAll(5);
    expect(most).toBe(2);
  });

  it('that does not answer in time is asked again', async () => {
    let isSlow = true;
    await set(async () => {
      const wait = isSlow ? 5_000 : 0;
      isSlow = false;
      await new Promise((resolve) => setTimeout(resolve, wait));
      return { status: 200 };
    });
    await say(7, 'a');
    expect(await receivedAll(2)).toEqual(['a', 'a']);
    expect((await bot.api.getWebhookInfo()).last_error_message).toBe('Read timeout expired');
  });

  it('may answer with a method to call', async () => {
    const body = JSON.stringify({ method: 'sendMessage', chat_id: 7, text: 'answered' });
    await set(async () => ({ status: 200, body, headers: { 'content-type': 'application/json' } }));
    await say(7, 'a');
    expect(await people.heard(7, 1)).toMatchObject([{ text: 'answered' }]);
  });

  it('loses what it answers with where the call is refused: Telegram calls it once', async () => {
    const body = JSON.stringify({ method: 'sendMessage', chat_id: 7, text: 'answered' });
    await set(async () => ({ status: 200, body, headers: { 'content-type': 'application/json' } }));
    await people.post('/faults', { method: 'sendMessage', status: 429 });
    await say(7, 'a');
    await say(7, 'b');
    expect(await people.heard(7, 1)).toHaveLength(1);
    expect(await receivedAll(2)).toEqual(['a', 'b']);
    expect(await people.heard(7, 1)).toHaveLength(1);
  });

  it('that is deleted gets nothing more, and polling gets the rest', async () => {
    await set(async () => ({ status: 500 }));
    await say(7, 'a');
    await receivedAll(2);
    await bot.api.deleteWebhook();
    expect((await bot.api.getUpdates()).map(({ message }) => message?.text)).toEqual(['a']);
  });

  it.each([
    ['http://example.com/hook', 'Bad Request: bad webhook: An HTTPS URL must be provided for webhook'],
    [
      'https://example.com:9000/hook',
      'Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443',
    ],
  ])('cannot be %s', async (url, description) => {
    webhook = await startWebhook();
    await expect(bot.api.setWebhook(url)).rejects.toMatchObject({ description });
  });

  it('cannot have a secret with characters that a header should not have', async () => {
    webhook = await startWebhook();
    await expect(bot.api.setWebhook(webhook.url, { secret_token: 'a b' })).rejects.toMatchObject({
      description: 'Bad Request: secret token contains unallowed characters',
    });
  });
});
