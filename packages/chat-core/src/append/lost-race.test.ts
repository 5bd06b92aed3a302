import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { injectFaults } from '../../test/fault-client.ts';
import { byAnn, byBot } from '../../test/requests.ts';
import { markErased } from '../connections/erasure-mark.ts';
import type { ChatContext } from '../context/chat-context.ts';
import { readThread } from '../threads/read-thread.ts';
import { appendMessage } from './append-message.ts';

const threadId = 'raced';
const roundTripMs = 20;

const conflict = (): Error =>
  new TransactionCanceledException({
    message: 'cancelled',
    $metadata: { attempts: 1 },
    CancellationReasons: [{ Code: 'TransactionConflict' }, { Code: 'None' }],
  });

describe('a message whose transaction lost a race', () => {
  let world: ChatWorld;
  let now: number;
  let pauses: number[];
  beforeEach(async () => {
    world = await createChatWorld();
    now = 1_800_000_000_000;
    pauses = [];
    for (let seq = 1; seq <= 10; seq += 1) await say();
  });

  const still = (): ChatContext => ({ ...world.context, now: () => now });
  const say = () => appendMessage(still(), byAnn(threadId));

  /** A context in which a transaction takes 20 ms, and each has its own obstacle: nothing in place of one lets it pass. */
  function obstructed(obstacles: readonly (() => Promise<unknown>)[], random: number): ChatContext {
    const own = world.another();
    const left = [...obstacles];
    injectFaults(own.client, async (operation) => {
      if (operation !== 'TransactWriteItems') return undefined;
      now += roundTripMs;
      await left.shift()?.();
      return undefined;
    });
    const pause = async (milliseconds: number) => {
      pauses.push(milliseconds);
      now += milliseconds;
    };
    return { ...still(), client: own.client, pause, random: () => random };
  }

  it('pauses for its round trips, the longest at once where others write as fast as the thread can take', async () => {
    const late = await appendMessage(obstructed([say, say, say], 0.5), byAnn(threadId));
    expect(late).toMatchObject({ outcome: 'stored', message: { seq: 14 } });
    // Half of 8, of 64 and of 32 round trips: 2 messages of others in 120 ms are many, 3 in 780 ms are not.
    expect(pauses).toEqual([80, 640, 320]);
  });

  it('knows what others have written though the last try was told nothing of it', async () => {
    const isBusy = () => Promise.reject(conflict());
    const late = await appendMessage(obstructed([say, isBusy], 0.25), byAnn(threadId));
    expect(late).toMatchObject({ outcome: 'stored', message: { seq: 12 } });
    // 1 message of others in 80 ms.
    expect(pauses).toEqual([40, 320]);
  });

  it('is refused as it would be at first if the thread was erased meanwhile', async () => {
    const erase = () =>
      world.client.send(new DeleteCommand({ TableName: world.tables.threads, Key: { threadId } }));
    const late = appendMessage(obstructed([erase], 0.5), byBot(threadId));
    await expect(late).resolves.toEqual({ outcome: 'noThread' });
  });

  it('is stored in a thread that goes on after one of its customers was erased', async () => {
    await markErased(still(), 'ann');
    await expect(appendMessage(still(), byBot(threadId))).resolves.toMatchObject({ outcome: 'stored' });
    expect(await readThread(still(), threadId)).toMatchObject({ seq: 11 });
  });
});
