import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { startTelegramSimulator, type TelegramSimulator } from '@switchboard/telegram-simulator';
import { pollUpdates } from './poll-updates.ts';

const token = '123:secret';
const secret = 'of-the-webhook';

interface Taken {
  readonly update_id: number;
  readonly message: { readonly text: string };
}

/** Asks again until something holds. */
async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries += 1) {
    if (tries > 1_500) throw new Error('What the test waits for did not happen.');
    await pause(20);
  }
}

describe('asking Telegram for updates', () => {
  let simulator: TelegramSimulator;
  let webhook: Server;
  let taken: Taken[];
  let problems: string[];
  const ended: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    simulator = await startTelegramSimulator({ token, onlyKnownTokens: true });
    taken = [];
    problems = [];
    webhook = createServer(async (request, response) => {
      taken.push((await json(request)) as Taken);
      response.end('OK');
    });
    await new Promise<void>((resolve) => webhook.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    for (const end of ended.splice(0)) await end();
    await simulator.stop();
    webhook.closeAllConnections();
    await new Promise((resolve) => webhook.close(resolve));
  });

  /** @returns ends the poll */
  function poll(apiRoot = simulator.root): () => Promise<void> {
    const over = new AbortController();
    const { port } = webhook.address() as AddressInfo;
    const done = pollUpdates({
      bot: { apiRoot, token },
      webhook: { url: `http://127.0.0.1:${port}/telegram`, secret },
      onProblem: (text) => problems.push(text),
      signal: over.signal,
    });
    const end = async () => {
      over.abort();
      await done;
    };
    ended.push(end);
    return end;
  }
  const call = async (method: string, parameters: object = {}) => {
    const response = await fetch(`${simulator.root}/bot${token}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(parameters),
    });
    return (await response.json()) as { readonly result: readonly unknown[] };
  };
  const write = (text: string) =>
    fetch(`${simulator.root}/users/7/messages`, { method: 'POST', body: JSON.stringify({ text }) });
  const texts = () => taken.map(({ message }) => message.text);
  const isSaid = (what: string) => problems.some((problem) => problem.includes(what));

  it('says so where another program asks for the same bot, and goes on when that one has ended', async () => {
    poll();
    await write('one');
    await until(() => taken.length === 1);
    // Of two polls at once the later one ends the earlier one, which is not always the platform's.
    while (!isSaid('409 Conflict: terminated by other getUpdates request')) {
      await call('getUpdates', { timeout: 1, offset: -1 });
    }
    await write('two');
    await until(() => texts().includes('two'));
    expect(texts()).toEqual(['one', 'two']);
  });

  it('reports a webhook that is set meanwhile, and gets everything once it is deleted', async () => {
    poll();
    await write('one');
    await until(() => taken.length === 1);
    // Nothing listens there: Telegram keeps what it cannot bring.
    await call('setWebhook', { url: 'http://127.0.0.1:9/' });
    await until(() => isSaid("409 Conflict: can't use getUpdates method while webhook is active"));
    await write('two');
    await call('deleteWebhook');
    await until(() => taken.length === 2);
    expect(texts()).toEqual(['one', 'two']);
  });

  it('outlives a network that is gone for a while', async () => {
    const { port } = new URL(simulator.root);
    poll();
    await write('one');
    await until(() => taken.length === 1);
    await simulator.stop();
    await until(() => isSaid('gives no answer to getUpdates'));
    // Its ids go on above those that there were.
    const random = () => 0.999_999;
    simulator = await startTelegramSimulator({ token, onlyKnownTokens: true, port: Number(port), random });
    await write('two');
    await until(() => texts().includes('two'));
    expect(problems.join()).not.toContain(token);
  });

  it('takes updates whose ids have started over, as they do after a quiet week', async () => {
    const asked: (number | undefined)[] = [];
    const update = (id: number) => ({ update_id: id, message: { text: String(id) } });
    const answers = [[update(900)], [], [update(5)], []];
    const telegram = createServer(async (request, response) => {
      asked.push(((await json(request)) as { offset?: number }).offset);
      const result = answers.shift();
      // Like Telegram, it holds a poll open for which there is nothing.
      if (result !== undefined) response.end(JSON.stringify({ ok: true, result }));
    });
    await new Promise<void>((resolve) => telegram.listen(0, '127.0.0.1', resolve));
    poll(`http://127.0.0.1:${(telegram.address() as AddressInfo).port}`);
    await until(() => asked.length === 5);
    expect(texts()).toEqual(['900', '5']);
    expect(asked).toEqual([undefined, 901, undefined, 6, undefined]);
    telegram.closeAllConnections();
    telegram.close();
  });

  it('gets no update again that an earlier run has taken, and every one that none has', async () => {
    const end = poll();
    await write('one');
    await until(() => taken.length === 1);
    // The poll that follows confirms it.
    await pause(300);
    await end();
    await write('two');
    await write('three');
    poll();
    await until(() => taken.length === 3);
    await pause(300);
    expect(texts()).toEqual(['one', 'two', 'three']);
    expect(new Set(taken.map(({ update_id: id }) => id)).size).toBe(3);
    expect((await call('getWebhookInfo')).result).toMatchObject({ pending_update_count: 0 });
  });

  it('does not confirm an update before its webhook has taken it', async () => {
    const { port } = webhook.address() as AddressInfo;
    webhook.closeAllConnections();
    await new Promise((resolve) => webhook.close(resolve));
    const over = new AbortController();
    const done = pollUpdates({
      bot: { apiRoot: simulator.root, token },
      webhook: { url: `http://127.0.0.1:${port}/telegram`, secret },
      onProblem: (text) => problems.push(text),
      signal: over.signal,
    });
    await write('one');
    await until(() => problems.length > 0);
    over.abort();
    await done;
    expect((await call('getWebhookInfo')).result).toMatchObject({ pending_update_count: 1 });
    webhook = createServer(async (request, response) => {
      taken.push((await json(request)) as Taken);
      response.end('OK');
    });
    await new Promise<void>((resolve) => webhook.listen(0, '127.0.0.1', resolve));
    poll();
    await until(() => taken.length === 1);
  });
});
