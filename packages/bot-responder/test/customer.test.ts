import type { BatchGetCommandInput } from '@aws-sdk/lib-dynamodb';
import { changeProfile } from '@switchboard/chat-core';
import { type Bot, text } from '../src/bot/bot.ts';
import { createPlatform } from './platform.ts';

describe('what a bot learns of its customer', () => {
  it('is the name and the attributes, and who said them, and costs nothing unless it is asked for', async () => {
    const platform = await createPlatform();
    const site = { name: 'Anna Adams', attributes: { plan: 'gold' } };
    await changeProfile(platform.chat, 'anna', { attributes: { likes: 'tea', plan: 'platinum' } }, 'user');
    await changeProfile(platform.chat, 'anna', site, 'site');
    const curious: Bot = {
      async *reply({ customer }) {
        const { userId, name, attributes } = await customer();
        const told = Object.entries(attributes).map(
          ([attribute, { value, isVerified }]) => `${attribute}=${value}${isVerified ? '' : '?'}`,
        );
        yield text([userId, name, ...told].join(', '));
      },
    };
    await platform.say('t1', 'hello');
    await platform.respondWith(curious)('t1');
    expect((await platform.texts('t1')).at(-1)).toBe('bot: anna, Anna Adams, likes=tea?, plan=gold');
  });

  it('is only an id if nothing else is known', async () => {
    const platform = await createPlatform();
    await platform.say('t1', 'hello');
    let known: unknown;
    const curious: Bot = {
      async *reply({ customer }) {
        known = await customer();
        yield text('Hello.');
      },
    };
    await platform.respondWith(curious)('t1');
    expect(known).toStrictEqual({ userId: 'anna', attributes: {} });
  });

  it('fails the turn where it cannot be read, so that the bot does not take the customer for a stranger', async () => {
    const platform = await createPlatform();
    await changeProfile(platform.chat, 'anna', { name: 'Anna Adams' }, 'site');
    let asks = 0;
    platform.client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          const { RequestItems } = args.input as BatchGetCommandInput;
          const left = RequestItems?.[platform.tables.partitionedKeys];
          if (commandName !== 'BatchGetItemCommand' || left === undefined) return next(args);
          asks += 1;
          expect(left).toMatchObject({ ConsistentRead: true });
          const UnprocessedKeys = { [platform.tables.partitionedKeys]: left };
          return { response: {}, output: { $metadata: {}, Responses: {}, UnprocessedKeys } as never };
        },
      { step: 'initialize', priority: 'low' },
    );
    const curious: Bot = {
      async *reply({ customer }) {
        yield text((await customer()).name ?? 'Stranger');
      },
    };
    await platform.say('t1', 'hello');
    await platform.respondWith(curious)('t1');
    expect(asks).toBeGreaterThan(1);
    expect(platform.errors).toMatchObject([{ code: 'bot.failed', cause: { name: 'BatchIncompleteError' } }]);
    expect(await platform.texts('t1')).toEqual(['user: hello']);
  });
});
