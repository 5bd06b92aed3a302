import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { BatchIncompleteError } from '@switchboard/data-core';
import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { byAnn } from '../../test/requests.ts';
import { appendMessage } from '../append/append-message.ts';
import { recordConnect } from '../connections/record-connection.ts';
import { markRead } from './mark-read.ts';
import { connectionOf, readThreadView } from './read-thread-view.ts';

describe('a view of a thread', () => {
  let world: ChatWorld;
  beforeAll(async () => {
    world = await createChatWorld();
    for (const threadId of ['t1', 't2']) await appendMessage(world.context, byAnn(threadId));
    for (const userId of ['ann', 'bob']) {
      await recordConnect(world.context, { userId, connectionId: `of-${userId}` });
    }
  });

  it('is its head and the connections of users, in one request', async () => {
    world.meter.takeRequests();
    const view = await readThreadView(world.context, {
      threadId: 't1',
      userIds: ['bob', 'ann', 'bob', 'carl'],
    });
    expect(world.meter.takeRequests()).toEqual({ BatchGetItem: 1 });
    expect(view).toMatchObject({ head: { threadId: 't1', seq: 1 }, userIds: ['bob', 'ann', 'carl'] });
    expect(connectionOf(view, 'bob')).toMatchObject({ devices: [{ connectionId: 'of-bob' }] });
    expect(connectionOf(view, 'carl')).toBeNull();
    expect(view.readAt).toBeLessThanOrEqual(world.context.now());
  });

  it('has no head of a thread that does not exist', async () => {
    await expect(readThreadView(world.context, { threadId: 'nowhere', userIds: [] })).resolves.toMatchObject({
      head: null,
      connections: [],
    });
  });

  it('has what else was asked for, in the order asked, and never mixes it up with the head', async () => {
    const { threads, connections } = world.tables;
    const view = await readThreadView(world.context, {
      threadId: 't2',
      userIds: ['ann'],
      others: [
        { tableName: connections, key: { userId: 'bob' } },
        { tableName: threads, key: { threadId: 'nowhere' } },
        { tableName: threads, key: { threadId: 't1' } },
      ],
    });
    expect(view.head).toMatchObject({ threadId: 't2' });
    expect(view.connections.map(({ userId }) => userId)).toEqual(['ann']);
    expect(view.others).toEqual([
      expect.objectContaining({ userId: 'bob' }),
      undefined,
      expect.objectContaining({ threadId: 't1' }),
    ]);
  });

  it('has items of a table of which nothing else is read, told apart by the whole of their keys', async () => {
    const { partitionedKeys } = world.tables;
    const keyOf = (sortKey: string) => ({ partitionKey: 'p', sortKey });
    for (const sortKey of ['a', 'b']) {
      const Item = { ...keyOf(sortKey), value: sortKey };
      await world.client.send(new PutCommand({ TableName: partitionedKeys, Item }));
    }
    const others = ['b', 'none', 'a'].map((sortKey) => ({ tableName: partitionedKeys, key: keyOf(sortKey) }));
    const view = await readThreadView(world.context, { threadId: 't1', userIds: [], others });
    expect(view.others).toEqual([{ ...keyOf('b'), value: 'b' }, undefined, { ...keyOf('a'), value: 'a' }]);
  });

  it('is the same in whatever order DynamoDB gives the items', async () => {
    const { threads, connections } = world.tables;
    const request = {
      threadId: 't1',
      userIds: ['ann', 'bob'],
      others: [
        { tableName: threads, key: { threadId: 't2' } },
        { tableName: connections, key: { userId: 'dora' } },
      ],
    };
    const turned = world.another();
    turned.client.middlewareStack.add(
      (next) => async (args) => {
        const answer = await next(args);
        const { Responses } = answer.output as { Responses: Record<string, unknown[]> };
        for (const items of Object.values(Responses)) items.reverse();
        return answer;
      },
      { step: 'initialize', priority: 'high', name: 'turn' },
    );
    const { readAt: _, ...view } = await readThreadView(world.context, request);
    await expect(readThreadView(turned, request)).resolves.toMatchObject(view);
  });

  it('I8: has no connections that have expired', async () => {
    const day = { ...world.context, retentionDays: 1 };
    await recordConnect(day, { userId: 'dora', connectionId: 'd' });
    const later = { ...world.context, now: () => world.context.now() + 2 * 86_400_000 };
    const view = await readThreadView(later, { threadId: 't1', userIds: ['dora'] });
    expect(connectionOf(view, 'dora')).toBeNull();
  });

  it('has the read positions of frames and of messages, the further one of each user', async () => {
    const threadId = 't3';
    await appendMessage(world.context, byAnn(threadId));
    await markRead(world.context, { threadId, userId: 'ann', seq: 1 });
    await appendMessage(world.context, byAnn(threadId, { read: 1 }));
    await markRead(world.context, { threadId, userId: 'ann', seq: 2 });
    const view = await readThreadView(world.context, { threadId, userIds: [] });
    expect(view.head?.readPositions).toEqual({ ann: 2 });
  });

  /** A context whose requests leave tables unread so many times. @param tables which. @default the connections */
  function throttled(times: number, tables = [world.tables.connections]) {
    const context = world.another();
    const pauses: number[] = [];
    let left = times;
    context.client.middlewareStack.add(
      (next) => async (args) => {
        const answer = await next(args);
        const { RequestItems: asked } = args.input as { RequestItems: Record<string, unknown> };
        if (left-- <= 0) return answer;
        const isLeft = ([table]: readonly [string, unknown]) => tables.includes(table);
        const { Responses: all } = answer.output as { Responses: Record<string, unknown> };
        const Responses = Object.fromEntries(Object.entries(all).filter((entry) => !isLeft(entry)));
        const UnprocessedKeys = Object.fromEntries(Object.entries(asked).filter(isLeft));
        return { ...answer, output: { ...answer.output, Responses, UnprocessedKeys } };
      },
      { step: 'initialize', priority: 'high', name: 'throttle' },
    );
    const pause = async (milliseconds: number) => {
      pauses.push(milliseconds);
    };
    return { context: { ...context, pause, random: () => 1 }, pauses };
  }

  it('I15: is whole though DynamoDB leaves a part of it at first', async () => {
    const { context, pauses } = throttled(2);
    const view = await readThreadView(context, { threadId: 't1', userIds: ['ann', 'bob'] });
    expect(view.head).toMatchObject({ threadId: 't1' });
    expect(view.connections).toHaveLength(2);
    expect(pauses).toEqual([50, 100]);
  });

  it('I15: is refused when DynamoDB leaves a part of it at every try', async () => {
    const { context, pauses } = throttled(99);
    const view = readThreadView(context, { threadId: 't1', userIds: ['ann'] });
    await expect(view).rejects.toThrow(BatchIncompleteError);
    expect(pauses).toHaveLength(7);
    const { threads, connections } = world.tables;
    const both = throttled(99, [threads, connections]).context;
    const nothing = readThreadView(both, { threadId: 't1', userIds: ['ann'] });
    await expect(nothing).rejects.toThrow(`${threads} and ${connections}`);
  });
});
