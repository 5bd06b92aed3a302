import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { inParallel } from '@switchboard/data-core';
import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { byAnn, byBot, byOlga } from '../../test/requests.ts';
import { expectInOrder, historyOf } from '../../test/thread-history.ts';
import { changeOwner } from '../threads/change-thread.ts';
import { readThread } from '../threads/read-thread.ts';
import { appendMessage } from './append-message.ts';
import type { AppendRequest } from './append-request.ts';
import { findMarker } from './marker.ts';

const clientMessageId = 'c1';
const people = Array.from({ length: 100 }, (_, index) => `person-${index}`);

describe('a clientMessageId', () => {
  let world: ChatWorld;
  beforeAll(async () => {
    world = await createChatWorld();
  });

  const append = (request: AppendRequest) => appendMessage(world.context, request);

  /** The first try, which must have been stored. */
  async function stored(request: AppendRequest) {
    const result = await append(request);
    if (result.outcome !== 'stored') throw new Error(result.outcome);
    return result;
  }

  /** A retry must be told what the first try was told, and nothing may be stored. */
  async function expectSameAnswer(request: AppendRequest, first: Awaited<ReturnType<typeof stored>>) {
    const { messageId, seq, timestamp } = first.message;
    const before = await readThread(world.context, request.threadId);
    await expect(append(request)).resolves.toMatchObject({
      outcome: 'duplicate',
      message: { messageId, seq, timestamp, threadId: request.threadId, clientMessageId },
      head: before,
    });
    await expect(readThread(world.context, request.threadId)).resolves.toEqual(before);
  }

  it('is each author’s own: a hundred authors with one id have a hundred messages', async () => {
    await append(byAnn('hundred'));
    const results = await inParallel(people, 8, (name) =>
      append(byBot('hundred', { author: { type: 'bot', name }, text: `from ${name}`, clientMessageId })),
    );
    expect(results.filter(({ outcome }) => outcome === 'stored')).toHaveLength(100);
    const history = await historyOf(world.context, 'hundred');
    expectInOrder(history);
    expect(
      history
        .slice(1)
        .map(({ sender }) => sender)
        .toSorted(),
    ).toEqual(people.toSorted());
  });

  it('of a customer, an operator and a bot who have the same name names three messages', async () => {
    const authors = [
      { type: 'user', userId: 'ann' },
      { type: 'bot', name: 'ann' },
      { type: 'operator', userId: 'ann' },
    ] as const;
    for (const author of authors) {
      const request = { threadId: 'same-name', author, text: 'hello', clientMessageId };
      await expect(append(request)).resolves.toMatchObject({ outcome: 'stored' });
    }
    await expect(historyOf(world.context, 'same-name')).resolves.toHaveLength(3);
  });

  it('is never taken for another pair of author and id', async () => {
    const named = (name: string, id: string) =>
      byBot('pairs', { author: { type: 'bot', name }, clientMessageId: id });
    await append(byAnn('pairs'));
    for (const request of [named('a","b', 'c'), named('a', 'b","c'), named('a', 'b'), named('a.b', 'c')]) {
      await expect(append(request)).resolves.toMatchObject({ outcome: 'stored' });
    }
  });

  const metadata = { order: 7, items: [{ name: 'pen', colour: 'red' }, 'gift'] };

  it.each<[string, Partial<AppendRequest>]>([
    ['another text', { text: 'goodbye', metadata }],
    ['no metadata', {}],
    ['another field', { metadata: { ...metadata, order: 8 } }],
    ['one more field', { metadata: { ...metadata, extra: null } }],
    ['a list in another order', { metadata: { ...metadata, items: metadata.items.toReversed() } }],
    ['a text in place of a number', { metadata: { ...metadata, order: '7' } }],
  ])('that the author has used cannot be used for a message with %s', async (what, change) => {
    const threadId = `reused with ${what}`;
    await stored(byAnn(threadId, { clientMessageId, metadata }));
    await expect(append(byAnn(threadId, { clientMessageId, ...change }))).resolves.toEqual({
      outcome: 'idReused',
    });
    await expect(historyOf(world.context, threadId)).resolves.toHaveLength(1);
  });

  it('that the author has used for an object cannot be used for the list of its fields', async () => {
    await stored(byAnn('shapes', { clientMessageId, metadata: { size: { a: 1 } } }));
    const list = byAnn('shapes', { clientMessageId, metadata: { size: [['a', 1]] } });
    await expect(append(list)).resolves.toEqual({ outcome: 'idReused' });
  });

  it('names the same message in whatever order the fields of the metadata come', async () => {
    const first = await stored(byAnn('fields', { clientMessageId, metadata }));
    const [item] = metadata.items;
    const turned = { items: [{ colour: 'red', name: 'pen' }, 'gift'], order: 7 };
    expect(item).toEqual(turned.items[0]);
    await expectSameAnswer(byAnn('fields', { clientMessageId, metadata: turned }), first);
  });

  it('gets the answer of the first try though the thread has an operator now', async () => {
    const reply = byBot('taken', { clientMessageId, answersThrough: 1 });
    await append(byAnn('taken'));
    const first = await stored(reply);
    await changeOwner(world.context, { threadId: 'taken', userId: 'olga', change: { type: 'claim' } });
    await expectSameAnswer(reply, first);
  });

  it('gets the answer of the first try though another operator has the thread now', async () => {
    await append(byAnn('given'));
    const first = await stored(byOlga('given', { clientMessageId }));
    const change = { type: 'transfer', to: 'otto' } as const;
    await changeOwner(world.context, { threadId: 'given', userId: 'olga', change });
    await expectSameAnswer(byOlga('given', { clientMessageId }), first);
  });

  it('gets the answer of the first try though what it replied to has been answered', async () => {
    await append(byAnn('answered'));
    const turn = { ownerEpoch: 1, answeredUntil: 0 };
    const reply = byBot('answered', { clientMessageId, answersThrough: 1, turn });
    const first = await stored(reply);
    await expectSameAnswer(reply, first);
  });

  it('gets the answer of the first try though the customer has written too much since', async () => {
    const limited = { ...world.context, now: () => 1_000_000_000_000, limits: { messagesPerMinute: 1 } };
    const request = byAnn('limited', { clientMessageId });
    const first = await appendMessage(limited, request);
    await expect(appendMessage(limited, byAnn('limited'))).resolves.toMatchObject({ outcome: 'limited' });
    await expect(appendMessage(limited, request)).resolves.toMatchObject({
      outcome: 'duplicate',
      message: { messageId: first.outcome === 'stored' && first.message.messageId },
    });
  });

  it('gets the answer of the first try though a human has taken the customer over', async () => {
    const threadId = 'overridden';
    const author = { type: 'user', userId: 'bob' } as const;
    await append(byAnn(threadId, { author }));
    const first = await stored(byBot(threadId, { clientMessageId }));
    await world.client.send(
      new UpdateCommand({
        TableName: world.tables.connections,
        Key: { userId: 'bob' },
        UpdateExpression: 'SET isHumanOverride = :true',
        ExpressionAttributeValues: { ':true': true },
      }),
    );
    await expectSameAnswer(byBot(threadId, { clientMessageId }), first);
  });

  it('that was used for another content is refused as such, though the thread has an operator now', async () => {
    await append(byAnn('refused'));
    await stored(byBot('refused', { clientMessageId }));
    await changeOwner(world.context, { threadId: 'refused', userId: 'olga', change: { type: 'claim' } });
    const other = byBot('refused', { clientMessageId, text: 'Sale!' });
    await expect(append(other)).resolves.toEqual({ outcome: 'idReused' });
  });

  it('of a stranger says nothing about the message of a customer', async () => {
    await stored(byAnn('stranger', { clientMessageId }));
    const author = { type: 'user', userId: 'eve' } as const;
    await expect(append(byAnn('stranger', { clientMessageId, author }))).resolves.toEqual({
      outcome: 'notParticipant',
    });
  });

  it('costs a retry one transaction, and one more read where the thread would refuse it', async () => {
    await append(byAnn('cost'));
    const reply = byBot('cost', { clientMessageId });
    await stored(reply);
    const head = await readThread(world.context, 'cost');
    world.meter.takeRequests();
    await append({ ...reply, head });
    expect(world.meter.takeRequests()).toEqual({ TransactWriteItems: 1 });
    const claimed = await changeOwner(world.context, {
      threadId: 'cost',
      userId: 'olga',
      change: { type: 'claim' },
    });
    if (claimed.outcome !== 'changed') throw new Error(claimed.outcome);
    world.meter.takeRequests();
    await append({ ...reply, head: claimed.head });
    expect(world.meter.takeRequests()).toEqual({ GetItem: 1 });
  });

  it('is known in the life of the thread in which it was stored, and no longer than its message', async () => {
    const request = { ...byAnn('lives'), clientMessageId };
    const { head, message } = await stored(request);
    const { messageId, seq, timestamp } = message;
    await expect(findMarker(world.context, request, head.createdAt)).resolves.toEqual({
      outcome: 'duplicate',
      message: { messageId, seq, timestamp, threadId: 'lives', clientMessageId },
    });
    await expect(findMarker(world.context, request, head.createdAt + 1)).resolves.toBeUndefined();
    const later = { ...world.context, now: () => message.expiresAt * 1_000 };
    await expect(findMarker(later, request, head.createdAt)).resolves.toBeUndefined();
  });
});
