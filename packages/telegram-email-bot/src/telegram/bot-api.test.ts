import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type SeenMessage,
  startTelegramSimulator,
  type TelegramSimulator,
} from '@switchboard/telegram-simulator';
import { BotApi } from './bot-api.ts';

const token = { get: async () => '1000:token', refresh: async () => '1000:token' };

describe('a call of the Bot API', () => {
  let simulator: TelegramSimulator;
  let api: BotApi;
  beforeAll(async () => {
    simulator = await startTelegramSimulator({ token: '1000:token' });
    api = new BotApi({ token, apiRoot: simulator.root, newId: randomUUID });
    const body = JSON.stringify({ text: '/start' });
    await fetch(`${simulator.root}/users/7/messages`, { method: 'POST', body });
  });
  afterAll(() => simulator.stop());

  it('brings a file as it is, with its name and caption', async () => {
    const content = Uint8Array.from({ length: 1_000 }, (_, index) => index % 256);
    const sent = await api.upload(
      'sendDocument',
      { chat_id: 7, caption: 'Grüße "an" alle', reply_parameters: undefined },
      { field: 'document', name: 'Übersicht "neu".pdf', content },
    );
    expect(sent).toMatchObject({ caption: 'Grüße "an" alle', document: { file_size: 1_000 } });
    const seen = (await (await fetch(`${simulator.root}/users/7/messages`)).json()) as readonly SeenMessage[];
    const { document } = seen.at(-1) ?? {};
    expect(document?.name).toMatch(/^Übersicht .*neu.*\.pdf$/);
    const file = await fetch(`${simulator.root}${document?.path}`);
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(content);
  });

  it('that gets no answer says so, and does not tell the token', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const apiRoot = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const waiting = new BotApi({ token, apiRoot, timeoutMs: 50, newId: randomUUID }).call('getMe', {});
    await expect(waiting).rejects.toMatchObject({
      code: 'telegram.silent',
      message: expect.not.stringContaining('1000:token'),
    });
    silent.closeAllConnections();
    silent.close();
    const refused = new BotApi({ token, apiRoot, newId: randomUUID }).call('getMe', {});
    await expect(refused).rejects.toThrow('Telegram gave no answer: ECONNREFUSED.');
  });
});
