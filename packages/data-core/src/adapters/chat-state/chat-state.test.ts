import { Chat, Message, type QueueEntry } from 'chat';
import { createTestClient, createTestTable } from '../../../test/test-table.ts';
import { partitionedKeysTable } from '../../primitives/partitioned/partitioned-keys.table.ts';
import { ChatState } from './chat-state.ts';

const client = createTestClient();
let tableName: string;
let nowMs: number;
let state: ChatState;

beforeAll(async () => {
  tableName = await createTestTable(client, partitionedKeysTable);
});

beforeEach(() => {
  nowMs = 1_700_000_000_000;
  state = new ChatState({ tableName, client, now: () => nowMs });
});

const message = (text: string) =>
  Message.fromJSON({
    _type: 'chat:Message',
    id: text,
    threadId: 't',
    text,
    formatted: { type: 'root', children: [] },
    raw: {},
    author: { userId: 'u', userName: 'u', fullName: 'U', isBot: false, isMe: false },
    metadata: { dateSent: new Date(0).toISOString(), edited: false },
    attachments: [],
  });
const entry = (text: string): QueueEntry => ({
  message: message(text),
  enqueuedAt: nowMs,
  expiresAt: nowMs + 1000,
});

describe('the state of the Chat SDK', () => {
  it('is taken by a Chat', async () => {
    const chat = new Chat({ userName: 'bot', adapters: {}, state, logger: 'silent' });
    await chat.initialize();
    await chat.shutdown();
  });

  it('knows which threads are subscribed', async () => {
    await state.subscribe('thread');
    expect(await state.isSubscribed('thread')).toBe(true);
    await state.unsubscribe('thread');
    expect(await state.isSubscribed('thread')).toBe(false);
  });

  it('gives a lock to one of 32, until it expires', async () => {
    const locks = await Promise.all(Array.from({ length: 32 }, () => state.acquireLock('raced', 1000)));
    expect(locks.filter((lock) => lock !== null)).toHaveLength(1);
    nowMs += 1000;
    expect(await state.acquireLock('raced', 1000)).toMatchObject({
      threadId: 'raced',
      expiresAt: nowMs + 1000,
    });
  });

  it('extends and releases a lock only for its holder', async () => {
    const first = await state.acquireLock('held', 1000);
    if (!first) throw new Error('the lock is free');
    expect(await state.extendLock(first, 2000)).toBe(true);
    nowMs += 2000;
    expect(await state.extendLock(first, 1000)).toBe(false);
    const second = await state.acquireLock('held', 1000);
    await state.releaseLock(first);
    expect(await state.acquireLock('held', 1000)).toBeNull();
    if (second) await state.releaseLock(second);
    const third = await state.acquireLock('held', 1000);
    expect(third).not.toBeNull();
    await state.forceReleaseLock('held');
    expect(await state.acquireLock('held', 1000)).not.toBeNull();
  });

  it('keeps values, for their time', async () => {
    expect(await state.get('value')).toBeNull();
    await state.set('value', { at: new Date(1), deep: [[{ a: null }]] }, 1500);
    expect(await state.get('value')).toEqual({ at: new Date(1), deep: [[{ a: null }]] });
    expect(await state.setIfNotExists('value', 1)).toBe(false);
    nowMs += 1500;
    expect(await state.get('value')).toBeNull();
    expect(await state.setIfNotExists('value', 1)).toBe(true);
    await state.delete('value');
    expect(await state.get('value')).toBeNull();
  });

  it('keeps lists, their newest entries only, for their time', async () => {
    for (const value of [1, 2, 3, 4]) await state.appendToList('list', value, { maxLength: 3, ttlMs: 1000 });
    expect(await state.getList('list')).toEqual([2, 3, 4]);
    nowMs += 1000;
    expect(await state.getList('list')).toEqual([]);
    await state.appendToList('list', 5, { maxLength: 3, ttlMs: 1000 });
    expect(await state.getList('list')).toEqual([5]);
  });

  it('loses nothing that 32 append at once, and trims to the limit', async () => {
    await Promise.all(Array.from({ length: 32 }, (_, n) => state.appendToList('busy', n)));
    expect((await state.getList<number>('busy')).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 32 }, (_, n) => n),
    );
    await Promise.all(
      Array.from({ length: 32 }, (_, n) => state.appendToList('trimmed', n, { maxLength: 10 })),
    );
    expect(await state.getList('trimmed')).toHaveLength(10);
  });

  it('keeps a queue, whose oldest entries make room', async () => {
    expect(await state.dequeue('queue')).toBeNull();
    expect(await state.enqueue('queue', entry('a'), 2)).toBe(1);
    expect(await state.enqueue('queue', entry('b'), 2)).toBe(2);
    expect(await state.enqueue('queue', entry('c'), 2)).toBe(2);
    expect(await state.queueDepth('queue')).toBe(2);
    expect(await state.dequeue('queue')).toMatchObject({ message: { text: 'b' }, enqueuedAt: nowMs });
    expect(await state.dequeue('queue')).toMatchObject({ message: { text: 'c' } });
    expect(await state.dequeue('queue')).toBeNull();
  });

  it('gives each entry of a queue to one of 32', async () => {
    for (let n = 0; n < 16; n += 1) await state.enqueue('shared', entry(String(n)), 100);
    const taken = await Promise.all(Array.from({ length: 32 }, () => state.dequeue('shared')));
    const texts = taken.flatMap((one) => (one ? [Number(one.message.text)] : []));
    expect(texts.sort((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, n) => n));
  });

  it('of one bot is not that of another', async () => {
    await state.set('mine', 1);
    const other = new ChatState({ tableName, client, prefix: 'other' });
    expect(await other.get('mine')).toBeNull();
  });
});
