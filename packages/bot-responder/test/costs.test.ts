import { BotConfigStorage, createTable } from '@switchboard/data-core';
import { botConfigTable } from '@switchboard/data-core/tables';
import { documentedTable } from '@switchboard/jest-preset/documented-table';
import { type Cost, costHeading, costRow, measure } from '@switchboard/jest-preset/measure-cost';
import { type Bot, keep, text } from '../src/bot/bot.ts';
import { bot as rulesBot } from '../src/bots/rules/bot.ts';
import { createPlatform, type Platform } from './platform.ts';

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

/** Measures one turn in a thread with a history. @param turnsBefore how many turns answered the same before */
async function turnOf(platform: Platform, bot: Bot, turnsBefore = 0): Promise<Cost> {
  await platform.connect('anna');
  const respond = platform.respondWith(bot);
  for (let number = 1; number <= 60; number += 1) await platform.say('t1', `Message ${number}`);
  await respond('t1');
  for (let turn = 1; turn <= turnsBefore; turn += 1) {
    await platform.say('t1', 'hello');
    await respond('t1');
  }
  await platform.say('t1', 'hello');
  return await measure(platform.client, () => respond('t1'));
}

async function turnOfRulesBot(turnsBefore?: number): Promise<Cost> {
  const platform = await createPlatform();
  const tableName = `${platform.tables.threads}.botconfig`;
  await createTable(platform.client, botConfigTable, tableName);
  const config = new BotConfigStorage(tableName, { client: platform.client });
  return await turnOf(platform, rulesBot({ config, log: () => {} }), turnsBefore);
}

const counting: Bot = {
  async *reply(turn, signal) {
    yield* remembering.reply(turn, signal);
    yield keep({ greeted: turn.messages.length });
  },
};

describe('I7: a turn costs', () => {
  let streamed: Cost;
  let kept: Cost;
  let unchanged: Cost;
  let ofRules: Cost;

  beforeAll(async () => {
    streamed = await turnOf(await createPlatform(), streaming);
    kept = await turnOf(await createPlatform(), counting);
    unchanged = await turnOf(await createPlatform(), remembering);
    ofRules = await turnOfRulesBot();
  });

  it('six requests to DynamoDB, however much is in the tables and however many chunks are shown', () => {
    expect(streamed.requests).toEqual([
      'UpdateItem', // the lock
      'BatchGetItem', // the head, and the connections: where the chunks and the reply go
      'Query', // what waits
      'TransactWriteItems', // the reply and the head, on the condition that nobody is overridden
      'UpdateItem', // the lock is released
      'BatchGetItem', // is there more?
    ]);
    // Head and message twice a plain write, the check of the override, the index, the lock.
    expect(streamed.writeUnits).toBe(2 * 2 + 2 + 1 + 2);
  });

  it('no request more where the bot keeps something: the same transaction releases the lock', () => {
    const requests = ['UpdateItem', 'BatchGetItem', 'Query', 'TransactWriteItems', 'BatchGetItem'];
    expect(kept.requests).toEqual(requests);
  });

  it('no write of a state that has not changed', () => {
    expect(unchanged.requests.at(-2)).toBe('UpdateItem');
  });

  it('four requests for the rules bot, which takes no lock', () => {
    expect(ofRules.requests).toEqual(['BatchGetItem', 'Query', 'GetItem', 'TransactWriteItems']);
    // Head, reply, the check of the override and the state (it understood this time) twice a plain write, and the
    // index.
    expect(ofRules.writeUnits).toBe(2 * 4 + 1);
    expect(ofRules.readUnits).toBeLessThanOrEqual(6);
  });

  it('what the reference of costs says', async () => {
    const { actual, expected } = documentedTable('docs/reference/costs.md', 'turns of a bot', [
      costHeading,
      costRow('the bot `rules`', await turnOfRulesBot(1)),
      costRow('the bot `rules`, which changes its state', ofRules),
      costRow('any other bot', streamed),
      costRow('any other bot, which changes its state', kept),
    ]);
    expect(actual).toEqual(expected);
  });
});
