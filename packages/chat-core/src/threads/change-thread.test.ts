import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { injectFaults } from '../../test/fault-client.ts';
import { byAnn, byBot, byOlga } from '../../test/requests.ts';
import { appendMessage } from '../append/append-message.ts';
import type { ChatContext } from '../context/chat-context.ts';
import { ThreadBusyError } from '../errors.ts';
import type { OwnerChange } from './change-owner.ts';
import { changeOwner, changeThread } from './change-thread.ts';
import { ownerAt } from './ownership.ts';
import { readThread } from './read-thread.ts';
import type { ThreadHead } from './thread-head.ts';

const threadId = 't1';

describe('a thread', () => {
  let world: ChatWorld;
  beforeEach(async () => {
    world = await createChatWorld();
    await appendMessage(world.context, byAnn(threadId));
  });

  const change = (userId: string, type: 'claim' | 'release' | 'requeue' | 'close') =>
    changeOwner(world.context, { threadId, userId, change: { type } });
  const claim = (userId: string, leaseMs: number) =>
    changeOwner(world.context, { threadId, userId, change: { type: 'claim', leaseMs } });
  const transfer = (userId: string, to: string) =>
    changeOwner(world.context, { threadId, userId, change: { type: 'transfer', to } });

  it('that is claimed is the operator’s, who takes part in it from then on', async () => {
    await expect(change('olga', 'claim')).resolves.toMatchObject({
      outcome: 'changed',
      before: { owner: { type: 'bot' }, ownerEpoch: 1 },
      head: {
        owner: { type: 'operator', userId: 'olga' },
        ownerEpoch: 2,
        participants: [
          { userId: 'ann', role: 'customer' },
          { userId: 'olga', role: 'operator' },
        ],
        waiting: { kind: 'operator' },
      },
    });
  });

  it('is, once it has changed, as the change said it is', async () => {
    const changed = await change('olga', 'claim');
    if (changed.outcome !== 'changed') throw new Error(changed.outcome);
    await expect(readThread(world.context, threadId)).resolves.toEqual(changed.head);
  });

  it('cannot be claimed from another operator while the lease lasts', async () => {
    await change('olga', 'claim');
    await expect(change('otto', 'claim')).resolves.toMatchObject({
      outcome: 'owned',
      owner: { userId: 'olga' },
    });
    for (const type of ['release', 'requeue', 'close'] as const) {
      await expect(change('otto', type)).resolves.toMatchObject({ outcome: 'notOwned' });
    }
    await expect(transfer('otto', 'otto')).resolves.toMatchObject({ outcome: 'notOwned' });
  });

  it('is the bot’s again when the lease has run out, and another operator’s who claims it', async () => {
    await claim('olga', 60_000);
    world.advance(60_000);
    const head = await readThread(world.context, threadId);
    expect(head && ownerAt(head, world.context.now())).toEqual({ type: 'bot' });
    await expect(appendMessage(world.context, byBot(threadId))).resolves.toMatchObject({
      outcome: 'stored',
      // The bot's message has written the hand-back.
      head: { owner: { type: 'bot' }, ownerEpoch: 3, participants: [{ userId: 'ann', role: 'customer' }] },
    });
    await expect(change('otto', 'claim')).resolves.toMatchObject({
      head: {
        ownerEpoch: 4,
        participants: [
          { userId: 'ann', role: 'customer' },
          { userId: 'otto', role: 'operator' },
        ],
      },
    });
  });

  it('stays the operator’s who claims it again', async () => {
    await claim('olga', 60_000);
    world.advance(50_000);
    await claim('olga', 60_000);
    world.advance(50_000);
    await expect(change('otto', 'claim')).resolves.toMatchObject({ outcome: 'owned' });
  });

  it('that is released is the bot’s, and the operator takes no part in it any more', async () => {
    await change('olga', 'claim');
    await expect(change('olga', 'release')).resolves.toMatchObject({
      outcome: 'changed',
      head: { owner: { type: 'bot' }, ownerEpoch: 3, participants: [{ userId: 'ann', role: 'customer' }] },
    });
  });

  it('that is given to another operator is that one’s, and the first takes no part in it any more', async () => {
    await change('olga', 'claim');
    await expect(transfer('olga', 'otto')).resolves.toMatchObject({
      head: {
        owner: { type: 'operator', userId: 'otto' },
        participants: [{ userId: 'ann' }, { userId: 'otto', role: 'operator' }],
      },
    });
    await expect(change('olga', 'release')).resolves.toMatchObject({ outcome: 'notOwned' });
  });

  it('in the queue can be claimed by anyone, and given back by anyone', async () => {
    await appendMessage(world.context, byBot(threadId, { handOver: true }));
    await expect(change('otto', 'release')).resolves.toMatchObject({ head: { owner: { type: 'bot' } } });
    await appendMessage(world.context, byBot(threadId, { handOver: true }));
    await expect(change('otto', 'claim')).resolves.toMatchObject({ head: { owner: { userId: 'otto' } } });
    await expect(change('otto', 'requeue')).resolves.toMatchObject({
      head: { owner: { type: 'queue' }, participants: [{ userId: 'ann' }], waiting: { kind: 'queue' } },
    });
  });

  it('that is the bot’s must be claimed before it can be given away', async () => {
    await expect(change('olga', 'release')).resolves.toMatchObject({ outcome: 'notOwned' });
    await expect(change('olga', 'requeue')).resolves.toMatchObject({ outcome: 'notOwned' });
    await expect(transfer('olga', 'otto')).resolves.toMatchObject({ outcome: 'notOwned' });
  });

  it('that is closed owes no answer, until the customer writes again', async () => {
    const closed = await change('olga', 'close');
    expect(closed).toMatchObject({ head: { owner: { type: 'bot' }, closedAt: expect.any(Number) } });
    expect(closed).not.toHaveProperty('head.waiting');
    await expect(appendMessage(world.context, byBot(threadId))).resolves.toHaveProperty('head.closedAt');
    const again = await appendMessage(world.context, byAnn(threadId));
    expect(again).not.toHaveProperty('head.closedAt');
    expect(again).toHaveProperty('head.waiting.kind', 'bot');
  });

  it('that is closed is opened again by an operator who takes it, and by a hand-over to the operators', async () => {
    await change('olga', 'close');
    const written = await appendMessage(world.context, byOlga(threadId));
    expect(written).not.toHaveProperty('head.closedAt');
    await change('olga', 'close');
    expect(await change('otto', 'claim')).not.toHaveProperty('head.closedAt');
    await change('otto', 'close');
    const handed = await appendMessage(world.context, byBot(threadId, { handOver: true }));
    expect(handed).toMatchObject({ head: { waiting: { kind: 'queue' } } });
    expect(handed).not.toHaveProperty('head.closedAt');
  });

  it('that does not exist can be neither claimed nor released', async () => {
    for (const type of ['claim', 'release'] as const) {
      const nowhere = { threadId: 'nowhere', userId: 'olga', change: { type } };
      await expect(changeOwner(world.context, nowhere)).resolves.toEqual({ outcome: 'noThread' });
    }
  });

  it('goes to one of 32 operators who claim it at once', async () => {
    const claims = await Promise.all(
      Array.from({ length: 32 }, (_, index) => change(`operator-${index}`, 'claim')),
    );
    expect(claims.filter(({ outcome }) => outcome === 'changed')).toHaveLength(1);
    expect(claims.filter(({ outcome }) => outcome === 'owned')).toHaveLength(31);
  });

  it.each<OwnerChange>([
    { type: 'claim' },
    { type: 'release' },
    { type: 'requeue' },
    { type: 'transfer', to: 'otto' },
    { type: 'close' },
  ])('answers a repeated change as the first one, whose answer was lost: %j', async (asked) => {
    if (asked.type !== 'claim') await change('olga', 'claim');
    const before = await readThread(world.context, threadId);
    const spoiled = world.another();
    let tries = 0;
    injectFaults(spoiled.client, (operation) =>
      // More than the SDK's own three tries.
      operation === 'TransactWriteItems' && ++tries <= 5 ? 'lostAnswer' : undefined,
    );
    const context = { ...spoiled, pause: async () => {} };
    const result = await changeOwner(context, { threadId, userId: 'olga', change: asked });
    expect(tries).toBe(6);
    expect(result).toMatchObject({
      outcome: 'changed',
      head: { ownerEpoch: (before?.ownerEpoch ?? 0) + 1, version: (before?.version ?? 0) + 1 },
    });
    if (result.outcome !== 'changed') throw new Error(result.outcome);
    await expect(readThread(world.context, threadId)).resolves.toEqual(result.head);
  });
});

describe('a change of a thread that others write to at the same time', () => {
  let world: ChatWorld;
  let pauses: number[];
  beforeEach(async () => {
    world = await createChatWorld();
    pauses = [];
    await appendMessage(world.context, byAnn(threadId));
  });

  /** A context whose first transactions are each overtaken by a message. */
  const overtaken = (times: number) => {
    const context = world.another();
    let left = times;
    injectFaults(context.client, async (operation) => {
      if (operation !== 'TransactWriteItems' || left === 0) return undefined;
      left -= 1;
      await appendMessage(world.context, byAnn(threadId));
      return undefined;
    });
    const pause = async (milliseconds: number) => {
      pauses.push(milliseconds);
    };
    return { ...context, pause, random: () => 0.5 };
  };
  const claimBy = (context: ChatContext) =>
    changeOwner(context, { threadId, userId: 'olga', change: { type: 'claim' } });

  it('is decided anew after each pause, of the thread as it is then', async () => {
    const claimed = await claimBy(overtaken(2));
    expect(claimed).toMatchObject({ outcome: 'changed', before: { seq: 3 }, head: { seq: 3 } });
    expect(pauses).toEqual([10, 20]);
  });

  it('is made at the twentieth try, and given up after it without another pause', async () => {
    await expect(claimBy(overtaken(19))).resolves.toMatchObject({ outcome: 'changed' });
    pauses = [];
    const busy = claimBy(overtaken(20));
    await expect(busy).rejects.toThrow(ThreadBusyError);
    await expect(busy).rejects.toMatchObject({ threadId, tries: 20 });
    expect(pauses).toHaveLength(19);
  });

  it('is given up where its deadline leaves nothing after the pause', async () => {
    world = await createChatWorld({ stillAt: 1_800_000_000_000 });
    await appendMessage(world.context, byAnn(threadId));
    const within = (milliseconds: number) =>
      claimBy({ ...overtaken(1), deadline: 1_800_000_000_000 + milliseconds });
    await expect(within(10)).rejects.toMatchObject({ code: 'thread.busy', tries: 1 });
    await expect(within(11)).resolves.toMatchObject({ outcome: 'changed' });
  });

  it('begins with the head that the caller has read, and reads none', async () => {
    const read = await readThread(world.context, threadId);
    world.meter.takeRequests();
    await changeThread(world.context, threadId, (head) => ({ ...must(head), closedAt: 1 }), read);
    expect(world.meter.takeRequests()).toEqual({ TransactWriteItems: 1 });
  });

  it('cannot make a thread if there is none', async () => {
    const head = must(await readThread(world.context, threadId));
    const made = changeThread(world.context, 'nowhere', () => head);
    await expect(made).rejects.toThrow('A decision made a head where there is no thread');
  });

  const must = (head: ThreadHead | null): ThreadHead => {
    if (head === null) throw new Error('no thread');
    return head;
  };
});
