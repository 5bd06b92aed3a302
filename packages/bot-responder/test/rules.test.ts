import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BotConfigStorage, createTable } from '@switchboard/data-core';
import { botConfigTable } from '@switchboard/data-core/tables';
import { bot as rulesBot } from '../src/bots/rules/bot.ts';
import { createPlatform, type Platform } from './platform.ts';

const run = promisify(execFile);
const tableName = `${randomUUID()}.botconfig`;
let platform: Platform;
let configs: BotConfigStorage;

beforeAll(async () => {
  platform = await createPlatform();
  await createTable(platform.client, botConfigTable, tableName);
  configs = new BotConfigStorage(tableName, { client: platform.client });
});

const rules = (...args: string[]) =>
  run(
    'node',
    ['-C', 'switchboard-source', join(__dirname, '../src/cli/rules.ts'), ...args, '--table', tableName],
    {
      env: {
        // biome-ignore lint/style/noProcessEnv: a process of its own needs an environment of its own
        ...process.env,
        // biome-ignore lint/style/noProcessEnv: where jest's set-up puts the engine's address
        AWS_ENDPOINT_URL_DYNAMODB: process.env.DYNAMODB_ENDPOINT,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
      },
    },
  );

describe('the rules bot on its storage', () => {
  it('follows what was stored from its next turn on', async () => {
    const respond = platform.respondWith(rulesBot({ config: configs, log: () => {} }));
    await platform.say('t1', 'hi');
    await respond('t1');
    const folder = await mkdtemp(join(tmpdir(), 'rules-'));
    const file = join(folder, 'rules.json');
    await writeFile(file, JSON.stringify({ rules: [], fallback: { reply: 'New rules: {text}' } }));
    await rules('put', file);
    await platform.say('t1', 'hi');
    await respond('t1');
    await rules('reset');
    await platform.say('t1', 'hi');
    await respond('t1');
    expect((await platform.texts('t1')).filter((text) => text.startsWith('bot'))).toEqual([
      'bot: Hello! I am the bot here. What can I do for you?',
      'bot: New rules: hi',
      'bot: Hello! I am the bot here. What can I do for you?',
    ]);
  });

  it('refuses invalid rules', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'rules-')), 'rules.json');
    await writeFile(file, JSON.stringify({ rules: [] }));
    await expect(rules('put', file)).rejects.toThrow('The rules cannot be used: fallback is missing');
    expect(await configs.getConfig('rules')).toBeNull();
  });
});
