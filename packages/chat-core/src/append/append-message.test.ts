import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { attachMeter } from '@switchboard/jest-preset/measure-cost';
import { bringFile } from '../../test/brought-file.ts';
import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { injectFaults } from '../../test/fault-client.ts';
import { byAnn, byBot, byOlga, replyTo } from '../../test/requests.ts';
import { historyOf } from '../../test/thread-history.ts';
import { attachmentsBucket, sendableDays } from '../attachments/attachments.bucket.ts';
import { markErased } from '../connections/erasure-mark.ts';
import type { ChatContext } from '../context/chat-context.ts';
import { changeOwner } from '../threads/change-thread.ts';
import { readThread } from '../threads/read-thread.ts';
import { readThreadView } from '../threads/read-thread-view.ts';
import { appendMessage } from './append-message.ts';
import type { AppendRequest } from './append-request.ts';

describe('a message that is appended', () => {
  let world: ChatWorld;
  beforeAll(async () => {
    world = await createChatWorld();
  });

  const append = (request: AppendRequest) => appendMessage(world.context, request);

  it('costs one BatchGetItem and one TransactWriteItems, with its marker as well', async () => {
    for (const clientMessageId of ['c1', 'c2']) {
      world.meter.takeRequests();
      const { head } = await readThreadView(world.context, { threadId: 'cost', userIds: ['ann'] });
      await appendMessage(world.context, byAnn('cost', { clientMessageId, head }));
      expect(world.meter.takeRequests()).toEqual({ BatchGetItem: 1, TransactWriteItems: 1 });
    }
  });

  it('makes the thread, whose first customer is its author', async () => {
    const result = await appendMessage(world.context, byAnn('new', { channel: 'telegram' }));
    expect(result).toMatchObject({
      outcome: 'stored',
      message: { seq: 1, messageType: 'user', sender: 'ann', text: 'hello', status: 'sent', metadata: {} },
    });
    const head = await readThread(world.context, 'new');
    expect(head).toEqual(result.outcome === 'stored' && result.head);
    expect(head).toMatchObject({
      channel: 'telegram',
      version: 1,
      seq: 1,
      lastUserSeq: 1,
      answeredSeq: 0,
      participants: [{ userId: 'ann', role: 'customer' }],
      owner: { type: 'bot' },
      ownerEpoch: 1,
    });
  });

  it('of a bot opens a thread only for a customer that it names', async () => {
    const author = { type: 'bot', name: 'shop', opensFor: 'ann' } as const;
    const result = await appendMessage(world.context, byBot('opened', { author }));
    expect(result).toMatchObject({
      outcome: 'stored',
      head: { participants: [{ userId: 'ann', role: 'customer' }], lastUserSeq: 0 },
    });
    expect(result).not.toHaveProperty('head.waiting');
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
    await expect(appendMessage(world.context, byAnn('private', { author }))).resolves.toEqual({
      outcome: 'notParticipant',
    });
  });

  it('of a bot or an operator needs a thread', async () => {
    await expect(appendMessage(world.context, byBot('nowhere'))).resolves.toEqual({ outcome: 'noThread' });
    const identified = byOlga('nowhere', { clientMessageId: 'c1' });
    await expect(appendMessage(world.context, identified)).resolves.toEqual({ outcome: 'noThread' });
    await expect(readThread(world.context, 'nowhere')).resolves.toBeNull();
  });

  it('of a user waits for an answer until one comes', async () => {
    const first = await appendMessage(world.context, byAnn('waits'));
    await appendMessage(world.context, byAnn('waits'));
    if (first.outcome !== 'stored') throw new Error('not stored');
    const waiting = await readThread(world.context, 'waits');
    expect(waiting?.waiting).toEqual({ kind: 'bot', since: first.message.timestamp, attempts: 0 });
    await appendMessage(world.context, byBot('waits', { answersThrough: 2 }));
    const answered = await readThread(world.context, 'waits');
    expect(answered).not.toHaveProperty('waiting');
    expect(answered).toMatchObject({ answeredSeq: 2 });
  });

  it('of a bot that has not seen the newest message of the user leaves the thread waiting', async () => {
    await appendMessage(world.context, byAnn('partly'));
    await appendMessage(world.context, byAnn('partly'));
    const partly = await appendMessage(world.context, byBot('partly', { answersThrough: 1 }));
    if (partly.outcome !== 'stored') throw new Error('not stored');
    await expect(readThread(world.context, 'partly')).resolves.toMatchObject({
      answeredSeq: 1,
      waiting: { kind: 'bot', since: partly.message.timestamp, attempts: 0 },
    });
  });

  it('of a bot that hands over leaves the thread in the queue, where no bot can write', async () => {
    await appendMessage(world.context, byAnn('handed'));
    await appendMessage(world.context, byBot('handed', { handOver: true, answersThrough: 1 }));
    const head = await readThread(world.context, 'handed');
    expect(head).toMatchObject({
      owner: { type: 'queue' },
      ownerEpoch: 2,
      waiting: { kind: 'queue' },
    });
    await expect(appendMessage(world.context, byBot('handed'))).resolves.toMatchObject({ outcome: 'owned' });
  });

  it('of an operator claims a thread that no operator holds, and renews the claim', async () => {
    await appendMessage(world.context, byAnn('claimed'));
    const first = await appendMessage(world.context, byOlga('claimed', { leaseMs: 60_000 }));
    if (first.outcome !== 'stored') throw new Error('not stored');
    expect(first.message.messageType).toBe('operator');
    expect(first.head).toMatchObject({
      owner: { type: 'operator', userId: 'olga' },
      ownerEpoch: 2,
      participants: [{ userId: 'ann' }, { userId: 'olga', role: 'operator' }],
    });
    const second = await appendMessage(world.context, byOlga('claimed', { leaseMs: 120_000 }));
    if (second.outcome !== 'stored' || second.head.owner.type !== 'operator') throw new Error('not stored');
    expect(second.head.owner.leaseUntil).toBeGreaterThan(world.context.now() + 60_000);
    expect(second.head.ownerEpoch).toBe(2);
  });

  it('of an operator is refused while another operator holds the thread', async () => {
    await appendMessage(world.context, byAnn('held'));
    await changeOwner(world.context, { threadId: 'held', userId: 'otto', change: { type: 'claim' } });
    await expect(appendMessage(world.context, byOlga('held'))).resolves.toMatchObject({
      outcome: 'owned',
      owner: { type: 'operator', userId: 'otto' },
    });
  });

  it('of a bot’s turn is refused if the owner has changed since it began, though the thread is free again', async () => {
    await appendMessage(world.context, byAnn('epoch'));
    const read = await readThread(world.context, 'epoch');
    if (read === null) throw new Error('no thread');
    const olga = { threadId: 'epoch', userId: 'olga' };
    await changeOwner(world.context, { ...olga, change: { type: 'claim' } });
    await changeOwner(world.context, { ...olga, change: { type: 'release' } });
    await expect(appendMessage(world.context, replyTo(read))).resolves.toMatchObject({
      outcome: 'owned',
      owner: { type: 'bot' },
      ownerEpoch: 3,
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
    await expect(appendMessage(world.context, byBot('extra', { extraWrites }))).resolves.toMatchObject({
      outcome: 'stored',
    });
    await expect(appendMessage(world.context, byBot('extra', { extraWrites }))).resolves.toEqual({
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

  it('has the id that its author gives it', async () => {
    await expect(append(byAnn('named', { messageId: 'given' }))).resolves.toMatchObject({
      message: { messageId: 'given' },
    });
  });

  it('opens no thread for a customer who was erased while it was under way', async () => {
    await markErased(world.context, 'gone');
    const author = { type: 'user', userId: 'gone' } as const;
    await expect(append(byAnn('late', { author }))).resolves.toEqual({ outcome: 'notParticipant' });
    await expect(readThread(world.context, 'late')).resolves.toBeNull();
  });

  it('has files that its author has uploaded and not sent before, and no other', async () => {
    await append(byAnn('files'));
    const file = { threadId: 'files', name: 'a.png', type: 'image/png', sizeBytes: 3 };
    await bringFile(world.context, { ...file, owner: 'ann', attachmentId: 'photo' });
    await bringFile(world.context, { ...file, owner: 'bob', attachmentId: 'other' });
    const sent = (attachmentId: string) =>
      byAnn('files', { attachments: [{ attachmentId, name: 'a.png', type: 'image/png', size: 3 }] });
    await expect(append(sent('other'))).resolves.toEqual({ outcome: 'noAttachment' });
    await expect(append(sent('photo'))).resolves.toMatchObject({ outcome: 'stored', message: { seq: 2 } });
    await expect(append(sent('photo'))).resolves.toEqual({ outcome: 'noAttachment' });
  });

  it('outlives none of its files: one that was uploaded too long ago is not taken', async () => {
    const late = await createChatWorld();
    const dayMs = 86_400_000;
    const { expiry = [] } = attachmentsBucket;
    const file = { threadId: 'slow', owner: 'ann', name: 'a.png', type: 'image/png', sizeBytes: 3 };
    await appendMessage(late.context, byAnn('slow'));
    const uploadedAt = late.context.now();
    for (const attachmentId of ['soon', 'late']) await bringFile(late.context, { ...file, attachmentId });
    const send = (attachmentId: string) => {
      const attachments = [{ attachmentId, name: 'a.png', type: 'image/png', size: 3 }];
      return appendMessage(late.context, byAnn('slow', { attachments }));
    };
    late.advance(sendableDays * dayMs - 60_000);
    const stored = await send('soon');
    if (stored.outcome !== 'stored') throw new Error(stored.outcome);
    expect(expiry).toEqual([{ prefix: 'attachments/', days: { beyondRetention: sendableDays } }]);
    expect(stored.message.expiresAt * 1_000).toBeLessThan(uploadedAt + (90 + sendableDays) * dayMs);
    late.advance(120_000);
    await expect(send('late')).resolves.toEqual({ outcome: 'noAttachment' });
  });

  describe('to a thread that others write to at the same time', () => {
    let pauses: number[];
    beforeEach(() => {
      pauses = [];
    });

    /** A context whose first transactions are each overtaken by another message. */
    const overtaken = (context: ChatContext, threadId: string, times: number) => {
      let left = times;
      const own = world.another();
      injectFaults(own.client, async (operation) => {
        if (operation !== 'TransactWriteItems' || left === 0) return undefined;
        left -= 1;
        await appendMessage(context, byAnn(threadId, { text: 'faster' }));
        return undefined;
      });
      const pause = async (milliseconds: number) => {
        pauses.push(milliseconds);
      };
      return { ...context, client: own.client, pause, random: () => 0.5 };
    };

    it('is stored at the fortieth try, and given up after it without another pause', async () => {
      const late = await appendMessage(overtaken(world.context, 'busy', 39), byAnn('busy', { text: 'slow' }));
      expect(late).toMatchObject({ outcome: 'stored', message: { seq: 40, text: 'slow' } });
      pauses = [];
      const busy = appendMessage(overtaken(world.context, 'busy', 40), byAnn('busy'));
      await expect(busy).rejects.toMatchObject({ code: 'thread.busy', threadId: 'busy', tries: 40 });
      expect(pauses).toHaveLength(39);
    });

    it.each([
      { waits: 'not at all', random: 0, requests: { TransactWriteItems: 2 } },
      { waits: 'longer than its try took', random: 0.5, requests: { TransactWriteItems: 2, GetItem: 1 } },
    ])(
      'is tried again on what the lost try was told if it waits $waits',
      async ({ waits, random, requests }) => {
        let now = 1_800_000_000_000;
        const ticking = {
          ...world.context,
          now: () => {
            now += 1;
            return now;
          },
        };
        const threadId = `told ${waits}`;
        await appendMessage(ticking, byAnn(threadId));
        const head = await readThread(ticking, threadId);
        const context = overtaken(ticking, threadId, 1);
        const meter = attachMeter(context.client);
        const pause = async (milliseconds: number) => {
          now += milliseconds;
        };
        const late = await appendMessage(
          { ...context, random: () => random, pause },
          byAnn(threadId, { head }),
        );
        expect(late).toMatchObject({ outcome: 'stored', message: { seq: 3 } });
        expect(meter.takeRequests()).toEqual(requests);
      },
    );

    it('is tried again where another transaction was in the way, which tells nothing of the thread', async () => {
      await appendMessage(world.context, byAnn('conflict'));
      const own = world.another();
      let conflicts = 1;
      own.client.middlewareStack.add(
        (next, { commandName }) =>
          async (args) => {
            if (commandName !== 'TransactWriteItemsCommand' || conflicts-- <= 0) return next(args);
            throw new TransactionCanceledException({
              message: 'cancelled',
              $metadata: { attempts: 1 },
              CancellationReasons: [{ Code: 'TransactionConflict' }, { Code: 'None' }],
            });
          },
        { step: 'deserialize', priority: 'high', name: 'conflict' },
      );
      let now = world.context.now();
      const ticking = () => {
        now += 1;
        return now;
      };
      const impatient = { ...own, random: () => 0, pause: async () => {}, now: ticking };
      await expect(appendMessage(impatient, byAnn('conflict'))).resolves.toMatchObject({ outcome: 'stored' });
      expect(conflicts).toBe(-1);
    });

    it('is given up where its deadline leaves nothing after the pause', async () => {
      const now = 1_800_000_000_000;
      const still = { ...world.context, now: () => now };
      await appendMessage(still, byAnn('hurried'));
      const within = (milliseconds: number) =>
        appendMessage({ ...overtaken(still, 'hurried', 1), deadline: now + milliseconds }, byAnn('hurried'));
      await within(60_000);
      const [pause = 0] = pauses;
      await expect(within(pause)).rejects.toMatchObject({ code: 'thread.busy', tries: 1 });
      await expect(within(pause + 1)).resolves.toMatchObject({ outcome: 'stored' });
    });
  });
});
