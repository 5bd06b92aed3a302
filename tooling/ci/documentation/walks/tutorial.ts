import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import type { ModelServer } from '../model-server.ts';
import { type Chat, expectWords, openChat, type Running, start, type, until } from '../reader.ts';
import type { Step, Walk } from '../walk.ts';

/** The sweeper comes every 15 seconds instead of every minute. Much faster, and the idle connection would be closed. */
const fast = { SPEED: '4' };

/** Your first bot in ten minutes. @param clone the reader's @param cleanUp what is done in the end, whatever happens */
export function tutorial(clone: string, model: ModelServer, cleanUp: (undo: () => unknown) => void): Walk {
  const bot = join(clone, 'packages/bot-responder/src/bots/tea.ts');
  let platform: Running;
  let chat: Chat;
  /** Stands for the page's 4999, where something may listen on this machine. */
  let closedPort = 4999;

  const startWith = async (command: string): Promise<void> => {
    await platform?.stop();
    platform = await start(command, clone, fast);
    cleanUp(platform.stop);
    chat = await openChat(platform.addresses, 'ann');
    cleanUp(chat.close);
  };
  const reload = async (source: string): Promise<void> => {
    const before = timesReloaded(platform);
    writeFileSync(bot, source);
    await until('the bot to be reloaded', () => timesReloaded(platform) > before);
  };

  const steps: readonly Step[] = [
    { says: 'npm run bot:new tea', run: async (command) => void (await type(command, clone)) },
    { says: 'BOT=tea npm start', run: startWith },
    {
      says: 'greets you and repeats',
      run: async () => expectWords(await chat.say('Hello'), 'Hello! You said: Hello'),
    },
    { says: 'import { askApproval', run: reload },
    {
      says: 'The bot tea was reloaded.',
      run: () => expectWords(platform.output(), 'The bot tea was reloaded.'),
    },
    { says: 'Write `Hello`', run: async () => expectWords(await chat.say('Hello'), 'Which tea?') },
    { says: 'tap **Green**', run: async () => expectWords(await chat.say('Green'), 'Order green tea?') },
    {
      says: 'tap **Yes**',
      run: async () => expectWords(await chat.say('Yes'), 'Your green tea is on its way.'),
    },
    { says: 'startConversation(bot)', run: (block) => writeFileSync(bot.replace('.ts', '.test.ts'), block) },
    {
      says: 'npm run bot:test tea',
      run: async (command) => expectWords(await type(command, clone), '3 passed'),
    },
    {
      says: "`await fetch('http://127.0.0.1:4999/stock');`",
      run: async () => {
        const source = readFileSync(bot, 'utf8');
        closedPort = await portWithoutListener();
        const failing = source.replace(
          'approval }) {\n',
          `approval }) {\n    await fetch('http://127.0.0.1:${closedPort}/stock');\n`,
        );
        await reload(failing);
        chat.write('black');
        await until('the error in the terminal', () => platform.output().includes('ECONNREFUSED'));
      },
    },
    {
      says: 'BotError: The bot threw: fetch failed (bot.failed)',
      run: (line) => expectWords(platform.output(), line),
    },
    { says: 'caused by TypeError: fetch failed', run: (line) => expectWords(platform.output(), line) },
    {
      says: 'at packages/bot-responder/src/bots/tea.ts:6:5',
      run: (line) => expectWords(platform.output(), line),
    },
    {
      says: 'caused by Error: connect ECONNREFUSED 127.0.0.1:4999 (ECONNREFUSED)',
      run: (line) => expectWords(platform.output(), line.replace('4999', String(closedPort))),
    },
    {
      says: 'remove the line, save, and write again',
      run: async () => {
        await reload(readFileSync(bot, 'utf8').replace(/ *await fetch.*\n/, ''));
        expectWords(await chat.say('please'), 'Order black tea?');
      },
    },
    {
      says: 'the terminal and the page show the line',
      run: async () => {
        const source = readFileSync(bot, 'utf8');
        writeFileSync(bot, source.replace('async *reply(', 'async *reply(('));
        await until('the mistake in the terminal', () =>
          /tea\.ts:\d+/.test(platform.output().split('ECONNREFUSED').at(-1) ?? ''),
        );
      },
    },
    {
      says: 'the previous version of the bot keeps running',
      run: async () => expectWords(await chat.say('Hello'), 'The green one again?'),
    },
    {
      says: 'BOT=llm LLM_BASE_URL=http://127.0.0.1:11434/v1 LLM_MODEL=llama3.2 npm start',
      run: async (command) => {
        writeFileSync(bot, readFileSync(bot, 'utf8').replace('reply((', 'reply('));
        await startWith(command.replace('http://127.0.0.1:11434/v1', model.baseUrl));
        expectWords(await chat.say('Hello'), 'I am a model');
        expectWords(model.asked.at(-1)?.model ?? '', 'llama3.2');
      },
    },
    {
      says: 'LLM_API_KEY=...',
      run: () => writeFileSync(join(clone, '.env.local'), 'LLM_API_KEY=key-of-the-service\n'),
    },
    {
      says: 'BOT=llm LLM_BASE_URL=https://api.openai.com/v1 LLM_MODEL=gpt-5-mini npm start',
      run: async (command) => {
        await startWith(command.replace('https://api.openai.com/v1', model.baseUrl));
        expectWords(await chat.say('Hello'), 'I am a model');
        expectWords(model.asked.at(-1)?.authorization ?? '', 'Bearer key-of-the-service');
        await platform.stop();
      },
    },
  ];
  return { page: 'docs/tutorial/first-bot.md', steps };
}

async function portWithoutListener(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const timesReloaded = ({ output }: Running): number => output().split('The bot tea was reloaded.').length;
