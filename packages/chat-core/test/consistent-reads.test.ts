import { findMarker } from '../src/append/marker.ts';
import type { ChatContext } from '../src/index.ts';
import { listedThreads } from '../src/threads/listed-threads.ts';
import { readThread } from '../src/threads/read-thread.ts';
import { readThreadView } from '../src/threads/read-thread-view.ts';
import { type ChatWorld, createChatWorld } from './chat-world.ts';
import { byAnn } from './requests.ts';

/** The embedded engine has one copy of each item, so only the request shows whether an older one may be read. */
describe('what decides is read as it was written last', () => {
  let world: ChatWorld;
  beforeAll(async () => {
    world = await createChatWorld();
  });

  const identified = { ...byAnn('t1'), clientMessageId: 'c1' };
  const marker = { tableName: 'marker', key: { partitionKey: 'p', sortKey: 's' } };

  it.each<[string, (context: ChatContext) => Promise<unknown>]>([
    ['a thread', (context) => readThread(context, 't1')],
    [
      'a thread that an operator looks at',
      (context) => readThreadView(context, { threadId: 't1', userIds: [] }),
    ],
    [
      'a thread with connections and what else is asked for',
      (context) =>
        readThreadView(context, {
          threadId: 't1',
          userIds: ['ann'],
          others: [{ ...marker, tableName: world.tables.partitionedKeys }],
        }),
    ],
    ['a marker', (context) => findMarker(context, identified, 1)],
    ['the threads of a user', (context) => listedThreads(context, 'ann')],
  ])('%s', async (_, read) => {
    const context = world.another();
    const reads: unknown[] = [];
    context.client.middlewareStack.add(
      (next) => async (args) => {
        const input = args.input as { RequestItems?: Record<string, object> };
        reads.push(...(input.RequestItems === undefined ? [input] : Object.values(input.RequestItems)));
        return next(args);
      },
      { step: 'initialize', name: 'reads' },
    );
    await read(context);
    expect(reads.length).toBeGreaterThan(0);
    for (const input of reads) expect(input).toMatchObject({ ConsistentRead: true });
  });
});
