import { BuildRouter, Processor, Request, ReturnSender, Router } from 'wingbot';
import { chatLogTable } from '../src/storages/chat-log/chat-log.table.ts';
import { ChatLogStorage } from '../src/storages/chat-log/chat-log-storage.ts';
import { botConfigTable } from '../src/storages/config/bot-config.table.ts';
import { BotConfigStorage } from '../src/storages/config/bot-config-storage.ts';
import { StateStorage } from '../src/storages/state/state-storage.ts';
import { statesTable } from '../src/storages/state/states.table.ts';
import { BotTokenStorage } from '../src/storages/token/bot-token-storage.ts';
import { botTokensTable } from '../src/storages/token/bot-tokens.table.ts';
import { createTestClient, createTestTable } from './test-table.ts';

const client = createTestClient();
const pageId = 'page';
let stateStorage: StateStorage;
let tokenStorage: BotTokenStorage;
let chatLog: ChatLogStorage;
let configStorage: BotConfigStorage;
let problems: unknown[][];

beforeAll(async () => {
  stateStorage = new StateStorage(await createTestTable(client, statesTable), { client });
  tokenStorage = new BotTokenStorage(await createTestTable(client, botTokensTable), 'token', {
    client,
    secret: 'a secret that is not in the table',
  });
  chatLog = new ChatLogStorage(await createTestTable(client, chatLogTable), console, {
    client,
    muteErrors: false,
  });
  configStorage = new BotConfigStorage(await createTestTable(client, botConfigTable), { client });
});

beforeEach(() => {
  problems = [];
});

const log = {
  log: () => {},
  info: () => {},
  warn: (...details: unknown[]) => problems.push(details),
  error: (...details: unknown[]) => problems.push(details),
};

const createProcessor = (bot: Router | BuildRouter) =>
  new Processor(bot, {
    stateStorage,
    tokenStorage,
    log,
    timeout: 30_000,
    waitForLockedState: 3000,
    retriesWhenWaiting: 60,
  });

async function say(processor: Processor, senderId: string, text: string, timestamp?: number) {
  const message = Request.text(senderId, text, timestamp);
  const sender = new ReturnSender({}, senderId, message, chatLog);
  const { status } = await processor.processMessage(message, pageId, sender);
  return { status, texts: sender.responses.flatMap(({ message: response }) => response?.text ?? []) };
}

/** A bot of wingbot's own kind that remembers what it was told, and when. */
const countingBot = () => {
  const bot = new Router();
  bot.use(
    (
      req: { state: { count?: number; at?: Date } },
      res: { setState(s: object): void; text(t: string): void; token: string },
    ) => {
      const count = (req.state.count ?? 0) + 1;
      res.setState({ count, at: new Date(count), iso: '2024-01-01T00:00:00.000Z' });
      res.text(
        `message ${count}, ${req.state.at instanceof Date ? 'again' : 'first'}, ${res.token.length > 20}`,
      );
    },
  );
  return bot;
};

describe("wingbot's Processor and ReturnSender on our storages", () => {
  it('keep the state of a conversation from message to message, and from one Processor to the next', async () => {
    expect(await say(createProcessor(countingBot()), 'anna', 'Hi')).toEqual({
      status: 200,
      texts: ['message 1, first, true'],
    });
    expect(await say(createProcessor(countingBot()), 'anna', 'Hi')).toEqual({
      status: 200,
      texts: ['message 2, again, true'],
    });
    expect(await stateStorage.getState('anna', pageId)).toMatchObject({
      senderId: 'anna',
      pageId,
      state: { count: 2, at: new Date(2), iso: '2024-01-01T00:00:00.000Z' },
      lastInteraction: expect.any(Date),
    });
    expect(problems).toEqual([]);
  });

  it('process messages of one sender that come at once one after the other', async () => {
    const processor = createProcessor(countingBot());
    const answers = await Promise.all([1, 2, 3, 4, 5].map((n) => say(processor, 'busy', `${n}`, n)));
    expect(answers.flatMap(({ texts }) => texts.map((text) => text.split(',')[0])).sort()).toEqual(
      [1, 2, 3, 4, 5].map((n) => `message ${n}`),
    );
  });

  it('take a message that comes twice once', async () => {
    const processor = createProcessor(countingBot());
    expect(await say(processor, 'twice', 'Hi', 5)).toMatchObject({ status: 200 });
    expect(await say(processor, 'twice', 'Hi', 5)).toEqual({ status: 204, texts: [] });
    expect(await stateStorage.getState('twice', pageId)).toMatchObject({ state: { count: 1 } });
  });

  it('leave the state unlocked when the bot throws', async () => {
    const failing = new Router();
    failing.use(() => {
      throw new Error('a bug of the bot');
    });
    expect(await say(createProcessor(failing), 'throws', 'Hi')).toMatchObject({ status: 500 });
    expect(await say(createProcessor(countingBot()), 'throws', 'Hi')).toMatchObject({ status: 200 });
    expect(await stateStorage.getState('throws', pageId)).toMatchObject({
      lastErrorMessage: 'a bug of the bot',
    });
  });

  it('write the chat log', async () => {
    await say(createProcessor(countingBot()), 'logged', 'Hello bot', 1_700_000_000_000);
    const entries = await chatLog.getInteractions('logged', pageId);
    expect(entries).toMatchObject([
      { request: { message: { text: 'Hello bot' } }, timestamp: 1_700_000_000_000 },
    ]);
    expect(JSON.stringify(entries[0]?.responses)).toContain('message 1');
  });

  it('give each sender a token that can be found', async () => {
    await say(createProcessor(countingBot()), 'token', 'Hi');
    const { token } = await tokenStorage.getOrCreateToken('token', pageId);
    expect(await tokenStorage.findByToken(token)).toEqual({ senderId: 'token', pageId, token });
  });
});

describe("wingbot's BuildRouter on our BotConfigStorage", () => {
  const blocks = (text: string) => [
    {
      isRoot: true,
      routes: [
        { id: 1, path: '/', isFallback: true, resolvers: [{ type: 'botbuild.message', params: { text } }] },
      ],
    },
  ];

  it('loads its configuration once, shares it, and loads it again when it was invalidated', async () => {
    jest.spyOn(console, 'log').mockImplementation(() => {});
    let loads = 0;
    const createBot = () => {
      const router = new BuildRouter(
        { url: 'https://designer.example/bot' },
        undefined,
        { configStorage },
        async () => {
          loads += 1;
          return { status: 200, json: async () => ({ blocks: blocks(`version ${loads}`) }) };
        },
      );
      router.keepConfigFor = 0;
      return createProcessor(router);
    };
    const bot = createBot();
    expect(await say(bot, 'built', 'Hi')).toEqual({ status: 200, texts: ['version 1'] });
    expect(await say(createBot(), 'built', 'Hi')).toEqual({ status: 200, texts: ['version 1'] });
    expect(loads).toBe(1);
    const editor = { groups: ['botEditor'], token: { groups: [{ group: 'botEditor' }] } };
    await configStorage.api().updateBot({}, editor);
    expect(await say(bot, 'built', 'Hi')).toEqual({ status: 200, texts: ['version 2'] });
    expect(loads).toBe(2);
  });
});
