import { BatchIncompleteError } from '@switchboard/data-core';
import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { readConnections } from '../connections/read-connections.ts';
import { recordConnect } from '../connections/record-connection.ts';

describe('a batch of which DynamoDB leaves keys unread', () => {
  let world: ChatWorld;
  const userIds = ['ann', 'bob', 'carl', 'dora'];
  beforeAll(async () => {
    world = await createChatWorld();
    for (const userId of userIds)
      await recordConnect(world.context, { userId, connectionId: `of-${userId}` });
  });

  /** A context whose table reads no more than so many keys of a request. */
  function throttled(keysPerRequest: number) {
    const context = world.another();
    const table = context.tables.connections;
    const pauses: number[] = [];
    context.client.middlewareStack.add(
      (next) => async (args) => {
        const input = args.input as { RequestItems: Record<string, { Keys: { userId: string }[] }> };
        const { Keys = [], ...options } = input.RequestItems[table] ?? {};
        const read = Keys.slice(0, keysPerRequest);
        const left = Keys.slice(keysPerRequest);
        const unread = left.length > 0 ? { [table]: { ...options, Keys: left } } : {};
        if (read.length === 0) return { response: {}, output: { UnprocessedKeys: unread } as never };
        const answer = await next({
          ...args,
          input: { RequestItems: { [table]: { ...options, Keys: read } } } as never,
        });
        return { ...answer, output: { ...answer.output, UnprocessedKeys: unread } };
      },
      { step: 'initialize', priority: 'high', name: 'throttle' },
    );
    const pause = async (milliseconds: number) => {
      pauses.push(milliseconds);
    };
    return { context: { ...context, pause, random: () => 1 }, pauses };
  }

  it('I15: asks for the rest, with longer pauses', async () => {
    const { context, pauses } = throttled(2);
    const connections = await readConnections(context, userIds);
    expect(connections.map(({ userId }) => userId).toSorted()).toEqual(userIds);
    expect(pauses).toEqual([50]);
  });

  it('I15: says what is left when nothing more comes', async () => {
    const { context, pauses } = throttled(0);
    const error = await readConnections(context, ['ann', 'bob']).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(BatchIncompleteError);
    expect(error).toMatchObject({ unprocessed: [{ userId: 'ann' }, { userId: 'bob' }] });
    expect(pauses).toEqual([50, 100, 200, 400, 800, 1_600, 2_000]);
  });
});
