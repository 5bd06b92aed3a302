import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { type Fault, injectFaults } from '../../test/fault-client.ts';
import { byAnn } from '../../test/requests.ts';
import { runCount } from '../../test/run-count.ts';
import { expectInOrder, historyOf } from '../../test/thread-history.ts';
import type { ChatContext } from '../context/chat-context.ts';
import { appendMessage } from './append-message.ts';

describe('a message whose transaction gets no answer', () => {
  let world: ChatWorld;
  beforeAll(async () => {
    world = await createChatWorld();
  });

  /** A context whose transactions meet these faults in turn, and no others after. */
  const faulty = (faults: readonly Fault[]): ChatContext => {
    const left = [...faults];
    const context = world.another();
    injectFaults(context.client, (operation) =>
      operation === 'TransactWriteItems' ? left.shift() : undefined,
    );
    return { ...context, pause: async () => {} };
  };

  it('is stored once, though the first try was applied', async () => {
    const result = await appendMessage(faulty(['lostAnswer']), byAnn('applied', { text: 'one' }));
    expect(result).toMatchObject({ outcome: 'stored', message: { seq: 1 } });
    await expect(historyOf(world.context, 'applied')).resolves.toHaveLength(1);
  });

  it('is stored once, though others wrote between its tries', async () => {
    const spoiled = world.another();
    let tries = 0;
    const answers: unknown[] = [];
    injectFaults(spoiled.client, (operation) =>
      // More than the SDK's own three tries.
      operation === 'TransactWriteItems' && ++tries <= 5 ? 'lostAnswer' : undefined,
    );
    const pause = async () => {
      answers.push(await appendMessage(world.context, byAnn('between', { text: 'other' })));
    };
    const result = await appendMessage({ ...spoiled, pause }, byAnn('between', { text: 'mine' }));
    expect(result).toMatchObject({ outcome: 'stored', message: { seq: 1 } });
    const history = await historyOf(world.context, 'between');
    expectInOrder(history);
    expect(answers.length).toBeGreaterThan(0);
    expect(history.filter(({ text }) => text === 'mine')).toHaveLength(1);
  });

  it('tries nothing else while the first try may still be applied', async () => {
    const context = world.another();
    const tokens: unknown[] = [];
    let tries = 0;
    context.client.middlewareStack.add(
      (next) => async (args) => {
        const { ClientRequestToken } = args.input as { ClientRequestToken?: string };
        if (ClientRequestToken === undefined) return next(args);
        tokens.push(ClientRequestToken);
        tries += 1;
        if (tries === 1) throw Object.assign(new Error('no answer'), { name: 'TimeoutError' });
        if (tries === 2) {
          throw new TransactionCanceledException({
            message: 'cancelled',
            $metadata: { attempts: 1 },
            CancellationReasons: [{ Code: 'TransactionConflict' }, { Code: 'None' }],
          });
        }
        return next(args);
      },
      { step: 'initialize', name: 'conflict' },
    );
    const result = await appendMessage({ ...context, pause: async () => {} }, byAnn('open', { text: 'one' }));
    expect(result).toMatchObject({ outcome: 'stored' });
    expect(tokens).toHaveLength(3);
    expect(new Set(tokens).size).toBe(1);
  });

  it('throws that there was no answer, when there never is one', async () => {
    const never = world.another();
    injectFaults(never.client, (operation) =>
      operation === 'TransactWriteItems' ? 'lostRequest' : undefined,
    );
    const pauses: number[] = [];
    const pause = async (milliseconds: number) => {
      pauses.push(milliseconds);
    };
    const silent = { ...never, pause, random: () => 0.5 };
    await expect(appendMessage(silent, byAnn('silent', { text: 'one' }))).rejects.toThrow('no answer');
    // Nothing follows the last try, so nobody waits after it.
    expect(pauses).toEqual([100, 200]);
    await expect(historyOf(world.context, 'silent')).resolves.toEqual([]);
  });

  it('I2: is stored exactly once whatever is lost', async () => {
    let run = 0;
    const fault = fc.constantFrom<Fault[]>('lostRequest', 'lostAnswer', undefined);
    // A transaction has nine tries: three of ours, each with three of the SDK.
    const faults = fc.array(fault, { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(faults, faults, async (a, b) => {
        run += 1;
        const threadId = `lost-${run}`;
        await appendMessage(world.context, byAnn(threadId, { text: 'first' }));
        const results = await Promise.all([
          appendMessage(faulty(a), byAnn(threadId, { text: 'a' })),
          appendMessage(faulty(b), byAnn(threadId, { text: 'b' })),
        ]);
        expect(results.map(({ outcome }) => outcome)).toEqual(['stored', 'stored']);
        const history = await historyOf(world.context, threadId);
        expectInOrder(history);
        expect(history.map(({ text }) => text).toSorted()).toEqual(['a', 'b', 'first']);
      }),
      { numRuns: runCount(12) },
    );
  });
});
