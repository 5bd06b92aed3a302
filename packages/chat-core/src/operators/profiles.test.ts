import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { changeProfile, readPerson } from './profiles.ts';

const dayMs = 86_400_000;

describe('what is said of a user', () => {
  let world: ChatWorld;
  beforeEach(async () => {
    world = await createChatWorld();
  });

  it('I8: has nothing of what was said so long ago that it has expired, though the item is there still', async () => {
    const { context } = world;
    await changeProfile(context, 'ann', { name: 'Ann', attributes: { plan: 'pro' } }, 'user');
    world.advance(200 * dayMs);
    const picture = 'https://example.com/ann';
    const result = await changeProfile(context, 'ann', { picture }, 'user');
    expect(result).toEqual({ outcome: 'kept', profile: { picture, isVerified: false, attributes: [] } });
    expect(await readPerson(context, 'ann')).toEqual({ picture });
  });

  it('is answered as it is stored: what is not named stays, and null takes away', async () => {
    const { context } = world;
    await changeProfile(context, 'ann', { name: 'Ann', picture: 'https://example.com/ann' }, 'user');
    await changeProfile(context, 'ann', { attributes: { plan: 'pro', age: 4 } }, 'site');
    const result = await changeProfile(context, 'ann', { picture: null, attributes: { age: null } }, 'user');
    const plan = { name: 'plan', value: 'pro', isVerified: true };
    const age = { name: 'age', value: 4, isVerified: true };
    expect(result).toEqual({
      outcome: 'kept',
      profile: { name: 'Ann', isVerified: false, attributes: [age, plan] },
    });
    expect(await readPerson(context, 'ann')).toEqual({ name: 'Ann' });
  });
});
