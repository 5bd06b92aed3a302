import { inParallel } from '@switchboard/data-core';
import { appendMessage } from '../src/append/append-message.ts';
import { recordConnect } from '../src/connections/record-connection.ts';
import { createWebDeliverer } from '../src/delivery/web-deliverer.ts';
import { setDuty } from '../src/operators/duty.ts';
import { announceQueue, describeThreads } from '../src/operators/thread-rows.ts';
import { changeOwner } from '../src/threads/change-thread.ts';
import { listThreads } from '../src/threads/list-threads.ts';
import { readThread } from '../src/threads/read-thread.ts';
import { type ChatWorld, createChatWorld } from './chat-world.ts';
import { byAnn, byBot } from './requests.ts';

// biome-ignore lint/style/noProcessEnv: how large the queue is is for the one who measures it to say
const { WAITING = '30', OPERATORS = '12' } = process.env;

const pageSize = 20;
const writersAtOnce = 16;

describe(`I7: with ${WAITING} threads that wait for a person and ${OPERATORS} operators`, () => {
  let world: ChatWorld;
  const posted: string[] = [];
  const deliverer = createWebDeliverer({
    poster: {
      post: async (connectionId) => {
        posted.push(connectionId);
        return 'posted';
      },
      close: async () => {},
    },
  });

  beforeAll(
    async () => {
      world = await createChatWorld();
      const threads = Array.from({ length: Number(WAITING) }, (_, index) => `t${index}`);
      await inParallel(threads, writersAtOnce, async (threadId) => {
        await patiently(() => appendMessage(world.context, byAnn(threadId)));
        await patiently(() => appendMessage(world.context, byBot(threadId, { handOver: true })));
      });
      const operators = Array.from({ length: Number(OPERATORS) }, (_, index) => `operator-${index}`);
      await inParallel(operators, writersAtOnce, async (userId) => {
        await patiently(() => recordConnect(world.context, { userId, connectionId: `of-${userId}` }));
        await patiently(() => setDuty(world.context, userId, 'available'));
      });
    },
    60_000 + Number(WAITING) * 100,
  );

  /** On a busy machine the engine needs more than one try for one of ten thousand writes. */
  async function patiently(work: () => Promise<unknown>): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await work();
        return;
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'TimeoutError' || tries === 5) throw error;
      }
    }
  }

  /** What the work costs, and how long it takes, milliseconds. */
  async function measure(work: () => Promise<unknown>) {
    world.meter.takeRequests();
    const startedAt = performance.now();
    await work();
    return { requests: world.meter.takeRequests(), tookMs: performance.now() - startedAt };
  }

  it('a page of the queue costs three queries, one for each row, and two reads', async () => {
    const { requests, tookMs } = await measure(async () => {
      const page = await listThreads(world.context, { list: { type: 'queue' }, limit: pageSize });
      if (page.outcome !== 'page') throw new Error(page.outcome);
      expect(page.heads).toHaveLength(pageSize);
      await describeThreads(world.context, page.heads, 'operator-0');
    });
    expect(requests).toEqual({ Query: 3 + pageSize, BatchGetItem: 2 });
    process.stdout.write(`A page of the queue took ${tookMs.toFixed(0)} ms.\n`);
  });

  it('an alert costs a look at the roster, one row, and a read for each 100 operators', async () => {
    const before = await readThread(world.context, 't0');
    const change = { type: 'claim' } as const;
    const claimed = await changeOwner(world.context, { threadId: 't0', userId: 'operator-0', change });
    if (claimed.outcome !== 'changed') throw new Error(claimed.outcome);
    const { requests, tookMs } = await measure(() =>
      announceQueue(world.context, { deliverer }, before, claimed.head),
    );
    expect(requests).toEqual({ Query: 2, BatchGetItem: 1 + Math.ceil(Number(OPERATORS) / 100) });
    expect(posted).toHaveLength(Number(OPERATORS));
    process.stdout.write(`An alert to ${OPERATORS} operators took ${tookMs.toFixed(0)} ms.\n`);
  });
});
