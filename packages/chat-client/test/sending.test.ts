import { FrameRefusedError } from '../src/errors.ts';
import type { OutboxStorage } from '../src/outbox/outbox-storage.ts';
import { canRetry, type OutgoingMessage } from '../src/outbox/outgoing-message.ts';
import { answer, answerAtOnce, createHarness, openHarness, texts } from './fixtures.ts';

const errorFrame = (code: string, clientMessageId: string) => ({
  event: 'error',
  code,
  message: 'Because.',
  requestId: 'r1',
  action: 'message.send',
  clientMessageId,
});

describe('a message that is sent', () => {
  it('is on its way until it is acknowledged, and stored from then on', async () => {
    const harness = await openHarness();
    harness.network.onFrame = () => {};
    const { clientMessageId } = harness.client.send('hello');
    expect(harness.client.getSnapshot().outgoing).toMatchObject([{ text: 'hello', status: 'sending' }]);

    harness.network.socket.deliver({
      event: 'ack',
      messageId: 'm1',
      threadId: 't1',
      seq: 1,
      timestamp: 5,
      clientMessageId,
      message: 'Message sent successfully',
    });
    expect(harness.client.getSnapshot()).toMatchObject({
      outgoing: [],
      messages: [{ messageId: 'm1', seq: 1, timestamp: 5, text: 'hello', sender: 'ada', clientMessageId }],
    });
  });

  it('waits for the acknowledgement of the one before, because the server may run both at once', async () => {
    const harness = await openHarness();
    const { client, network, thread } = harness;
    network.onFrame = () => {};
    client.send('first');
    client.send('second');
    expect(network.sentOf('message.send').map(({ text }) => text)).toEqual(['first']);

    answerAtOnce(harness);
    const [first] = network.sentOf('message.send');
    if (first) answer(thread, first, network.socket);
    expect(texts(harness)).toEqual(['first', 'second']);
  });

  it('is sent again with the same id when the acknowledgement does not come', async () => {
    const { client, clock, network } = await openHarness();
    network.onFrame = () => {};
    client.send('hello');
    await clock.advance(8_000);
    expect(network.sentOf('message.send').map(({ clientMessageId }) => clientMessageId)).toEqual([
      'c1',
      'c1',
    ]);
  });

  it('is sent again after a reconnection, and those behind it in their order', async () => {
    const harness = await openHarness();
    harness.network.onFrame = () => {};
    harness.client.send('first');
    harness.client.send('second');
    harness.network.socket.drop();
    harness.client.send('third');
    answerAtOnce(harness);
    await harness.clock.advance(1_000);
    expect(harness.thread.messages.map(({ text }) => text)).toEqual(['first', 'second', 'third']);
    expect(texts(harness)).toEqual(['first', 'second', 'third']);
    expect(harness.client.getSnapshot().outgoing).toEqual([]);
  });

  it('survives a reload of the page in the outbox', async () => {
    let kept: readonly OutgoingMessage[] = [];
    const outbox: OutboxStorage = {
      load: () => kept,
      save: (messages) => {
        kept = messages;
      },
    };
    const before = createHarness({ outbox });
    before.client.open();
    before.client.send('hello');
    before.client.close();

    const after = createHarness({ outbox });
    expect(after.client.getSnapshot().outgoing).toMatchObject([{ text: 'hello' }]);
    answerAtOnce(after);
    after.client.open();
    await after.clock.advance(0);
    expect(texts(after)).toEqual(['hello']);
    expect(kept).toEqual([]);
  });

  it('is shown once, and still sent on, when history shows it before it is acknowledged', async () => {
    const { client, network, thread } = await openHarness();
    network.onFrame = () => {};
    client.send('hello');
    const [frame] = network.sentOf('message.send');
    if (!frame) throw new Error('Nothing was sent.');
    const { broadcast, reply } = thread.handle(frame, 'ada');
    network.socket.deliver(broadcast ?? {});
    expect(client.getSnapshot()).toMatchObject({ outgoing: [], messages: [{ text: 'hello' }] });

    network.socket.drop();
    network.socket.deliver(reply ?? {});
    expect(network.sentOf('message.send')).toHaveLength(1);
    client.wake();
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    expect(network.sentOf('message.send')).toHaveLength(2);
  });

  it('fails when the server will not take it, and no longer holds up the next', async () => {
    const harness = await openHarness();
    const failed: string[] = [];
    harness.client.on('failed', ({ text }) => failed.push(text));
    harness.network.onFrame = (frame, socket) => {
      if (frame.action === 'message.send' && frame.text === 'bad') {
        socket.deliver(errorFrame('frame.invalidField', frame.clientMessageId ?? ''));
      } else answer(harness.thread, frame, socket);
    };
    harness.client.send('bad');
    harness.client.send('good');
    expect(harness.client.getSnapshot().outgoing).toMatchObject([
      { text: 'bad', status: 'failed', error: { code: 'frame.invalidField', message: 'Because.' } },
    ]);
    expect(texts(harness)).toEqual(['good']);
    expect(failed).toEqual(['bad']);
  });

  it('can be retried or discarded once it has failed', async () => {
    const harness = await openHarness();
    const { client, network, thread } = harness;
    network.onFrame = (frame, socket) => {
      if (frame.action === 'message.send') {
        socket.deliver(errorFrame('thread.forbidden', frame.clientMessageId ?? ''));
      }
    };
    const first = client.send('first');
    const second = client.send('second');
    network.onFrame = (frame, socket) => answer(thread, frame, socket);
    client.discard(second.clientMessageId);
    client.retry(first.clientMessageId);
    expect(texts(harness)).toEqual(['first']);
    expect(client.getSnapshot().outgoing).toEqual([]);
  });

  it('is tried again after a pause when the service is busy', async () => {
    const harness = await openHarness();
    const { client, clock, network, thread } = harness;
    let busy = 2;
    network.onFrame = (frame, socket) => {
      if (frame.action === 'message.send' && busy-- > 0) {
        socket.deliver(errorFrame('service.busy', frame.clientMessageId ?? ''));
      } else answer(thread, frame, socket);
    };
    client.send('hello');
    expect(texts(harness)).toEqual([]);
    await clock.advance(249);
    expect(network.sentOf('message.send')).toHaveLength(1);
    await clock.advance(1);
    expect(network.sentOf('message.send')).toHaveLength(2);
    await clock.advance(500);
    expect(texts(harness)).toEqual(['hello']);
  });

  it("is tried again after API Gateway's own failure frame", async () => {
    const harness = await openHarness();
    const { client, clock, network, thread } = harness;
    network.onFrame = (_frame, socket) =>
      socket.deliver({ message: 'Internal server error', connectionId: 'x', requestId: 'r' });
    client.send('hello');
    network.onFrame = (frame, socket) => answer(thread, frame, socket);
    await clock.advance(250);
    expect(texts(harness)).toEqual(['hello']);
  });

  it('is given up after eight failures in a row, so that the next gets its turn', async () => {
    const harness = await openHarness();
    const { client, clock, network } = harness;
    network.onFrame = (frame, socket) => {
      if (frame.action === 'message.send') {
        socket.deliver(errorFrame('service.internal', frame.clientMessageId ?? ''));
      }
    };
    client.send('poison');
    await clock.advance(120_000);
    expect(network.sentOf('message.send')).toHaveLength(8);
    expect(client.getSnapshot().outgoing).toMatchObject([{ text: 'poison', status: 'failed' }]);
  });

  it('has its failures forgotten with its acknowledgement: the next one has eight tries of its own', async () => {
    const harness = await openHarness();
    const { client, clock, network, thread } = harness;
    let failures = 0;
    network.onFrame = (frame, socket) => {
      if (frame.action === 'message.send' && failures < 12) {
        failures += 1;
        socket.deliver(errorFrame('service.busy', frame.clientMessageId ?? ''));
        if (failures === 6) answer(thread, frame, socket);
      } else answer(thread, frame, socket);
    };
    client.send('first');
    client.send('second');
    await clock.advance(120_000);
    expect(texts(harness)).toEqual(['first', 'second']);
    expect(client.getSnapshot().outgoing).toEqual([]);
  });

  it('is tried again after a pause from the shortest on, when the one before had failed often', async () => {
    const { client, clock, network, thread } = await openHarness();
    let failures = 0;
    network.onFrame = (frame, socket) => {
      if (frame.action !== 'message.send') return;
      failures += 1;
      if (failures === 5) answer(thread, frame, socket);
      else socket.deliver(errorFrame('service.busy', frame.clientMessageId ?? ''));
    };
    client.send('first');
    client.send('second');
    await clock.advance(250 + 500 + 1_000 + 2_000);
    expect(network.sentOf('message.send').at(-1)?.text).toBe('second');
    const before = network.sent.length;
    await clock.advance(250);
    expect(network.sent.length).toBe(before + 1);
  });
});

const kept = () => {
  let messages: readonly OutgoingMessage[] = [];
  const outbox: OutboxStorage = {
    load: () => messages,
    save: (queue) => {
      messages = queue;
    },
  };
  return { outbox, messages: () => messages };
};

/** 10 000 characters of three bytes, within the limit of a text but, with this, not within that of a frame. */
const manyBytes = '界'.repeat(10_000);

describe('a message that the protocol does not admit', () => {
  it.each([
    ['with too many bytes', manyBytes, { note: 'x'.repeat(4_000) }, 'frame.tooLarge', undefined],
    ['of control characters', '\u0001'.repeat(6_000), undefined, 'frame.tooLarge', undefined],
    ['of too many characters', 'x'.repeat(10_001), undefined, 'frame.invalidField', 'text'],
    ['with half an emoji', '😀'.slice(0, 1), undefined, 'frame.invalidField', 'text'],
    ['with metadata too deep', 'x', nested(17), 'frame.invalidField', 'metadata'],
    ['without a text', ' ', undefined, 'frame.invalidField', 'text'],
  ])('%s is refused by the call, and never sent', async (_, text, metadata, code, field) => {
    const { outbox, messages } = kept();
    const { client, network } = await openHarness({ outbox });
    const sent = network.sent.length;
    const send = () => client.send(text, metadata ? { metadata } : {});
    expect(send).toThrow(FrameRefusedError);
    expect(send).toThrow(expect.objectContaining({ code, field }));
    expect(network.sent).toHaveLength(sent);
    expect(client.getSnapshot().outgoing).toEqual([]);
    expect(messages()).toEqual([]);
  });

  it('but was kept by an earlier version fails, holds up nobody, and is not kept any longer', async () => {
    const { outbox, messages } = kept();
    const message = { clientMessageId: 'old', text: manyBytes, createdAt: 1, status: 'sending' } as const;
    outbox.save([
      { ...message, metadata: { note: 'x'.repeat(4_000) } },
      { ...message, clientMessageId: 'good', text: 'good' },
    ]);
    const harness = await openHarness({ outbox });
    expect(texts(harness)).toEqual(['good']);
    expect(harness.client.getSnapshot().outgoing).toMatchObject([
      { clientMessageId: 'old', status: 'failed', error: { code: 'frame.tooLarge' } },
    ]);
    harness.client.retry('old');
    expect(harness.network.sentOf('message.send')).toHaveLength(1);
    expect(messages()).toEqual([]);
  });

  it('is one byte over the limit of a frame; at the limit it is sent, without its read position', async () => {
    const { client, network } = await openHarness();
    const frame = { action: 'message.send', threadId: 't1', clientMessageId: 'c1', text: '' };
    const bytes = 32_768 - JSON.stringify(frame).length;
    const text = 'x'.repeat(bytes % 6) + '\u0001'.repeat(Math.floor(bytes / 6));
    client.markRead(1);
    client.send(text);
    expect(JSON.stringify(network.sentOf('message.send')[0])).toHaveLength(32_768);
    expect(() => client.send(`${text}x`)).toThrow(expect.objectContaining({ code: 'frame.tooLarge' }));
    expect(network.sentOf('message.send')).toHaveLength(1);
  });
});

/** An object of so many levels. */
function nested(levels: number): Record<string, unknown> {
  return levels === 1 ? {} : { next: nested(levels - 1) };
}

describe('a connection that is closed with the code 1009', () => {
  it('is the failure of the message on its way: told, not sent again, and what is behind it is sent', async () => {
    const { outbox, messages } = kept();
    const harness = await openHarness({ outbox });
    const { client, clock, network, thread } = harness;
    const failed: string[] = [];
    client.on('failed', ({ text }) => failed.push(text));
    network.onFrame = (frame, socket) => {
      if (frame.action === 'message.send' && frame.text === 'large') socket.drop(1009, 'Message too big');
      else answer(thread, frame, socket);
    };
    client.send('large');
    client.send('small');
    await clock.advance(600_000);
    expect(failed).toEqual(['large']);
    expect(texts(harness)).toEqual(['small']);
    const [outgoing] = client.getSnapshot().outgoing;
    expect(outgoing).toMatchObject({ text: 'large', status: 'failed', error: { code: 'frame.tooLarge' } });
    expect(outgoing && canRetry(outgoing)).toBe(false);
    expect(network.sentOf('message.send').map(({ text }) => text)).toEqual(['large', 'small']);
    expect(messages()).toEqual([]);
  });

  it('fails nothing that was not on its way', async () => {
    const harness = await openHarness();
    const { client, clock, network } = harness;
    network.onFrame = (frame, socket) => {
      if (frame.action === 'message.send')
        socket.deliver(errorFrame('service.busy', frame.clientMessageId ?? ''));
    };
    client.send('waits for its next attempt');
    network.socket.drop(1009);
    answerAtOnce(harness);
    await clock.advance(1_000);
    expect(texts(harness)).toEqual(['waits for its next attempt']);
  });
});

describe('a limit of the service', () => {
  const limited = (clientMessageId: string, retryAfterMs: number) => ({
    ...errorFrame('service.limited', clientMessageId),
    retryAfterMs,
  });

  it('is told, and what was written is sent once the time that it names is over, and no earlier', async () => {
    const harness = await openHarness();
    const { client, clock, network, thread } = harness;
    const told: unknown[] = [];
    client.on('limited', (limit) => told.push(limit));
    network.onFrame = (frame, socket) => {
      if (frame.action === 'message.send') socket.deliver(limited(frame.clientMessageId ?? '', 20_000));
    };
    client.send('first');
    client.send('second');
    expect(told).toEqual([{ action: 'message.send', retryAfterMs: 20_000 }]);
    expect(client.getSnapshot().limitedUntil).toBe(clock.now() + 20_000);
    network.onFrame = (frame, socket) => answer(thread, frame, socket);
    await clock.advance(10_000);
    network.socket.drop();
    await clock.advance(9_999);
    expect(network.sentOf('message.send')).toHaveLength(1);
    await clock.advance(1);
    expect(texts(harness)).toEqual(['first', 'second']);
    expect(client.getSnapshot().limitedUntil).toBeUndefined();
  });

  it('does not count as a failure of the service, however often it is met', async () => {
    const harness = await openHarness();
    const { client, clock, network } = harness;
    network.onFrame = (frame, socket) => {
      if (frame.action === 'message.send') socket.deliver(limited(frame.clientMessageId ?? '', 1_000));
    };
    client.send('patient');
    await clock.advance(30_000);
    expect(network.sentOf('message.send')).toHaveLength(31);
    expect(client.getSnapshot().outgoing).toMatchObject([{ status: 'sending' }]);
  });

  it('of more than ten minutes is a failure that the user sees and can retry', async () => {
    const harness = await openHarness();
    const { client, network } = harness;
    network.onFrame = (frame, socket) => {
      if (frame.action === 'message.send') socket.deliver(limited(frame.clientMessageId ?? '', 600_001));
    };
    client.send('not today');
    const [outgoing] = client.getSnapshot().outgoing;
    expect(outgoing).toMatchObject({ status: 'failed', error: { code: 'service.limited' } });
    expect(outgoing && canRetry(outgoing)).toBe(true);
    expect(client.getSnapshot().limitedUntil).toBeUndefined();
  });
});
