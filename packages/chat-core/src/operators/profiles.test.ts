import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { changeProfile, readPerson } from './profiles.ts';
import { readPeopleNow } from './thread-details.ts';

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
    const profile = { picture, isVerified: false, attributes: [] };
    expect(result).toMatchObject({ outcome: 'kept', profile, person: { picture } });
    expect(result).not.toHaveProperty('person.name');
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
      person: { name: 'Ann', asOf: expect.any(Number) },
    });
    expect(await readPerson(context, 'ann')).toEqual({ name: 'Ann' });
  });

  it('has a time of its own for each change, however many are made at once: what is kept has the last', async () => {
    const now = world.context.now();
    const context = { ...world.context, now: () => now };
    await changeProfile(context, 'ann', { name: 'Ann' }, 'user');
    const results = await Promise.all(
      ['Ann B.', 'Ann C.', 'Ann D.'].map((name) => changeProfile(context, 'ann', { name }, 'user')),
    );
    const said = results.flatMap((result) => (result.outcome === 'kept' ? [result.person] : []));
    const inOrder = said.toSorted((a, b) => a.asOf - b.asOf);
    expect(inOrder.map(({ asOf }) => asOf)).toEqual([now + 1, now + 2, now + 3]);
    expect((await readPeopleNow(context, ['ann'])).get('ann')).toEqual(inOrder.at(-1));
  });

  it('is told whole by a change that another one has overtaken', async () => {
    const { context } = world;
    await changeProfile(context, 'ann', { name: 'Ann' }, 'user');
    const picture = 'https://example.com/ann';
    let isOvertaken = false;
    const send = async (command: never) => {
      const answer = await context.client.send(command);
      if (!isOvertaken) {
        isOvertaken = true;
        await changeProfile(context, 'ann', { picture }, 'user');
      }
      return answer;
    };
    const slow = { ...context, client: { send } as unknown as typeof context.client };
    const result = await changeProfile(slow, 'ann', { name: 'Ann B.' }, 'user');
    expect(result).toMatchObject({ outcome: 'kept', person: { name: 'Ann B.', picture } });
  });
});
