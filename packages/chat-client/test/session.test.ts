import type { ServerFrame } from '@switchboard/protocol';
import type { FakeSocket } from './fake-network.ts';
import { createSession, type SessionHarness } from './fixtures.ts';
import { ModelThread } from './model-thread.ts';

const open = async (): Promise<SessionHarness & { readonly threads: readonly ModelThread[] }> => {
  const harness = createSession();
  const threads = [new ModelThread('t1'), new ModelThread('t2')];
  harness.network.onFrame = (frame, socket) => {
    const thread = threads.find(({ threadId }) => 'threadId' in frame && frame.threadId === threadId);
    const { reply } = thread?.handle(frame, 'ada') ?? {};
    if (reply) socket.deliver(reply);
  };
  harness.session.open();
  await harness.clock.advance(0);
  return { ...harness, threads };
};

const error = (code: string, fields: object): Record<string, unknown> => ({
  event: 'error',
  code,
  message: 'Because.',
  requestId: 'r1',
  ...fields,
});

describe('a session', () => {
  it('has any number of threads on one connection, each with its own messages', async () => {
    const { session, network, threads } = await open();
    const [one, two] = [session.thread('t1'), session.thread('t2')];
    one.send('for one');
    two.send('for two');
    const other = threads[1]?.append('an answer');
    if (other) network.socket.deliver({ event: 'message', ...other });
    expect(one.getSnapshot().messages.map(({ text }) => text)).toEqual(['for one']);
    expect(two.getSnapshot().messages.map(({ text }) => text)).toEqual(['for two', 'an answer']);
    expect(network.sockets).toHaveLength(1);
  });

  it('gives the same thread for the same id until it is closed, and then one that starts over', async () => {
    const { session, network, threads } = await open();
    const thread = session.thread('t1');
    expect(session.thread('t1')).toBe(thread);
    thread.close();
    const again = session.thread('t1');
    expect(again).not.toBe(thread);
    const message = threads[0]?.append('live');
    if (message) network.socket.deliver({ event: 'message', ...message });
    expect(again.getSnapshot().messages).toHaveLength(1);
    expect(thread.getSnapshot().messages).toHaveLength(0);
  });

  it('resumes every thread after a reconnection', async () => {
    const { session, clock, network, threads } = await open();
    const [one, two] = [session.thread('t1'), session.thread('t2')];
    threads[0]?.append('before');
    network.socket.drop();
    threads[0]?.append('missed by one');
    threads[1]?.append('missed by two');
    await clock.advance(250);
    expect(one.getSnapshot().messages.map(({ text }) => text)).toEqual(['before', 'missed by one']);
    expect(two.getSnapshot().messages.map(({ text }) => text)).toEqual(['missed by two']);
  });

  it('fails the larger of two messages on their way when the gateway closes over the size of one', async () => {
    const { session, clock, network, threads } = await open();
    const [one, two] = [session.thread('t1'), session.thread('t2')];
    network.onFrame = () => {};
    one.send('small');
    two.send('this is the larger one');
    const answer = (frame: Parameters<ModelThread['handle']>[0], socket: FakeSocket) => {
      const thread = threads.find(({ threadId }) => 'threadId' in frame && frame.threadId === threadId);
      const { reply } = thread?.handle(frame, 'ada') ?? {};
      if (reply) socket.deliver(reply);
    };
    network.socket.drop(1009);
    network.onFrame = answer;
    await clock.advance(1_000);
    expect(one.getSnapshot().messages.map(({ text }) => text)).toEqual(['small']);
    expect(two.getSnapshot().outgoing).toMatchObject([
      { status: 'failed', error: { code: 'frame.tooLarge' } },
    ]);
  });

  it('does not fail a message for an error that names another thread', async () => {
    const { session, network } = await open();
    const one = session.thread('t1');
    network.onFrame = () => {};
    one.send('hello');
    network.socket.deliver(error('thread.forbidden', { action: 'message.send', threadId: 't2' }));
    expect(one.getSnapshot().outgoing).toMatchObject([{ status: 'sending' }]);
  });

  it('tells how far was read in every thread, when it is closed', async () => {
    const { session, network } = await open();
    session.thread('t1').markRead(1);
    session.thread('t2').markRead(2);
    session.close();
    expect(network.sentOf('read')).toMatchObject([
      { threadId: 't1', seq: 1 },
      { threadId: 't2', seq: 2 },
    ]);
  });
});

describe('a request', () => {
  const threads: ServerFrame<'threads'> = {
    event: 'threads',
    threads: [{ threadId: 't1', unread: 2, owner: { type: 'bot' } }],
  };

  it('is answered by the frame that belongs to it', async () => {
    const { session, network } = await open();
    network.onFrame = ({ action }, socket) => action === 'threads.list' && socket.deliver(threads);
    await expect(session.listThreads(10)).resolves.toEqual(threads.threads);
    expect(network.sentOf('threads.list')).toEqual([{ action: 'threads.list', limit: 10 }]);
  });

  it('that the protocol does not admit is never sent', async () => {
    const { session, network } = await open();
    await expect(session.listThreads(51)).rejects.toMatchObject({
      name: 'FrameRefusedError',
      code: 'frame.invalidField',
      field: 'limit',
    });
    expect(network.sentOf('threads.list')).toEqual([]);
  });

  it('waits for the connection, and is sent again on the next when the first is lost', async () => {
    const { session, clock, network } = createSession();
    const answer = session.listThreads();
    session.open();
    await clock.advance(0);
    network.socket.drop();
    network.onFrame = ({ action }, socket) => action === 'threads.list' && socket.deliver(threads);
    await clock.advance(250);
    await expect(answer).resolves.toHaveLength(1);
    expect(network.sentOf('threads.list')).toHaveLength(2);
  });

  it('is sent again after silence, after a failure that passes, and after a limit', async () => {
    const { session, clock, network } = await open();
    const told: unknown[] = [];
    session.on('limited', (limit) => told.push(limit));
    const replies: (Record<string, unknown> | ServerFrame)[] = [
      {},
      error('service.busy', { action: 'threads.list' }),
      { message: 'Internal server error', connectionId: 'x', requestId: 'r' },
      error('service.limited', { action: 'threads.list', retryAfterMs: 2_000 }),
      threads,
    ];
    network.onFrame = ({ action }, socket) =>
      action === 'threads.list' && socket.deliver(replies.shift() ?? {});
    const answer = session.listThreads();
    const times: number[] = [];
    for (const wait of [8_000, 250, 500, 2_000]) {
      await clock.advance(wait - 1);
      times.push(network.sentOf('threads.list').length);
      await clock.advance(1);
    }
    expect(times).toEqual([1, 2, 3, 4]);
    await expect(answer).resolves.toHaveLength(1);
    expect(told).toEqual([{ action: 'threads.list', retryAfterMs: 2_000 }]);
  });

  it('that is refused fails with the code of the refusal', async () => {
    const { session, network } = await open();
    network.onFrame = ({ action }, socket) => socket.deliver(error('action.forbidden', { action }));
    await expect(session.listThreads()).rejects.toMatchObject({
      name: 'RequestRefusedError',
      code: 'action.forbidden',
      action: 'threads.list',
    });
  });

  it('is given up after 30 s without an answer', async () => {
    const { session, clock, network } = await open();
    network.onFrame = () => {};
    const answer = session.listThreads();
    answer.catch(() => {});
    await clock.advance(29_999);
    expect(network.sentOf('threads.list')).toHaveLength(4);
    await clock.advance(1);
    await expect(answer).rejects.toMatchObject({ name: 'RequestTimedOutError', code: 'request.timedOut' });
    await clock.advance(60_000);
    expect(network.sentOf('threads.list')).toHaveLength(4);
  });

  it('is given up after eight failures of the service in a row', async () => {
    const { session, clock, network } = await open();
    network.onFrame = ({ action }, socket) => socket.deliver(error('service.internal', { action }));
    const answer = session.listThreads();
    answer.catch(() => {});
    await clock.advance(29_000);
    await expect(answer).rejects.toMatchObject({ code: 'service.internal' });
    expect(network.sentOf('threads.list').length).toBeLessThanOrEqual(8);
  });

  it('fails when the client is closed', async () => {
    const { session, network } = await open();
    network.onFrame = () => {};
    const answer = session.listThreads();
    session.close();
    await expect(answer).rejects.toMatchObject({ name: 'ClientClosedError', action: 'threads.list' });
  });

  it('waits for the one of the same action before it, because an error does not say which it answers', async () => {
    const { session, network } = await open();
    network.onFrame = () => {};
    const first = session.listThreads(1);
    const second = session.listThreads(2);
    expect(network.sentOf('threads.list')).toMatchObject([{ limit: 1 }]);
    network.socket.deliver(error('service.internal', { action: 'other' }));
    network.socket.deliver(error('action.forbidden', { action: 'threads.list' }));
    await expect(first).rejects.toMatchObject({ code: 'action.forbidden' });
    network.socket.deliver(threads);
    await expect(second).resolves.toHaveLength(1);
  });
});
