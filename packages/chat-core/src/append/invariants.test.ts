import { setTimeout } from 'node:timers/promises';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { byAnn, byBot, byOlga } from '../../test/requests.ts';
import { expectInOrder, historyOf } from '../../test/thread-history.ts';
import { changeOwner } from '../threads/change-thread.ts';
import { readThread } from '../threads/read-thread.ts';
import { appendMessage } from './append-message.ts';

const callers = 32;

const eachOf = <Result>(count: number, work: (index: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

/** How many bots reply at once while the owner changes: each change has to win against all of them. */
const bots = 8;

/** Each bot replies until it is over, refused or not. */
const keepReplying = (world: ChatWorld, threadId: string, isOver: () => boolean) =>
  eachOf(bots, async () => {
    while (!isOver()) {
      await appendMessage(world.context, byBot(threadId));
      // Leaves the engine time for the others.
      await setTimeout(10);
    }
  });

describe('with 32 at once', () => {
  let world: ChatWorld;
  beforeAll(async () => {
    world = await createChatWorld();
  });

  it('I1: a clientMessageId is stored once, and everyone who sent it is told the same', async () => {
    const results = await eachOf(callers, () =>
      appendMessage(world.context, byAnn('i1', { clientMessageId: 'c1' })),
    );
    expect(results.filter(({ outcome }) => outcome === 'stored')).toHaveLength(1);
    expect(results.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(callers - 1);
    const history = await historyOf(world.context, 'i1');
    expect(history).toHaveLength(1);
    // The answer to a duplicate has the thread as well, so that the message can be published again.
    for (const result of results) expect(result).toMatchObject({ head: { threadId: 'i1', seq: 1 } });
    const acknowledged = results.map((result) => 'message' in result && result.message.messageId);
    expect(new Set(acknowledged)).toEqual(new Set([history[0]?.messageId]));
  });

  it('I1: retries among other messages are stored once each', async () => {
    const results = await eachOf(callers, (index) =>
      appendMessage(world.context, { ...byAnn('i1-mixed'), clientMessageId: `c${index % 8}` }),
    );
    const history = await historyOf(world.context, 'i1-mixed');
    expectInOrder(history);
    expect(history.map(({ clientMessageId }) => clientMessageId).toSorted()).toEqual(
      Array.from({ length: 8 }, (_, index) => `c${index}`),
    );
    for (const result of results) {
      if (!('message' in result)) throw new Error(result.outcome);
      expect(history).toContainEqual(expect.objectContaining(result.message));
    }
  });

  it('I2: the thread has no gap and its time no step back, whatever the clocks of the writers', async () => {
    const results = await eachOf(callers, (index) => {
      const skewMs = (index % 5) * 1_000 - 2_000;
      const skewed = { ...world.context, now: () => world.context.now() + skewMs };
      return appendMessage(skewed, byAnn('i2'));
    });
    const history = await historyOf(world.context, 'i2');
    expect(history).toHaveLength(callers);
    expectInOrder(history);
    const told = results.flatMap((result) => (result.outcome === 'stored' ? [result.message] : []));
    expect(told.toSorted((a, b) => a.seq - b.seq)).toEqual(history);
    await expect(readThread(world.context, 'i2')).resolves.toMatchObject({
      seq: callers,
      lastTimestamp: history.at(-1)?.timestamp,
    });
  });

  it('I4: no bot writes between a claim and its release', async () => {
    const threadId = 'i4-claim';
    const olga = { threadId, userId: 'olga' };
    await appendMessage(world.context, byAnn(threadId));
    let done = false;
    const replying = keepReplying(world, threadId, () => done);
    const claims: { readonly from: number; readonly to: number }[] = [];
    for (let round = 0; round < 2; round += 1) {
      const claimed = await changeOwner(world.context, { ...olga, change: { type: 'claim' } });
      await appendMessage(world.context, byOlga(threadId));
      const released = await changeOwner(world.context, { ...olga, change: { type: 'release' } });
      if (claimed.outcome !== 'changed' || released.outcome !== 'changed') throw new Error('not changed');
      claims.push({ from: claimed.head.seq, to: released.head.seq });
      await appendMessage(world.context, byBot(threadId));
    }
    done = true;
    await replying;
    const history = await historyOf(world.context, threadId);
    expectInOrder(history);
    for (const { from, to } of claims) {
      const during = history.slice(from, to);
      expect(during.map(({ messageType }) => messageType)).toEqual(['operator']);
    }
    expect(history.filter(({ messageType }) => messageType === 'bot').length).toBeGreaterThan(0);
  });

  it('I4: no bot writes once a plain UpdateItem has set isHumanOverride', async () => {
    const threadId = 'i4-override';
    await appendMessage(world.context, byAnn(threadId));
    let done = false;
    const replying = keepReplying(world, threadId, () => done);
    const override = (value: boolean) =>
      world.client.send(
        new UpdateCommand({
          TableName: world.tables.connections,
          Key: { userId: 'ann' },
          UpdateExpression: 'SET isHumanOverride = :value',
          ExpressionAttributeValues: { ':value': value },
        }),
      );
    for (let round = 0; round < 2; round += 1) {
      await override(true);
      const before = await readThread(world.context, threadId);
      await eachOf(4, () => appendMessage(world.context, byBot(threadId)));
      const after = await readThread(world.context, threadId);
      expect(after?.seq).toBe(before?.seq);
      await override(false);
      await appendMessage(world.context, byBot(threadId));
    }
    done = true;
    await replying;
    expectInOrder(await historyOf(world.context, threadId));
  });

  it('I8: an expired clientMessageId, message or thread counts as none, though DynamoDB keeps it', async () => {
    const threadId = 'i8';
    const day = { ...world.context, retentionDays: 1 };
    const early = { ...day, now: () => world.context.now() - 2 * 86_400_000 };
    await appendMessage(early, byAnn(threadId, { clientMessageId: 'c1' }));
    await expect(readThread(world.context, threadId)).resolves.toBeNull();
    await expect(historyOf(world.context, threadId)).resolves.toEqual([]);
    const results = await eachOf(callers, () =>
      appendMessage(day, byAnn(threadId, { clientMessageId: 'c1' })),
    );
    expect(results.filter(({ outcome }) => outcome === 'stored')).toHaveLength(1);
    const history = await historyOf(world.context, threadId);
    expect(history).toHaveLength(1);
    expectInOrder(history);
  });
});
