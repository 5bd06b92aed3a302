import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { createDocumentClient } from '@switchboard/data-core';
import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { injectFaults } from '../../test/fault-client.ts';
import { byAnn } from '../../test/requests.ts';
import { historyOf } from '../../test/thread-history.ts';
import { appendMessage } from '../append/append-message.ts';
import { ThreadBusyError } from '../errors.ts';
import { changeOwner } from '../threads/change-thread.ts';
import { readThread } from '../threads/read-thread.ts';
import type { ChatContext } from './chat-context.ts';
import { remainingMs, withDeadline } from './deadline.ts';
import { pauseFor } from './pause.ts';
import { isTransient } from './transient-errors.ts';

describe('work with a deadline on a thread that never is quiet', () => {
  let world: ChatWorld;
  beforeEach(async () => {
    world = await createChatWorld({ stillAt: 1_800_000_000_000 });
    await appendMessage(world.context, byAnn('busy'));
  });

  /**
   * A context that loses every race: someone else writes before each of its transactions. Its clock goes on with its
   * pauses alone.
   */
  function losing(leftMs: number): { readonly context: ChatContext; readonly deadline: number } {
    const spoiled = world.another();
    injectFaults(spoiled.client, async (operation) => {
      if (operation === 'TransactWriteItems') await appendMessage(world.context, byAnn('busy'));
      return undefined;
    });
    const pause = async (milliseconds: number) => world.advance(milliseconds);
    const deadline = world.context.now() + leftMs;
    // A busy machine's time is not that of the test.
    const abortAfter = () => new AbortController().signal;
    return { context: withDeadline({ ...spoiled, pause, abortAfter }, deadline), deadline };
  }

  const failureOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'done',
      (error: unknown) => error,
    );

  it('throws that the thread is busy before the deadline, and has stored nothing', async () => {
    const { context, deadline } = losing(5_000);
    const error = await failureOf(appendMessage(context, byAnn('busy', { text: 'mine' })));
    expect(error).toBeInstanceOf(ThreadBusyError);
    expect(error).toMatchObject({ code: 'thread.busy', threadId: 'busy' });
    expect(world.context.now()).toBeLessThan(deadline);
    const texts = (await historyOf(world.context, 'busy')).map(({ text }) => text);
    expect(texts).not.toContain('mine');
  });

  it('throws the same when an owner is to be changed', async () => {
    const { context, deadline } = losing(2_000);
    const asked = { threadId: 'busy', userId: 'olga', change: { type: 'claim' } } as const;
    const error = await failureOf(changeOwner(context, asked));
    expect(error).toBeInstanceOf(ThreadBusyError);
    expect(world.context.now()).toBeLessThan(deadline);
    await expect(readThread(world.context, 'busy')).resolves.toMatchObject({ owner: { type: 'bot' } });
  });

  it('is given up after a bounded number of tries without a deadline', async () => {
    const { context } = losing(Number.POSITIVE_INFINITY);
    const error = await failureOf(appendMessage(context, byAnn('busy')));
    expect(error).toMatchObject({ code: 'thread.busy', tries: 40 });
  });

  it('does not pause beyond the deadline', async () => {
    const pauses: number[] = [];
    const pause = async (milliseconds: number) => {
      pauses.push(milliseconds);
    };
    const context = withDeadline({ ...world.context, pause }, world.context.now() + 300);
    await pauseFor(context, 200);
    await pauseFor(context, 1_000);
    world.advance(1_000);
    await pauseFor(context, 1_000);
    expect(pauses).toEqual([200, 300, 0]);
  });
});

describe('a request that hangs', () => {
  let server: Server;
  let context: ChatContext;
  beforeAll(async () => {
    // Takes every request and answers none.
    server = createServer(() => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = createDocumentClient({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const tables = { threads: 't', messages: 'm', connections: 'c', partitionedKeys: 'p' };
    context = { client, tables, now: Date.now, newId: () => 'id', random: () => 0 };
  });
  afterAll(() => {
    context.client.destroy();
    server.closeAllConnections();
    server.close();
  });

  /** How long the work took until it failed, and by what. */
  async function failureOf(work: () => Promise<unknown>) {
    const startedAt = performance.now();
    const error = await work().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    return { error, tookMs: performance.now() - startedAt };
  }

  const get = new GetCommand({ TableName: 't', Key: { threadId: 't1' } });

  it('is aborted when the deadline passes, by an error that says that it may be tried again', async () => {
    const limited = withDeadline(context, Date.now() + 300);
    const { error, tookMs } = await failureOf(() => readThread(limited, 't1'));
    expect(isTransient(error)).toBe(true);
    expect(tookMs).toBeGreaterThan(250);
    // The client's own time limit is longer: three tries of 1.5 s.
    expect(tookMs).toBeLessThan(4_000);
  });

  it('ends the sending of a message with it', async () => {
    const limited = withDeadline(context, Date.now() + 300);
    const { error, tookMs } = await failureOf(() => appendMessage(limited, byAnn('t1', { head: null })));
    expect(isTransient(error)).toBe(true);
    expect(tookMs).toBeLessThan(4_000);
  });

  it('is not even sent when the deadline has passed', async () => {
    const { error, tookMs } = await failureOf(() => readThread(withDeadline(context, Date.now() - 1), 't1'));
    expect(isTransient(error)).toBe(true);
    expect(tookMs).toBeLessThan(1_000);
  });

  it('is aborted by the earlier of two deadlines, whichever was set last', async () => {
    for (const [first, second] of [
      [300, 60_000],
      [60_000, 300],
    ] as const) {
      const now = Date.now();
      const limited = withDeadline(withDeadline(context, now + first), now + second);
      const { tookMs } = await failureOf(() => limited.client.send(get));
      expect(tookMs).toBeLessThan(4_000);
    }
  });

  it('is aborted by the caller’s own signal as well', async () => {
    const limited = withDeadline(context, Date.now() + 60_000);
    const { tookMs } = await failureOf(() =>
      limited.client.send(get, { abortSignal: AbortSignal.timeout(100) }),
    );
    expect(tookMs).toBeLessThan(4_000);
  });
});

describe('the time that is left', () => {
  it('is endless without a deadline, and the earlier of two otherwise', () => {
    const now = () => 1_000;
    expect(remainingMs({ now })).toBe(Number.POSITIVE_INFINITY);
    expect(remainingMs({ now, deadline: 1_500 })).toBe(500);
  });

  it('may be longer than a timer takes', async () => {
    const world = await createChatWorld();
    for (const leftMs of [30 * 86_400_000, Number.POSITIVE_INFINITY]) {
      const limited = withDeadline(world.context, Date.now() + leftMs);
      await expect(readThread(limited, 'nowhere')).resolves.toBeNull();
    }
  });
});
