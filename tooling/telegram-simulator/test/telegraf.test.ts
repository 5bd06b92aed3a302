import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Markup, Telegraf } from 'telegraf';
import { startTelegramSimulator, type TelegramSimulator } from '../src/index.ts';
import { type People, peopleOf } from '../src/playing/people.ts';

describe('a bot of telegraf', () => {
  let simulator: TelegramSimulator;
  let people: People;
  let bot: Telegraf;
  beforeEach(async () => {
    simulator = await startTelegramSimulator();
    people = peopleOf(simulator.root);
    bot = new Telegraf('2000:token', { telegram: { apiRoot: simulator.root } });
  });
  afterEach(() => simulator.stop());

  it('polls, answers a command, a button and a file', async () => {
    const button = Markup.inlineKeyboard([Markup.button.callback('Yes', 'yes')]);
    bot.command('start', (context) => context.replyWithHTML('<i>Sure?</i>', button));
    bot.action('yes', async (context) => {
      await context.answerCbQuery('noted');
      await context.replyWithDocument(
        { source: Buffer.from('a,b\n'), filename: 'table.csv' },
        { caption: 'yours' },
      );
    });
    await new Promise<void>((resolve) => void bot.launch(resolve));
    await people.post('/users/7/messages', { text: '/start' });
    const [question] = await people.heard(7, 1);
    expect(question).toMatchObject({ text: 'Sure?', entities: [{ type: 'italic', offset: 0, length: 5 }] });
    await people.post('/users/7/callbacks', { messageId: question?.messageId, data: 'yes' });
    const [, file] = await people.heard(7, 2);
    expect(await people.notice(7)).toMatchObject({ text: 'noted' });
    expect(file).toMatchObject({ text: 'yours', document: { name: 'table.csv', sizeBytes: 4 } });
    bot.stop();
  });

  it('takes its updates by a webhook of its own', async () => {
    bot.on('text', (context) => context.reply(context.message.text.toUpperCase()));
    const server = createServer(bot.webhookCallback('/hook', { secretToken: 's' }));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await bot.telegram.setWebhook(`http://127.0.0.1:${port}/hook`, { secret_token: 's' });
    await people.post('/users/7/messages', { text: 'hello' });
    expect(await people.heard(7, 1)).toMatchObject([{ text: 'HELLO' }]);
    server.closeAllConnections();
    server.close();
  });

  it('learns of limits as Telegram tells them', async () => {
    await bot.telegram.getMe();
    await people.post('/users/7/messages', { text: '/start' });
    await people.post('/faults', { method: 'sendMessage', status: 429, retryAfter: 5 });
    await expect(bot.telegram.sendMessage(7, 'x')).rejects.toMatchObject({ parameters: { retry_after: 5 } });
  });
});
