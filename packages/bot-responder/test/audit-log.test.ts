import { randomUUID } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { BotConfigStorage, createTable } from '@switchboard/data-core';
import { chatLogTable } from '@switchboard/data-core/tables';
import { text } from '../src/bot/bot.ts';
import type { BotContext } from '../src/bot/bot-factory.ts';
import { createContext } from '../src/context/full-context.ts';
import { erase } from './erase.ts';
import { createPlatform, type Platform } from './platform.ts';

const chatLog = randomUUID();

describe('fault: a turn that was under way wrote into the audit log of a user who had been erased', () => {
  let platform: Platform;
  let context: BotContext;
  beforeAll(async () => {
    platform = await createPlatform();
    const { client, chat, tables } = platform;
    await createTable(client, chatLogTable, chatLog);
    context = createContext({
      client,
      config: new BotConfigStorage('none', { client }),
      environment: { TABLE_PARTITIONED_KEYS: tables.partitionedKeys, TABLE_CHATLOG: chatLog },
      log: () => {},
      now: chat.now,
      random: () => 0,
      retentionDays: 30,
    });
  });

  /** A bot that is at work while something happens, and writes the turn into the audit log then. */
  function working(act: () => Promise<unknown> = async () => {}) {
    let turns = 0;
    return platform.respondWith({
      async *reply({ threadId, begunAt, customerId, messages }) {
        turns += 1;
        if (turns === 1) await act();
        const request = messages.map((message) => message.text).join();
        await context.logTurn({ userId: customerId, threadId, begunAt, request, response: 'Hello' });
        yield text('Hello');
      },
    });
  }

  const eraseAll = (userId: string) => erase(platform, userId, { chatlog: chatLog });

  const logged = async () => {
    const { Items = [] } = await platform.client.send(new ScanCommand({ TableName: chatLog }));
    return JSON.stringify(Items);
  };

  it('whose thread is gone', async () => {
    await platform.say('own', 'zirkonium', 'quxotel');
    await working(() => eraseAll('quxotel'))('own');
    expect(await logged()).not.toContain('zirkonium');
  });

  it('and has returned under the same id, in another life of the thread', async () => {
    await platform.say('again', 'zirkonium', 'quxotel-1');
    await working(async () => {
      await eraseAll('quxotel-1');
      platform.passTime(10_000);
      await platform.say('again', 'tantalum', 'quxotel-1');
    })('again');
    expect(await logged()).not.toContain('zirkonium');
    // What was said after the return is answered by the same run, and is logged.
    expect(await logged()).toContain('tantalum');
  });

  it('and whose thread somebody else has begun anew', async () => {
    await platform.say('taken', 'zirkonium', 'quxotel-2');
    await working(async () => {
      await eraseAll('quxotel-2');
      platform.passTime(10_000);
      await platform.say('taken', 'hello', 'otto');
    })('taken');
    expect(await logged()).not.toContain('zirkonium');
  });

  it('and whose thread stays for others, also where the message was stored after the erasure began', async () => {
    await platform.say('shared', 'zirkonium', 'quxotel-3');
    await platform.invite('shared', 'otto');
    await working(() => eraseAll('quxotel-3'))('shared');
    platform.passTime(10_000);
    await platform.say('shared', 'ytterbium', 'quxotel-3');
    await working()('shared');
    expect(await logged()).not.toMatch(/zirkonium|ytterbium/);
  });
});
