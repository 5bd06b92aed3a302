import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { appendMessage } from '../messages/append-message.ts';
import { claimThread, releaseThread } from './claim-thread.ts';
import { ownerAt } from './ownership.ts';
import { readThread } from './read-thread.ts';

const olga = { threadId: 't1', userId: 'olga' };
const otto = { threadId: 't1', userId: 'otto' };

describe('a thread', () => {
  let world: ChatWorld;
  beforeEach(async () => {
    world = await createChatWorld();
    await appendMessage(world.context, {
      threadId: 't1',
      author: { type: 'user', userId: 'ann' },
      text: 'hello',
    });
  });

  it('that is claimed is the operator’s, who takes part in it from then on', async () => {
    const claimed = await claimThread(world.context, olga);
    expect(claimed).toMatchObject({
      outcome: 'changed',
      head: {
        owner: { type: 'operator', userId: 'olga' },
        ownerEpoch: 2,
        participants: [
          { userId: 'ann', role: 'customer' },
          { userId: 'olga', role: 'operator' },
        ],
        awaitingReplySince: expect.any(Number),
      },
    });
  });

  it('cannot be claimed from another operator while the lease lasts', async () => {
    await claimThread(world.context, olga);
    await expect(claimThread(world.context, otto)).resolves.toMatchObject({
      outcome: 'owned',
      owner: { userId: 'olga' },
    });
    await expect(releaseThread(world.context, otto)).resolves.toMatchObject({ outcome: 'notOwned' });
  });

  it('is the bot’s again when the lease has run out, and another operator’s who claims it', async () => {
    await claimThread(world.context, { ...olga, leaseMs: 60_000 });
    world.advance(60_000);
    const head = await readThread(world.context, 't1');
    expect(head && ownerAt(head, world.context.now())).toEqual({ type: 'bot' });
    const bot = { type: 'bot', name: 'rules' } as const;
    await expect(
      appendMessage(world.context, { threadId: 't1', author: bot, text: 'Hi!' }),
    ).resolves.toMatchObject({
      outcome: 'stored',
    });
    await expect(claimThread(world.context, otto)).resolves.toMatchObject({
      head: {
        ownerEpoch: 3,
        participants: [
          { userId: 'ann', role: 'customer' },
          { userId: 'otto', role: 'operator' },
        ],
      },
    });
  });

  it('stays the operator’s who claims it again', async () => {
    await claimThread(world.context, { ...olga, leaseMs: 60_000 });
    world.advance(50_000);
    await claimThread(world.context, { ...olga, leaseMs: 60_000 });
    world.advance(50_000);
    await expect(claimThread(world.context, otto)).resolves.toMatchObject({ outcome: 'owned' });
  });

  it('that is released is the bot’s, and the operator takes no part in it any more', async () => {
    await claimThread(world.context, olga);
    await expect(releaseThread(world.context, olga)).resolves.toMatchObject({
      outcome: 'changed',
      head: { owner: { type: 'bot' }, ownerEpoch: 3, participants: [{ userId: 'ann', role: 'customer' }] },
    });
  });

  it('that does not exist can be neither claimed nor released', async () => {
    const nowhere = { threadId: 'nowhere', userId: 'olga' };
    await expect(claimThread(world.context, nowhere)).resolves.toEqual({ outcome: 'noThread' });
    await expect(releaseThread(world.context, nowhere)).resolves.toEqual({ outcome: 'noThread' });
  });

  it('goes to one of 32 operators who claim it at once', async () => {
    const claims = await Promise.all(
      Array.from({ length: 32 }, (_, index) =>
        claimThread(world.context, { threadId: 't1', userId: `operator-${index}` }),
      ),
    );
    expect(claims.filter(({ outcome }) => outcome === 'changed')).toHaveLength(1);
    expect(claims.filter(({ outcome }) => outcome === 'owned')).toHaveLength(31);
  });
});
