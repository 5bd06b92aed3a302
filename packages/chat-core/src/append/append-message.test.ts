import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { historyOf } from '../../test/thread-history.ts';
import { claimThread } from '../threads/claim-thread.ts';
import { readThread } from '../threads/read-thread.ts';
import { appendMessage } from './append-message.ts';
import type { AppendRequest } from './append-request.ts';
import { readForSend } from './read-for-send.ts';

const byAnn = (threadId: string, text = 'hello'): AppendRequest => ({
  threadId,
  author: { type: 'user', userId: 'ann' },
  text,
});

const byBot = (threadId: string, text = 'Hi!'): AppendRequest => ({
  threadId,
  author: { type: 'bot', name: 'rules' },
  text,
});

describe('a message that is appended', () => {
  let world: ChatWorld;
  beforeAll(async () => {
    world = await createChatWorld();
  });

  it('costs one BatchGetItem and one TransactWriteItems, with its marker as well', async () => {
    for (const clientMessageId of ['c1', 'c2']) {
      world.meter.takeRequests();
      const { head } = await readForSend(world.context, { threadId: 'cost', userId: 'ann' });
      await appendMessage(world.context, { ...byAnn('cost'), clientMessageId, head });
      expect(world.meter.takeRequests()).toEqual({ BatchGetItem: 1, TransactWriteItems: 1 });
    }
  });

  it('makes the thread, whose first customer is its author', async () => {
    const result = await appendMessage(world.context, { ...byAnn('new'), channel: 'telegram' });
    expect(result).toMatchObject({
      outcome: 'stored',
      message: { seq: 1, messageType: 'user', sender: 'ann', text: 'hello', status: 'sent', metadata: {} },
    });
    const head = await readThread(world.context, 'new');
    expect(head).toEqual(result.outcome === 'stored' && result.head);
    expect(head).toMatchObject({
      channel: 'telegram',
      seq: 1,
      lastUserSeq: 1,
      participants: [{ userId: 'ann', role: 'customer' }],
      owner: { type: 'bot' },
      ownerEpoch: 1,
    });
  });

  it('expires after the retention, in epoch seconds', async () => {
    const result = await appendMessage(
      { ...world.context, now: () => 5_000, retentionDays: 7 },
      byAnn('seconds'),
    );
    expect(result).toMatchObject({ message: { timestamp: 5_000, expiresAt: 5 + 7 * 86_400 } });
  });

  it('keeps its order though the writer’s clock is behind', async () => {
    const first = await appendMessage(world.context, byAnn('clocks'));
    const behind = { ...world.context, now: () => world.context.now() - 60_000 };
    const second = await appendMessage(behind, byAnn('clocks'));
    if (first.outcome !== 'stored' || second.outcome !== 'stored') throw new Error('not stored');
    expect(second.message.timestamp).toBe(first.message.timestamp + 1);
  });

  it('is refused from someone who is no customer of the thread', async () => {
    await appendMessage(world.context, byAnn('private'));
    const author = { type: 'user', userId: 'eve' } as const;
    await expect(appendMessage(world.context, { ...byAnn('private'), author })).resolves.toEqual({
      outcome: 'notParticipant',
    });
  });

  it('of a bot or an operator needs a thread', async () => {
    await expect(appendMessage(world.context, byBot('nowhere'))).resolves.toEqual({ outcome: 'noThread' });
    await expect(readThread(world.context, 'nowhere')).resolves.toBeNull();
  });

  it('of a user waits for an answer until one comes', async () => {
    const first = await appendMessage(world.context, byAnn('waits'));
    await appendMessage(world.context, byAnn('waits'));
    if (first.outcome !== 'stored') throw new Error('not stored');
    const waiting = await readThread(world.context, 'waits');
    expect(waiting?.awaitingReplySince).toBe(first.message.timestamp);
    await appendMessage(world.context, byBot('waits'));
    const answered = await readThread(world.context, 'waits');
    expect(answered).not.toHaveProperty('awaitingReplySince');
    expect(answered).not.toHaveProperty('queue');
  });

  it('of a bot that has not seen the newest message of the user leaves the thread waiting', async () => {
    await appendMessage(world.context, byAnn('partly'));
    await appendMessage(world.context, byAnn('partly'));
    await appendMessage(world.context, { ...byBot('partly'), answersThrough: 1 });
    await expect(readThread(world.context, 'partly')).resolves.toHaveProperty('awaitingReplySince');
  });

  it('of a bot that hands over leaves the thread in the queue, where no bot can write', async () => {
    await appendMessage(world.context, byAnn('handed'));
    await appendMessage(world.context, { ...byBot('handed'), handOver: true });
    const head = await readThread(world.context, 'handed');
    expect(head).toMatchObject({
      owner: { type: 'queue' },
      ownerEpoch: 2,
      awaitingReplySince: expect.any(Number),
    });
    await expect(appendMessage(world.context, byBot('handed'))).resolves.toMatchObject({ outcome: 'owned' });
  });

  it('of an operator needs a claim, and renews it', async () => {
    await appendMessage(world.context, byAnn('claimed'));
    const author = { type: 'operator', userId: 'olga' } as const;
    const byOlga = { ...byAnn('claimed'), author };
    await expect(appendMessage(world.context, byOlga)).resolves.toMatchObject({
      outcome: 'owned',
      owner: { type: 'bot' },
    });
    await claimThread(world.context, { threadId: 'claimed', userId: 'olga', leaseMs: 60_000 });
    const result = await appendMessage(world.context, { ...byOlga, leaseMs: 120_000 });
    if (result.outcome !== 'stored' || result.head.owner.type !== 'operator') throw new Error('not stored');
    expect(result.head.owner.leaseUntil).toBeGreaterThan(world.context.now() + 60_000);
    expect(result.message.messageType).toBe('operator');
  });

  it('of a bot is refused if the owner has changed since it began, though the thread is free again', async () => {
    await appendMessage(world.context, byAnn('epoch'));
    await expect(appendMessage(world.context, { ...byBot('epoch'), ownerEpoch: 0 })).resolves.toMatchObject({
      outcome: 'owned',
      owner: { type: 'bot' },
      ownerEpoch: 1,
    });
  });

  it('takes more writes into its transaction, and is not stored if one of them is refused', async () => {
    await appendMessage(world.context, byAnn('extra'));
    const write = (condition: string) => ({
      Update: {
        TableName: world.tables.partitionedKeys,
        Key: { partitionKey: 'extra', sortKey: 'state' },
        UpdateExpression: 'SET x = :x',
        ConditionExpression: condition,
        ExpressionAttributeValues: { ':x': 1 },
      },
    });
    const extraWrites = [write('attribute_not_exists(x)')];
    await expect(appendMessage(world.context, { ...byBot('extra'), extraWrites })).resolves.toMatchObject({
      outcome: 'stored',
    });
    await expect(appendMessage(world.context, { ...byBot('extra'), extraWrites })).resolves.toEqual({
      outcome: 'extraWriteRefused',
      index: 0,
    });
    await expect(historyOf(world.context, 'extra')).resolves.toHaveLength(2);
  });

  it('of a bot is refused while a human has taken the customer over with a plain UpdateItem', async () => {
    await appendMessage(world.context, byAnn('override'));
    const override = (value: boolean) =>
      world.client.send(
        new UpdateCommand({
          TableName: world.tables.connections,
          Key: { userId: 'ann' },
          UpdateExpression: 'SET isHumanOverride = :value',
          ExpressionAttributeValues: { ':value': value },
        }),
      );
    await override(true);
    await expect(appendMessage(world.context, byBot('override'))).resolves.toEqual({
      outcome: 'overridden',
      userId: 'ann',
    });
    await override(false);
    await expect(appendMessage(world.context, byBot('override'))).resolves.toMatchObject({
      outcome: 'stored',
    });
  });
});
