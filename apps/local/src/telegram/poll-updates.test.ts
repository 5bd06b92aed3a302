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

  describe('where a webhook answers with a method', () => {
    const answers: string[] = [];
    beforeEach(() => {
      answers.length = 0;
      webhook.removeAllListeners('request');
      webhook.on('request', async (request, response) => {
        taken.push((await json(request)) as Taken);
        const greeting = { method: 'sendMessage', chat_id: 7, text: `Taken: ${taken.at(-1)?.message.text}` };
        response.end(answers.shift() ?? JSON.stringify(greeting));
      });
    });
    const fail = (fault: object) =>
      fetch(`${simulator.root}/faults`, { method: 'POST', body: JSON.stringify(fault) });
    const heard = async () => {
      const messages = await (await fetch(`${simulator.root}/users/7/messages`)).json();
      return (messages as readonly { from: string; text: string }[])
        .filter(({ from }) => from === 'bot')
        .map(({ text }) => text);
    };
    const untilHeard = async (count: number) => {
      for (let tries = 0; (await heard()).length < count; tries += 1) {
        if (tries > 750) throw new Error('The answer did not come.');
        await pause(20);
      }
    };
    const pending = async () =>
      ((await call('getWebhookInfo')).result as unknown as { pending_update_count: number })
        .pending_update_count;

    it.each([
      ['Telegram asks to wait', { status: 429, retryAfter: 1, times: 2 }],
      ['Telegram says that it is not to blame', { status: 502, times: 2 }],
    ])('calls it until Telegram takes it, also where %s', async (_, fault) => {
      await fail({ method: 'sendMessage', ...fault });
      poll();
      const started = performance.now();
      await write('one');
      await write('two');
      await untilHeard(2);
      expect(await heard()).toEqual(['Taken: one', 'Taken: two']);
      if (fault.status === 429) expect(performance.now() - started).toBeGreaterThanOrEqual(2_000);
      expect(texts()).toEqual(['one', 'two']);
      expect(problems).toHaveLength(2);
    });

    it('confirms the update after that: who ends before has it again', async () => {
      await fail({ method: 'sendMessage', status: 429, retryAfter: 60 });
      const end = poll();
      await write('one');
      await until(() => problems.length === 1);
      await end();
      expect(await pending()).toBe(1);
      poll();
      await untilHeard(1);
      expect(texts()).toEqual(['one', 'one']);
    });

    it('goes on where Telegram will never take it, and where it is none that a webhook may call', async () => {
      await fail({ method: 'sendMessage', status: 403 });
      answers.push('', '{"method":"deleteWebhook"}', '{no JSON', 'OK');
      answers[0] = JSON.stringify({ method: 'sendMessage', chat_id: 7, text: 'refused' });
      poll();
      for (const text of ['one', 'two', 'three', 'four', 'five']) await write(text);
      await untilHeard(1);
      expect(await heard()).toEqual(['Taken: five']);
      expect(problems).toEqual([expect.stringContaining('Forbidden')]);
    });
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
