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
    const curious: Bot = {
      async *reply({ customer }) {
        yield text(JSON.stringify(await customer()));
      },
    };
    await platform.respondWith(curious)('t1');
    expect((await platform.texts('t1')).at(-1)).toBe('bot: {"userId":"anna","attributes":{}}');
  });
});
