import type { Message } from '@switchboard/protocol';
import { foldChanges } from '../src/thread/timeline.ts';
import { answerAtOnce, createHarness, texts } from './fixtures.ts';

const message = (seq: number, rest: Partial<Message> = {}): Message => ({
  messageId: `m${seq}`,
  threadId: 't1',
  seq,
  timestamp: 1_000 + seq,
  messageType: 'user',
  text: `text ${seq}`,
  sender: 'ann',
  status: 'sent',
  metadata: {},
  ...rest,
});

const change = (seq: number, type: 'edit' | 'delete', target: number, text = ''): Message =>
  message(seq, { messageType: 'system', text, change: { type, seq: target } });

describe('a change of a message', () => {
  it('gives the message that is shown its new text', () => {
    const folded = foldChanges([message(1), message(2), change(3, 'edit', 1, 'new')]);
    expect(folded).toMatchObject([{ text: 'new', status: 'edited' }, { text: 'text 2', status: 'sent' }, {}]);
  });

  it('counts once: the newest, and after a deletion none', () => {
    const edits = [message(1), change(2, 'edit', 1, 'a'), change(3, 'edit', 1, 'b')];
    expect(foldChanges(edits)[0]).toMatchObject({ text: 'b' });
    const deleted = [...edits, change(4, 'delete', 1), change(5, 'edit', 1, 'late')];
    expect(foldChanges(deleted)[0]).toMatchObject({ text: '', status: 'deleted' });
  });

  it('that the message has already makes no new timeline', () => {
    const read = [message(1, { text: 'new', status: 'edited' }), change(2, 'edit', 1, 'new')];
    expect(foldChanges(read)).toBe(read);
    const erased = [message(1, { text: '', status: 'erased' }), change(2, 'edit', 1, '')];
    expect(foldChanges(erased)).toBe(erased);
  });

  it('comes live to the other devices', async () => {
    const harness = createHarness();
    harness.thread.append('helo');
    answerAtOnce(harness);
    harness.client.open();
    await harness.clock.advance(0);
    const edit = change(2, 'edit', 1, 'hello');
    harness.network.socket.deliver({ event: 'message', ...edit });
    expect(texts(harness)[0]).toBe('hello');
  });

  it('is sent until it is acknowledged, and shown then', async () => {
    const harness = createHarness();
    harness.thread.append('helo');
    answerAtOnce(harness);
    harness.client.open();
    await harness.clock.advance(0);
    const [first] = harness.client.getSnapshot().messages;
    if (first === undefined) throw new Error('nothing is shown');
    const edited = harness.client.thread.edit(first, 'hello');
    const [frame] = harness.network.sentOf('message.edit');
    expect(frame).toMatchObject({ seq: 1, timestamp: first.timestamp, text: 'hello' });
    harness.network.socket.deliver({
      event: 'ack',
      messageId: 'm2',
      threadId: first.threadId,
      seq: 2,
      timestamp: first.timestamp + 1,
      clientMessageId: frame?.clientMessageId,
      message: 'Message sent successfully',
    });
    await edited;
    expect(harness.client.getSnapshot().messages).toMatchObject([
      { text: 'hello', status: 'edited' },
      { messageType: 'system', change: { type: 'edit', seq: 1 } },
    ]);
  });

  it('that the server refuses is thrown by its code', async () => {
    const harness = createHarness();
    answerAtOnce(harness);
    harness.client.open();
    await harness.clock.advance(0);
    const deleted = harness.client.thread.delete({ seq: 1, timestamp: 1 });
    const code = 'message.notChangeable';
    harness.network.socket.deliver({
      event: 'error',
      code,
      message: 'No.',
      requestId: 'r',
      action: 'message.delete',
    });
    await expect(deleted).rejects.toMatchObject({ name: 'RequestRefusedError', code });
  });
});

it('a reply names the message that it replies to, on its way and when it is stored', async () => {
  const harness = createHarness();
  harness.thread.append('Which colour?');
  answerAtOnce(harness);
  harness.client.open();
  await harness.clock.advance(0);
  expect(harness.client.send('Blue.', { replyTo: 1 })).toMatchObject({ replyTo: 1 });
  expect(harness.network.sentOf('message.send')).toMatchObject([{ replyTo: 1 }]);
  await harness.clock.advance(0);
  expect(harness.client.getSnapshot().messages.at(-1)).toMatchObject({ text: 'Blue.', replyTo: 1 });
});
