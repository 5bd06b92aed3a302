import type { OutboxStorage } from '../src/outbox/outbox-storage.ts';
import type { OutgoingMessage } from '../src/outbox/outgoing-message.ts';
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
});
