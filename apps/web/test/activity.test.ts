import type { ChatMessage, ChatSnapshot } from '@switchboard/chat-client';
import { activityOf } from '../src/conversation/activity.ts';

const now = 1_000_000;

const message = (fields: Partial<ChatMessage>): ChatMessage => ({
  messageId: 'm',
  threadId: 't1',
  seq: 1,
  timestamp: now - 1_000,
  messageType: 'user',
  text: 'hello',
  sender: 'ann',
  status: 'sent',
  metadata: {},
  ...fields,
});

const activity = (fields: Partial<ChatSnapshot>) =>
  activityOf(
    {
      closed: false,
      messages: [],
      outgoing: [],
      owner: undefined,
      replies: [],
      settledThrough: 0,
      tools: [],
      typists: new Map(),
      userId: 'ann',
      waiting: 'none',
      ...fields,
    },
    now,
  );

const reply = (text: string) => ({ replyId: 'r1', text, ahead: [], updatedAt: now });

describe('what goes on at the end of a conversation', () => {
  it('is what a tool does for the reader, while it runs, even below the beginning of a reply', () => {
    const call = { replyId: 'r1', callId: 'c1', title: 'Looking up your order', updatedAt: now } as const;
    expect(activity({ replies: [reply('One moment')], tools: [{ ...call, status: 'running' }] })).toEqual({
      kind: 'tool',
      title: 'Looking up your order',
    });
    expect(activity({ replies: [reply('One moment')], tools: [{ ...call, status: 'done' }] })).toEqual({
      kind: 'none',
    });
  });

  it('is nothing where nobody was asked, and where the answer is there or can be read', () => {
    expect(activity({})).toEqual({ kind: 'none' });
    expect(activity({ messages: [message({}), message({ messageType: 'bot', sender: 'rules' })] })).toEqual({
      kind: 'none',
    });
    expect(activity({ messages: [message({})], replies: [reply('Hel')] })).toEqual({ kind: 'none' });
  });

  it('is the work of a bot that was asked, for as long as it may take', () => {
    expect(activity({ messages: [message({})] })).toEqual({ kind: 'working', slow: false });
    expect(activity({ messages: [message({ timestamp: now - 119_999 })], owner: 'bot' })).toEqual({
      kind: 'working',
      slow: false,
    });
    expect(activity({ messages: [message({ timestamp: now - 120_000 })] })).toEqual({ kind: 'none' });
  });

  it('is no work on what is not sent yet, or was asked by somebody else, or of an operator', () => {
    const outgoing = [{ clientMessageId: 'c', text: 'x', createdAt: now, status: 'sending' }] as const;
    expect(activity({ messages: [message({})], outgoing })).toEqual({ kind: 'none' });
    expect(activity({ messages: [message({ sender: 'bob' })] })).toEqual({ kind: 'none' });
    expect(activity({ messages: [message({})], owner: 'operator' })).toEqual({ kind: 'none' });
  });

  it('is nothing once the reply was stopped, until something else is asked', () => {
    const stopped = message({ seq: 4 });
    expect(activity({ messages: [stopped], settledThrough: 4 })).toEqual({ kind: 'none' });
    expect(activity({ messages: [stopped, message({ seq: 5 })], settledThrough: 4 })).toEqual({
      kind: 'working',
      slow: false,
    });
  });

  it('is not slow on a page that was opened right after the question', () => {
    const asked = (timestamp: number) => activity({ messages: [message({ timestamp })], waiting: 'bot' });
    expect(asked(now - 29_999)).toEqual({ kind: 'working', slow: false });
    expect(asked(now - 30_000)).toEqual({ kind: 'working', slow: true });
  });

  it('is slow when the server says so, and a person’s when it says that', () => {
    expect(activity({ waiting: 'bot' })).toEqual({ kind: 'working', slow: true });
    expect(activity({ waiting: 'failed' })).toEqual({ kind: 'person', because: 'failed' });
    expect(activity({ waiting: 'human' })).toEqual({ kind: 'person', because: 'asked' });
    expect(activity({ owner: 'queue' })).toEqual({ kind: 'person', because: 'asked' });
  });

  it('is typing before all else, and the end of a conversation that is closed', () => {
    expect(activity({ typists: new Map([['olga', now]]), waiting: 'human' })).toEqual({
      kind: 'typing',
      userId: 'olga',
    });
    expect(activity({ replies: [reply('')] })).toEqual({ kind: 'typing' });
    expect(activity({ closed: true, messages: [message({})] })).toEqual({ kind: 'ended' });
  });
});
