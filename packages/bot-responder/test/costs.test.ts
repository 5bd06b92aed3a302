import { type Bot, text } from '../src/bot/bot.ts';
import { createPlatform } from './platform.ts';

const bot: Bot = {
  async *reply() {
    for (const word of ['A ', 'reply ', 'in ', 'pieces.']) yield text(word);
  },
};

describe('I7: a turn costs', () => {
  it('eight requests to DynamoDB, however much is in the tables', async () => {
    const platform = await createPlatform();
    await platform.connect('anna');
    for (let number = 1; number <= 60; number += 1) await platform.say('t1', `Message ${number}`);
    const respond = platform.respondWith(bot);
    await respond('t1');
    await platform.say('t1', 'hello');
    const requests: string[] = [];
    platform.client.middlewareStack.add(
      (next, { commandName = '' }) =>
        (args) => {
          requests.push(commandName.replace('Command', ''));
          return next(args);
        },
      { step: 'finalizeRequest' },
    );
    await respond('t1');
    expect(requests).toEqual([
      'UpdateItem', // the lock
      'GetItem', // the head
      'BatchGetItem', // is anyone overridden?
      'Query', // what waits
      'BatchGetItem', // where the chunks go
      'TransactWriteItems', // the reply, the head, the state; the lock is released
      'BatchGetItem', // where the reply goes: someone may have connected since
      'GetItem', // is there more?
    ]);
  });
});
