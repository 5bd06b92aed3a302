import { BotConfigStorage, createTable } from '@switchboard/data-core';
import { botConfigTable } from '@switchboard/data-core/tables';
import { type Bot, keep, text } from '../src/bot/bot.ts';
import { bot as rulesBot } from '../src/bots/rules/bot.ts';
import { createPlatform } from './platform.ts';

const streaming: Bot = {
  async *reply() {
    for (const word of ['A ', 'reply ', 'in ', 'pieces.']) yield text(word);
  },
};

const remembering: Bot = {
  async *reply() {
    yield text('Hello');
    yield keep({ greeted: true });
  },
};

type Platform = Awaited<ReturnType<typeof createPlatform>>;

interface Consumed {
  readonly CapacityUnits?: number;
}

/** Measures one turn in a thread with a history. */
async function turnOf(platform: Platform, bot: Bot) {
  await platform.connect('anna');
  const respond = platform.respondWith(bot);
  for (let number = 1; number <= 60; number += 1) await platform.say('t1', `Message ${number}`);
  await respond('t1');
  await platform.say('t1', 'hello');
  const requests: string[] = [];
  const units = { read: 0, write: 0 };
  platform.client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        requests.push(commandName.replace('Command', ''));
        Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
        const answer = await next(args);
        const { ConsumedCapacity = [] } = answer.output as { ConsumedCapacity?: Consumed | Consumed[] };
        const kind = /^(Get|BatchGet|Query)/.test(commandName) ? 'read' : 'write';
        for (const { CapacityUnits = 0 } of [ConsumedCapacity].flat()) units[kind] += CapacityUnits;
        return answer;
      },
    { step: 'initialize' },
  );
  await respond('t1');
  return { requests, units };
}

describe('I7: a turn costs', () => {
  it('six requests to DynamoDB, however much is in the tables and however many chunks are shown', async () => {
    const { requests, units } = await turnOf(await createPlatform(), streaming);
    expect(requests).toEqual([
      'UpdateItem', // the lock
      'BatchGetItem', // the head, and the connections: where the chunks and the reply go
      'Query', // what waits
      'TransactWriteItems', // the reply and the head, on the condition that nobody is overridden
      'UpdateItem', // the lock is released
      'BatchGetItem', // is there more?
    ]);
    // Head and message twice a plain write, the check of the override, the index, the lock.
    expect(units.write).toBe(2 * 2 + 2 + 1 + 2);
  });

  it('no request more where the bot keeps something: the same transaction releases the lock', async () => {
    const { requests } = await turnOf(await createPlatform(), {
      async *reply(turn, signal) {
        yield* remembering.reply(turn, signal);
        yield keep({ greeted: turn.messages.length });
      },
    });
    expect(requests).toEqual(['UpdateItem', 'BatchGetItem', 'Query', 'TransactWriteItems', 'BatchGetItem']);
  });

  it('no write of a state that has not changed', async () => {
    const { requests } = await turnOf(await createPlatform(), remembering);
    expect(requests.at(-2)).toBe('UpdateItem');
  });

  it('four requests for the rules bot, which takes no lock', async () => {
    const platform = await createPlatform();
    const tableName = `${platform.tables.threads}.botconfig`;
    await createTable(platform.client, botConfigTable, tableName);
    const config = new BotConfigStorage(tableName, { client: platform.client });
    const { requests, units } = await turnOf(platform, rulesBot({ config, log: () => {} }));
    expect(requests.filter((request) => request === 'GetItem')).toHaveLength(1);
    expect(requests).toEqual(['BatchGetItem', 'Query', 'GetItem', 'TransactWriteItems']);
    // Head, reply, the check of the override and the state (it understood this time) twice a plain write, and the
    // index.
    expect(units.write).toBe(2 * 4 + 1);
    expect(units.read).toBeLessThanOrEqual(6);
  });
});
