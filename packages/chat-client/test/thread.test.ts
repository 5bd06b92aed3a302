import type { Message } from '@switchboard/protocol';
import fc from 'fast-check';
import { addChunk, type StreamingReply } from '../src/thread/streaming-reply.ts';
import type { Harness } from './fixtures.ts';
import { answer, answerAtOnce, createHarness, openHarness, texts } from './fixtures.ts';

const live = ({ network }: Harness, message: Message): void =>
  network.socket.deliver({ event: 'message', ...message });

async function openWith(count: number, options = {}): Promise<Harness> {
  const harness = createHarness(options);
  for (let seq = 1; seq <= count; seq += 1) harness.thread.append(`text ${seq}`);
  answerAtOnce(harness);
  harness.client.open();
  await harness.clock.advance(0);
  return harness;
}

const seqs = ({ client }: Harness): number[] => client.getSnapshot().messages.map(({ seq }) => seq);

describe('history', () => {
  it('begins with the newest page', async () => {
    const harness = await openWith(5, { pageSize: 3 });
    expect(seqs(harness)).toEqual([3, 4, 5]);
    expect(harness.client.getSnapshot().history).toEqual({
      loaded: true,
      loadingOlder: false,
      hasOlder: true,
    });
  });

  it('goes back page by page, until there is no older message', async () => {
    const harness = await openWith(7, { pageSize: 3 });
    harness.client.loadOlder();
    expect(seqs(harness)).toEqual([2, 3, 4, 5, 6, 7]);
    harness.client.loadOlder();
    expect(seqs(harness)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(harness.client.getSnapshot().history.hasOlder).toBe(false);
    const requests = harness.network.sentOf('history.get').length;
    harness.client.loadOlder();
    expect(harness.network.sentOf('history.get')).toHaveLength(requests);
  });

  it('of a thread that does not exist yet is empty, and nothing is wrong', async () => {
    const harness = createHarness();
    harness.network.onFrame = ({ action }, socket) =>
      socket.deliver({ event: 'error', code: 'thread.notFound', message: 'None.', requestId: 'r', action });
    harness.client.open();
    await harness.clock.advance(0);
    expect(harness.client.getSnapshot().history).toEqual({
      loaded: true,
      loadingOlder: false,
      hasOlder: false,
    });
  });

  it('of a thread that belongs to others is told to be refused', async () => {
    const harness = createHarness();
    harness.network.onFrame = ({ action }, socket) =>
      socket.deliver({
        event: 'error',
        code: 'thread.forbidden',
        message: 'Not yours.',
        requestId: 'r',
        action,
      });
    harness.client.open();
    await harness.clock.advance(0);
    expect(harness.client.getSnapshot().history.refusal).toEqual({
      code: 'thread.forbidden',
      message: 'Not yours.',
    });
  });

  it('that cannot be continued leaves what is shown, and nothing is refused', async () => {
    const harness = await openWith(5, { pageSize: 3 });
    harness.network.onFrame = ({ action }, socket) =>
      socket.deliver({ event: 'error', code: 'cursor.invalid', message: 'No.', requestId: 'r', action });
    harness.client.loadOlder();
    expect(seqs(harness)).toEqual([3, 4, 5]);
    expect(harness.client.getSnapshot().history).toEqual({
      loaded: true,
      loadingOlder: false,
      hasOlder: false,
    });
  });

  it('is asked for again when the service is busy, and when no answer comes', async () => {
    const harness = createHarness();
    harness.thread.append('hello');
    let attempts = 0;
    harness.network.onFrame = (frame, socket) => {
      attempts += 1;
      const { action } = frame;
      if (attempts === 1)
        socket.deliver({ event: 'error', code: 'service.busy', message: '', requestId: '', action });
      if (attempts > 2) answer(harness.thread, frame, socket);
    };
    harness.client.open();
    await harness.clock.advance(250);
    expect(attempts).toBe(2);
    await harness.clock.advance(8_000);
    expect(texts(harness)).toEqual(['hello']);
  });

  it('of what was missed is fetched after a reconnection, page by page, and told as new', async () => {
    const harness = await openWith(2, { pageSize: 3 });
    const told: string[] = [];
    harness.client.on('message', ({ text }) => told.push(text));
    harness.network.socket.drop();
    for (let seq = 3; seq <= 10; seq += 1) harness.thread.append(`text ${seq}`);
    await harness.clock.advance(250);
    expect(harness.network.sentOf('thread.resume')).toMatchObject([{ after: 2_000 }]);
    expect(seqs(harness)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(told).toHaveLength(8);
  });

  it('of another request, come late, answers none', async () => {
    const harness = await openWith(2);
    harness.network.socket.drop();
    for (let seq = 3; seq <= 9; seq += 1) harness.thread.append(`text ${seq}`);
    harness.network.onFrame = () => {};
    await harness.clock.advance(250);
    harness.network.socket.deliver({
      event: 'history',
      threadId: 't1',
      direction: 'backward',
      messages: harness.thread.messages.slice(-1),
      cursor: '9',
    });
    answerAtOnce(harness);
    await harness.clock.advance(8_000);
    expect(seqs(harness)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});

describe('messages', () => {
  it('that the server failed to deliver are fetched with the next heartbeat', async () => {
    const harness = await openWith(1);
    harness.thread.append('undelivered');
    await harness.clock.advance(240_000);
    expect(texts(harness)).toEqual(['text 1', 'undelivered']);
  });

  it('are shown by seq, whatever their order of arrival, and each once', async () => {
    const harness = await openWith(0);
    const [one, two, three] = ['a', 'b', 'c'].map((text) => harness.thread.append(text));
    for (const message of [three, one, three, two, one]) if (message) live(harness, message);
    expect(texts(harness)).toEqual(['a', 'b', 'c']);
  });

  it('of another thread are ignored', async () => {
    const harness = await openWith(0);
    live(harness, { ...harness.thread.append('a'), threadId: 't2' });
    expect(texts(harness)).toEqual([]);
  });

  it('that do not follow the protocol are ignored', async () => {
    const harness = await openWith(0);
    for (const text of ['', 'no json', '[]', '{"event":"message","seq":"1"}', '{"event":"later"}']) {
      harness.network.socket.deliverText(text);
    }
    expect(texts(harness)).toEqual([]);
    expect(harness.client.getSnapshot().connection.state).toBe('open');
  });
});

describe('a gap', () => {
  it('is filled by itself when the missing message was only overtaken', async () => {
    const harness = await openWith(1);
    const [two, three] = ['b', 'c'].map((text) => harness.thread.append(text));
    if (three) live(harness, three);
    await harness.clock.advance(400);
    if (two) live(harness, two);
    await harness.clock.advance(10_000);
    expect(harness.network.sentOf('thread.resume')).toHaveLength(0);
    expect(seqs(harness)).toEqual([1, 2, 3]);
  });

  it('is told and filled from history when the missing message does not come', async () => {
    const harness = await openWith(1);
    const gaps: unknown[] = [];
    harness.client.on('gap', (gap) => gaps.push(gap));
    harness.thread.append('b');
    live(harness, harness.thread.append('c'));
    await harness.clock.advance(500);
    expect(gaps).toEqual([{ after: 1, before: 3 }]);
    expect(seqs(harness)).toEqual([1, 2, 3]);
  });

  it('is filled from its oldest end, so that one request fills all', async () => {
    const harness = await openWith(1);
    for (let seq = 2; seq <= 9; seq += 1) {
      const message = harness.thread.append(`text ${seq}`);
      if (seq % 3 === 0) live(harness, message);
    }
    await harness.clock.advance(500);
    expect(seqs(harness)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(harness.network.sentOf('thread.resume')).toHaveLength(1);
  });

  it('is accepted when the server has the messages no more', async () => {
    const harness = await openWith(1);
    harness.network.onFrame = (frame, socket) => {
      if (frame.action !== 'thread.resume') return;
      socket.deliver({ event: 'history', threadId: 't1', direction: 'forward', messages: [] });
    };
    harness.thread.append('expired');
    live(harness, harness.thread.append('c'));
    await harness.clock.advance(60_000);
    expect(harness.network.sentOf('thread.resume')).toHaveLength(2);
    expect(seqs(harness)).toEqual([1, 3]);
  });
});

describe('a reply that is being written', () => {
  const chunk = (offset: number, text: string, replyId = 'r1') => ({
    event: 'chunk',
    threadId: 't1',
    replyId,
    index: 0,
    offset,
    text,
  });
  const written = ({ client }: Harness): string[] => client.getSnapshot().replies.map(({ text }) => text);

  it('grows with its pieces, whatever their order, each once', async () => {
    const harness = await openHarness();
    const { socket } = harness.network;
    socket.deliver(chunk(0, 'Hel'));
    socket.deliver(chunk(5, ' world'));
    expect(written(harness)).toEqual(['Hel']);
    socket.deliver(chunk(3, 'lo'));
    socket.deliver(chunk(3, 'lo'));
    expect(written(harness)).toEqual(['Hello world']);
  });

  it('grows by pieces that were merged, also with some that came before', async () => {
    const harness = await openHarness();
    const { socket } = harness.network;
    socket.deliver(chunk(0, 'Hel'));
    socket.deliver(chunk(8, 'rld'));
    socket.deliver(chunk(1, 'ello wo'));
    expect(written(harness)).toEqual(['Hello world']);
    socket.deliver(chunk(0, 'Hello'));
    expect(written(harness)).toEqual(['Hello world']);
  });

  it('is known to be written, but not shown, on a device that missed its beginning', async () => {
    const harness = await openHarness();
    harness.network.socket.deliver(chunk(6, 'world'));
    expect(written(harness)).toEqual(['']);
    harness.network.socket.deliver(chunk(0, 'Hello world'));
    expect(written(harness)).toEqual(['Hello world']);
  });

  it('is the whole text, in whatever pieces, order and number of copies it comes', () => {
    const text = 'A reply of some length, in pieces.';
    const piece = fc
      .tuple(fc.nat(text.length - 1), fc.nat(text.length))
      .map(([offset, length]) => ({ replyId: 'r1', offset, text: text.slice(offset, offset + length) }));
    fc.assert(
      fc.property(fc.array(piece), fc.nat(text.length), (pieces, cut) => {
        const cover = [
          { replyId: 'r1', offset: cut, text: text.slice(cut) },
          { replyId: 'r1', offset: 0, text: text.slice(0, cut) },
        ];
        let replies: readonly StreamingReply[] = [];
        for (const next of [...pieces, ...cover, ...pieces]) {
          replies = addChunk(replies, next, 0);
          expect(text.startsWith(replies[0]?.text ?? '?')).toBe(true);
        }
        expect(replies).toMatchObject([{ text, ahead: [] }]);
      }),
    );
  });

  it('is replaced by its message, and late pieces change nothing', async () => {
    const harness = await openHarness();
    harness.network.socket.deliver(chunk(0, 'Hel'));
    live(harness, harness.thread.append('Hello world', { replyId: 'r1' }));
    harness.network.socket.deliver(chunk(3, 'lo'));
    expect(written(harness)).toEqual([]);
    expect(texts(harness)).toEqual(['Hello world']);
  });

  it('gives way to the next one, when the bot has started over', async () => {
    const harness = await openHarness();
    harness.network.socket.deliver(chunk(0, 'Hel', 'r1'));
    harness.network.socket.deliver(chunk(0, 'Good ', 'r2'));
    harness.network.socket.deliver(chunk(5, 'day', 'r2'));
    expect(written(harness)).toEqual(['Good day']);
  });

  it('disappears when nobody goes on with it for a minute', async () => {
    const harness = await openHarness();
    harness.network.socket.deliver(chunk(0, 'Hel'));
    await harness.clock.advance(59_999);
    expect(written(harness)).toEqual(['Hel']);
    await harness.clock.advance(1);
    expect(written(harness)).toEqual([]);
  });

  it('can be stopped, and late pieces of it are not shown again', async () => {
    const harness = await openHarness();
    const { client, network } = harness;
    network.socket.deliver(chunk(0, 'Hel'));
    network.onFrame = ({ action }, socket) => {
      if (action !== 'reply.cancel') return;
      socket.deliver({ event: 'reply.cancelled', threadId: 't1', replyId: 'r1' });
    };
    await expect(client.cancelReply()).resolves.toBe(true);
    network.socket.deliver(chunk(3, 'lo'));
    expect(written(harness)).toEqual([]);
  });

  it('is stopped by the message that it answers, so that what was sent since is answered', async () => {
    const harness = await openHarness();
    const { client, network } = harness;
    const asked: unknown[] = [];
    network.onFrame = (frame, socket) => {
      if (frame.action !== 'reply.cancel') return;
      asked.push(frame);
      socket.deliver({ event: 'reply.cancelled', threadId: 't1', replyId: 'r1' });
    };
    network.socket.deliver({ ...chunk(0, 'Hel'), answersThrough: 3 });
    await client.cancelReply();
    await client.cancelReply();
    expect(asked).toMatchObject([{ answersThrough: 3 }, expect.not.objectContaining({ answersThrough: 3 })]);
  });

  it('stopped on another device disappears here too', async () => {
    const harness = await openHarness();
    harness.network.socket.deliver(chunk(0, 'Hel'));
    harness.network.socket.deliver({ event: 'reply.cancelled', threadId: 't1' });
    expect(written(harness)).toEqual([]);
  });

  it('that the bot gave up because it failed disappears, and the question still waits: the next try is shown', async () => {
    const harness = await openHarness();
    const { client, network } = harness;
    network.socket.deliver({ event: 'waiting', threadId: 't1', waiting: 'bot', since: 7 });
    network.socket.deliver({ ...chunk(0, 'Hel'), answersThrough: 3 });
    network.socket.deliver({ event: 'reply.discarded', threadId: 't1', replyId: 'r0' });
    expect(written(harness)).toEqual(['Hel']);
    network.socket.deliver({ event: 'reply.discarded', threadId: 't1', replyId: 'r1' });
    // A piece that comes late shows nothing: it has no beginning.
    network.socket.deliver(chunk(3, 'lo'));
    expect(written(harness).join('')).toBe('');
    expect(client.getSnapshot()).toMatchObject({ waiting: 'bot', settledThrough: 0 });
    network.socket.deliver(chunk(0, 'Good morning'));
    expect(written(harness)).toEqual(['Good morning']);
  });

  it('leaves nothing to wait for once it is stopped, but what was sent since', async () => {
    const harness = await openHarness();
    const { client, network } = harness;
    network.socket.deliver({ event: 'waiting', threadId: 't1', waiting: 'bot', since: 7 });
    network.socket.deliver({ ...chunk(0, 'Hel'), answersThrough: 3 });
    network.socket.deliver({ event: 'reply.cancelled', threadId: 't1' });
    expect(client.getSnapshot()).toMatchObject({ waiting: 'none', settledThrough: 3 });
  });

  it('that is over by then cannot be stopped, and that is no failure', async () => {
    const { client, network } = await openHarness();
    network.onFrame = ({ action }, socket) =>
      socket.deliver({ event: 'error', code: 'reply.notFound', message: 'None.', requestId: 'r', action });
    await expect(client.cancelReply()).resolves.toBe(false);
  });
});

describe('a tool that the bot calls for a reply', () => {
  const tool = (status: string, replyId = 'r1', callId = 'c1') => ({
    event: 'tool',
    threadId: 't1',
    replyId,
    callId,
    title: 'Looking up your order',
    status,
  });
  const running = ({ client }: Harness): string[] =>
    client.getSnapshot().tools.map(({ callId, status }) => `${callId} ${status}`);

  it('is shown while it runs and when it has ended, whatever comes late or twice', async () => {
    const harness = await openHarness();
    const { socket } = harness.network;
    socket.deliver(tool('running'));
    socket.deliver(tool('running', 'r1', 'c2'));
    expect(running(harness)).toEqual(['c1 running', 'c2 running']);
    socket.deliver(tool('done'));
    socket.deliver(tool('running'));
    expect(running(harness)).toEqual(['c1 done', 'c2 running']);
  });

  it('goes with the message of its reply, with another reply, when the reply is stopped or discarded, and after a minute', async () => {
    const harness = await openHarness();
    const { socket } = harness.network;
    socket.deliver(tool('running'));
    socket.deliver(tool('running', 'r2'));
    expect(harness.client.getSnapshot().tools).toMatchObject([{ replyId: 'r2' }]);
    socket.deliver({ event: 'reply.cancelled', threadId: 't1', replyId: 'r2' });
    socket.deliver(tool('running', 'r2'));
    expect(running(harness)).toEqual([]);
    socket.deliver(tool('running', 'r3'));
    socket.deliver({ event: 'reply.discarded', threadId: 't1', replyId: 'r3' });
    expect(running(harness)).toEqual([]);
    socket.deliver(tool('running', 'r3'));
    await harness.clock.advance(60_000);
    expect(running(harness)).toEqual([]);
    socket.deliver(tool('running', 'r4'));
    live(harness, harness.thread.append('Found it.', { messageType: 'bot', sender: 'shop', replyId: 'r4' }));
    socket.deliver(tool('running', 'r4'));
    expect(running(harness)).toEqual([]);
  });
});

describe('signals', () => {
  const typing = (userId: string, isTyping: boolean) => ({
    event: 'typing',
    threadId: 't1',
    userId,
    isTyping,
  });
  const typists = ({ client }: Harness): string[] => [...client.getSnapshot().typists.keys()];

  it('tell who is typing, for 6 s unless told again', async () => {
    const harness = await openHarness();
    harness.network.socket.deliver(typing('bob', true));
    harness.network.socket.deliver(typing('ada', true));
    expect(typists(harness)).toEqual(['bob']);
    await harness.clock.advance(6_000);
    expect(typists(harness)).toEqual([]);
  });

  it('stop when the typist stops, and when the message comes', async () => {
    const harness = await openHarness();
    harness.network.socket.deliver(typing('bob', true));
    harness.network.socket.deliver(typing('bob', false));
    expect(typists(harness)).toEqual([]);
    harness.network.socket.deliver(typing('bob', true));
    live(harness, harness.thread.append('hi', { sender: 'bob' }));
    expect(typists(harness)).toEqual([]);
  });

  it('of one who types are sent every 3 s at most, and once at the end', async () => {
    const { client, clock, network } = await openHarness();
    for (let key = 0; key < 60; key += 1) {
      client.setTyping(true);
      await clock.advance(100);
    }
    client.setTyping(false);
    client.setTyping(false);
    expect(network.sentOf('typing').map(({ isTyping }) => isTyping)).toEqual([true, true, false]);
  });

  it('of one who reads ride on the next message, and cost no frame of their own', async () => {
    const harness = await openWith(3);
    const { client, clock, network } = harness;
    client.markRead(1);
    client.markRead(3);
    client.markRead(2);
    await clock.advance(60_000);
    expect(client.getSnapshot().reads.get('ada')).toBe(3);
    client.send('hello');
    client.send('again');
    expect(network.sentOf('message.send')).toMatchObject([{ text: 'hello', read: 3 }, { text: 'again' }]);
    expect(network.sentOf('message.send')[1]).not.toHaveProperty('read');
    client.tellRead();
    expect(network.sentOf('read')).toEqual([]);
  });

  it('of one who reads ride again on a message whose acknowledgement was lost', async () => {
    const harness = await openWith(1);
    const { client, clock, network } = harness;
    client.markRead(1);
    network.onFrame = () => {};
    client.send('hello');
    await clock.advance(8_000);
    expect(network.sentOf('message.send').map(({ read }) => read)).toEqual([1, 1]);
  });

  it('of one who reads are told when the page is hidden, once; without a connection, with the next one', async () => {
    const { client, clock, network } = await openHarness();
    client.markRead(4);
    network.socket.drop();
    client.tellRead();
    expect(network.sentOf('read')).toEqual([]);
    await clock.advance(1_000);
    expect(network.sentOf('read')).toMatchObject([{ seq: 4 }]);
    client.tellRead();
    client.tellRead();
    expect(network.sentOf('read')).toMatchObject([{ seq: 4 }]);
    client.markRead(5);
    client.close();
    expect(network.sentOf('read')).toMatchObject([{ seq: 4 }, { seq: 5 }]);
  });

  it('tell how far others have read, and never back', async () => {
    const { client, network } = await openHarness();
    const read = (seq: number) => ({ event: 'read', threadId: 't1', userId: 'bob', seq });
    network.socket.deliver(read(4));
    network.socket.deliver(read(2));
    expect(client.getSnapshot().reads.get('bob')).toBe(4);
  });

  it('tell who answers, and a late one does not turn that back', async () => {
    const { client, network } = await openHarness();
    const takeover = (owner: string, ownerEpoch: number) => ({
      event: 'takeover',
      threadId: 't1',
      owner,
      ownerEpoch,
    });
    network.socket.deliver(takeover('operator', 2));
    network.socket.deliver(takeover('bot', 1));
    expect(client.getSnapshot().owner).toBe('operator');
  });

  it('are made up for by a page of history: who answers, and how far others have read', async () => {
    const { client, clock, network } = await openHarness();
    network.onFrame = () => {};
    network.socket.drop();
    await clock.advance(250);
    network.socket.deliver({
      event: 'history',
      threadId: 't1',
      direction: 'backward',
      messages: [],
      owner: { type: 'operator', userId: 'olga', ownerEpoch: 2 },
      readPositions: { olga: 3 },
    });
    expect(client.getSnapshot().owner).toBe('operator');
    expect(client.getSnapshot().reads.get('olga')).toBe(3);
    network.socket.deliver({ event: 'takeover', threadId: 't1', owner: 'bot', ownerEpoch: 1 });
    expect(client.getSnapshot().owner).toBe('operator');
  });
});
