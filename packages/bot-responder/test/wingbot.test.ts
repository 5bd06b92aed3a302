import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { types } from 'node:util';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { BotConfigStorage, BotTokenStorage, ChatLogStorage, createTable } from '@switchboard/data-core';
import { botConfigTable, botTokensTable, chatLogTable } from '@switchboard/data-core/tables';
import { BotApp, Router } from 'wingbot';
import type { BotContext } from '../src/bot/bot-factory.ts';
import { bot as configuredBot } from '../src/bots/wingbot/bot.ts';
import { createWingbot } from '../src/bots/wingbot/wingbot-bot.ts';
import { createWingbotStorages, wingbotConfigId } from '../src/bots/wingbot/wingbot-storages.ts';
import { createTestContext } from '../src/testing/test-context.ts';
import { erase } from './erase.ts';
import { createPlatform, type Platform } from './platform.ts';

interface Responding {
  readonly token: string | null;
  text(text: string): Responding;
  setState(state: object): Responding;
}

interface Requested {
  readonly state: Readonly<Record<string, unknown>>;
  text(): string;
}

const sealing = 'a secret that is not in the table';
const tableNames = { tokens: randomUUID(), chatLog: randomUUID(), botConfig: randomUUID() };
let platform: Platform;
let commands: string[];

beforeAll(async () => {
  platform = await createPlatform();
  await Promise.all([
    createTable(platform.client, botTokensTable, tableNames.tokens),
    createTable(platform.client, chatLogTable, tableNames.chatLog),
    createTable(platform.client, botConfigTable, tableNames.botConfig),
  ]);
  platform.client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        const { TableName } = args.input as { readonly TableName?: string };
        commands.push(TableName === tableNames.tokens ? `${commandName} on tokens` : (commandName ?? ''));
        return next(args);
      },
    { step: 'initialize' },
  );
});

beforeEach(() => {
  commands = [];
});

/** What the platform gives the bot, on tables of the engine. */
const contextOf = (given: Partial<BotContext> = {}): BotContext =>
  createTestContext(platform.chat.now, {
    client: platform.client,
    secret: async (name) => (name === 'wingbot-token-secret' ? sealing : undefined),
    environment: {
      TABLE_BOTTOKENS: tableNames.tokens,
      TABLE_CHATLOG: tableNames.chatLog,
      TABLE_BOTCONFIG: tableNames.botConfig,
      TABLE_THREADS: platform.chat.tables.threads,
      TABLE_PARTITIONED_KEYS: platform.chat.tables.partitionedKeys,
      RETENTION_DAYS: '30',
      ...given.environment,
    },
    ...Object.fromEntries(Object.entries(given).filter(([name]) => name !== 'environment')),
  });

const answering = (answer: (req: Requested, res: Responding) => void, context = contextOf()) =>
  createWingbot({
    createApp: (given) => new BotApp(new Router().use(answer), given),
    storages: createWingbotStorages(context),
    context,
  });

const tokens = () => {
  const { client, chat } = platform;
  return new BotTokenStorage({ tableName: tableNames.tokens, client, now: chat.now, secret: sealing });
};

const chatLog = () =>
  new ChatLogStorage({ tableName: tableNames.chatLog, client: platform.client, now: platform.chat.now });

/** The last thing that was said in a thread. */
const lastOf = async (threadId: string) => (await platform.texts(threadId)).at(-1);

async function ask(threadId: string, text: string, respond: ReturnType<Platform['respondWith']>) {
  await platform.say(threadId, text);
  await respond(threadId);
  return lastOf(threadId);
}

describe('the state of a wingbot', () => {
  it('is committed with the reply, under the one lock of the turn', async () => {
    const respond = platform.respondWith(
      answering(({ state }, res) => {
        res.setState({ count: Number(state.count ?? 0) + 1 });
        res.text(`count ${state.count ?? 0}`);
      }),
    );
    await ask('counting', 'a', respond);
    commands = [];
    expect(await ask('counting', 'b', respond)).toBe('bot: count 1');
    // The lock of the turn and what commits the reply: wingbot adds no write of a state.
    const writes = commands.filter((name) => /Update|Transact|Put|Delete/.test(name));
    expect(writes.filter((name) => name === 'UpdateItemCommand')).toHaveLength(1);
    expect(await platform.states.getState('counting')).toMatchObject({ state: { wingbot: { count: 2 } } });
  });

  it('fault: a date in it came back as a text', async () => {
    const respond = platform.respondWith(
      answering(({ state }, res) => {
        res.setState({ since: new Date(0) });
        res.text(types.isDate(state.since) ? 'a date' : `a ${typeof state.since}`);
      }),
    );
    await ask('dated', 'a', respond);
    expect(await ask('dated', 'b', respond)).toBe('bot: a date');
  });

  it('is not kept where the conversation throws, and the next try finds what was kept before', async () => {
    let fails = true;
    const respond = platform.respondWith(
      answering(({ state }, res) => {
        res.setState({ tries: Number(state.tries ?? 0) + 1 });
        if (fails) throw new Error('The shop is closed.');
        res.text(`try ${state.tries ?? 0}`);
      }),
    );
    await platform.say('throwing', 'a');
    await respond('throwing');
    expect(platform.errors.at(-1)).toMatchObject({ code: 'bot.failed' });
    fails = false;
    await respond('throwing');
    expect(await lastOf('throwing')).toBe('bot: try 0');
  });
});

describe('the tokens of a wingbot', () => {
  const telling = (context = contextOf()) =>
    platform.respondWith(answering((_, res) => res.text(`token ${res.token}`), context));

  it('are the same for a customer from turn to turn and from instance to instance, and name them', async () => {
    const first = await ask('token-1', 'a', telling());
    expect(await ask('token-1', 'b', telling())).toBe(first);
    const token = first?.replace('bot: token ', '') ?? '';
    expect(await tokens().findByToken(token)).toEqual({
      senderId: 'anna',
      token,
      expiresAt: platform.chat.now() / 1_000 + 30 * 86_400,
    });
  });

  it('end when the customer is logged out everywhere', async () => {
    const said = await ask('token-2', 'a', telling());
    const token = said?.replace('bot: token ', '') ?? '';
    expect(await tokens().revokeAll('anna')).toBe(1);
    expect(await tokens().findByToken(token)).toBeNull();
    expect(await ask('token-2', 'b', telling())).not.toBe(said);
  });

  it('are not there while nobody has stored the secret that seals them, and cost nothing', async () => {
    const respond = telling(contextOf({ secret: async () => undefined }));
    await ask('token-3', 'a', respond);
    expect(await ask('token-3', 'b', respond)).toBe('bot: token null');
    expect(commands.filter((name) => name.endsWith('on tokens'))).toEqual([]);
  });
});

describe('fault: a token that was being made while its customer was erased stayed', () => {
  async function eraseAll(userId: string): Promise<void> {
    await tokens().revokeAll(userId);
    const { states } = platform.tables;
    await erase(platform, userId, { states, chatlog: tableNames.chatLog, bottokens: tableNames.tokens });
  }

  /** Every item of these tables, as JSON. */
  async function everythingIn(tables: Readonly<Record<string, string>>) {
    const scans = Object.values(tables).map((TableName) =>
      platform.client.send(new ScanCommand({ TableName })),
    );
    return JSON.stringify((await Promise.all(scans)).map(({ Items }) => Items));
  }

  const told: (string | null)[] = [];
  const telling = () =>
    platform.respondWith(
      answering((_, res) => {
        told.push(res.token);
        res.text('Hello');
      }),
    );

  it('in a thread of their own: nothing is left of them', async () => {
    const userId = 'quxotel';
    await platform.say('quxotel.own', 'zirkonium', userId);
    platform.interruptAfter('GetItemCommand', () => eraseAll(userId));
    told.length = 0;
    await telling()('quxotel.own');
    expect(told[0]).toBeNull();
    const left = await everythingIn({ ...platform.tables, ...tableNames });
    expect(left).not.toContain(userId);
    expect(left).not.toContain('zirkonium');
  });

  it('in a thread that they share with others, which stays: the bot keeps nothing of them', async () => {
    const userId = 'quxotel2';
    await platform.say('shared', 'zirkonium', userId);
    await platform.invite('shared', 'otto');
    platform.interruptAfter('GetItemCommand', () => eraseAll(userId));
    told.length = 0;
    await telling()('shared');
    expect(told[0]).toBeNull();
    const left = await everythingIn({ states: platform.tables.states, ...tableNames });
    expect(left).not.toContain(userId);
    expect(left).not.toContain('zirkonium');
  });

  it('is created for a user who returns with the same id', async () => {
    const userId = 'quxotel3';
    await platform.say('back', 'one', userId);
    await eraseAll(userId);
    platform.passTime(10_000);
    await platform.say('back', 'two', userId);
    told.length = 0;
    await telling()('back');
    expect(told).toEqual([expect.any(String)]);
    expect(await tokens().findByToken(String(told[0]))).toMatchObject({ senderId: userId });
  });
});

describe('the chat log of a wingbot', () => {
  it('has every message with its answers, under the user alone, and names the thread', async () => {
    const respond = platform.respondWith(answering((req, res) => res.text(`You said ${req.text()}`)));
    await platform.say('logged', 'one', 'lena');
    await platform.say('logged', 'two', 'lena');
    await respond('logged');
    const entries = await chatLog().getInteractions('lena');
    expect(entries).toMatchObject([
      {
        request: { message: { text: 'one' } },
        responses: [{ message: { text: 'You said one' } }],
        threadId: 'logged',
      },
      { request: { message: { text: 'two' } }, responses: [{ message: { text: 'You said two' } }] },
    ]);
  });

  it('has what failed', async () => {
    const failing = answering(() => {
      throw new Error('The shop is closed.');
    });
    await platform.say('failed', 'one', 'fritz');
    await platform.respondWith(failing)('failed');
    expect(await chatLog().getInteractions('fritz')).toMatchObject([
      { request: { message: { text: 'one' } }, err: expect.stringContaining('The shop is closed.') },
    ]);
  });
});

describe('a conversation of wingbot’s designer', () => {
  const blocksOf = (text: string) => ({
    blocks: [
      {
        isRoot: true,
        routes: [
          { id: 1, path: '/', isFallback: true, resolvers: [{ type: 'botbuild.message', params: { text } }] },
        ],
      },
    ],
  });

  /** What the designer would serve, over HTTP. */
  async function startDesigner() {
    const asked: (string | undefined)[] = [];
    let answer = { status: 200, body: '' };
    const server = createServer((request, response) => {
      asked.push(request.headers.authorization);
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return {
      url: `http://127.0.0.1:${port}/blocks`,
      asked,
      serve: (body: unknown, status = 200) => {
        answer = { status, body: JSON.stringify(body) };
      },
      stop: () => new Promise((resolve) => server.close(resolve)),
    };
  }

  let designer: Awaited<ReturnType<typeof startDesigner>>;
  beforeAll(async () => {
    // wingbot tells the console of every configuration that it has loaded.
    jest.spyOn(console, 'log').mockImplementation(() => {});
    designer = await startDesigner();
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await designer.stop();
  });

  /** A new instance of the function, with the bot as it is configured. */
  const newInstance = () => {
    const context = contextOf({
      environment: { WINGBOT_URL: designer.url },
      secret: async (name) => (name === 'wingbot-designer-token' ? 'from the designer' : undefined),
    });
    if (typeof configuredBot !== 'function') throw new Error('The bot takes a context.');
    return platform.respondWith(configuredBot(context));
  };

  it('is loaded once, with the secret that it asks for, kept in our table, and loaded again after a reset', async () => {
    designer.serve(blocksOf('version 1'));
    expect(await ask('designed', 'a', newInstance())).toBe('bot: version 1');
    designer.serve(blocksOf('version 2'));
    expect(await ask('designed', 'b', newInstance())).toBe('bot: version 1');
    expect(designer.asked).toEqual(['from the designer']);

    const config = new BotConfigStorage(tableNames.botConfig, { client: platform.client });
    await config.invalidateConfig(wingbotConfigId);
    expect(await ask('designed', 'c', newInstance())).toBe('bot: version 2');
    expect(designer.asked).toHaveLength(2);
  });

  it('can be put into the table without any designer', async () => {
    const config = new BotConfigStorage(tableNames.botConfig, { client: platform.client });
    await config.setConfig(wingbotConfigId, blocksOf('from a file'));
    designer.serve({}, 500);
    expect(await ask('put', 'a', newInstance())).toBe('bot: from a file');
  });

  it('that cannot be loaded fails the turn with the reason, which is tried again', async () => {
    const config = new BotConfigStorage(tableNames.botConfig, { client: platform.client });
    await config.invalidateConfig(wingbotConfigId);
    designer.serve({}, 403);
    const respond = newInstance();
    await platform.say('refused', 'a');
    await respond('refused');
    expect(platform.errors.at(-1)).toMatchObject({
      code: 'bot.failed',
      message: expect.stringContaining('was unauthorized'),
    });
    designer.serve(blocksOf('there again'));
    await respond('refused');
    expect(await lastOf('refused')).toBe('bot: there again');
  });
});
