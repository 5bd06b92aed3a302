import { limits } from '../limits.ts';
import { parseServerFrame } from './parse-server-frame.ts';
import type { ServerFrame } from './server-frames.ts';

const message: ServerFrame<'message'> = {
  event: 'message',
  messageId: 'm1',
  threadId: 't1',
  seq: 1,
  timestamp: 1_000,
  messageType: 'user',
  text: 'hello',
  sender: 'ann',
  status: 'sent',
  metadata: {},
};

const { event: _, ...fields } = message;

describe('a frame of the server', () => {
  it.each<ServerFrame>([
    message,
    { ...message, clientMessageId: 'c1', replyId: 'r1' },
    {
      event: 'ack',
      messageId: 'm1',
      threadId: 't1',
      seq: 1,
      timestamp: 1_000,
      clientMessageId: 'c1',
      message: 'Message sent successfully',
    },
    { event: 'error', code: 'frame.notJson', message: 'Write JSON.', requestId: 'r1', action: 'ping' },
    { event: 'typing', threadId: 't1', userId: 'ann', isTyping: true },
    { event: 'presence', threadId: 't1', userId: 'ann', status: 'online' },
    { event: 'read', threadId: 't1', userId: 'ann', seq: 3 },
    { event: 'takeover', threadId: 't1', owner: 'operator', userId: 'olga', ownerEpoch: 2 },
    { event: 'chunk', threadId: 't1', replyId: 'r1', index: 0, offset: 0, text: 'Hel', sender: 'rules' },
    { event: 'reply.discarded', threadId: 't1', replyId: 'r1' },
    { event: 'history', threadId: 't1', direction: 'backward', messages: [fields], cursor: 'c' },
    {
      event: 'history',
      threadId: 't1',
      direction: 'backward',
      messages: [fields],
      owner: { type: 'operator', userId: 'olga', ownerEpoch: 2 },
      waiting: 'human',
      closed: true,
      readPositions: { ann: 1 },
    },
    { event: 'pong', timestamp: 1_000 },
  ])('of the event $event is understood', (frame) => {
    expect(parseServerFrame(JSON.stringify(frame))).toEqual(frame);
  });

  it.each([
    ['an event of a later version', '{"event":"reaction","threadId":"t1"}'],
    ["API Gateway's own failure", '{"message":"Internal server error","connectionId":"c","requestId":"r"}'],
    ['a name that every object has', '{"event":"toString"}'],
    ['a message without its text', JSON.stringify({ ...message, text: undefined })],
    ['no JSON', 'Forbidden'],
  ])('that is %s is ignored', (_, body) => {
    expect(parseServerFrame(body)).toBeUndefined();
  });

  it('holds the longest message that a client may send, however it is escaped', () => {
    const metadata = { x: 'x'.repeat(limits.metadataBytes - 8) };
    const frame = { ...message, text: '\u0000'.repeat(limits.textLength), metadata };
    expect(Buffer.byteLength(JSON.stringify(frame))).toBeLessThan(limits.frameBytes);
  });
});
