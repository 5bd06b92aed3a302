import type { ChatSession, ServerFrame, ThreadSummary } from '@switchboard/chat-client';
import { ThreadDirectory } from '../src/threads/thread-directory.ts';

const saying = (text: string): ThreadSummary => ({
  threadId: 't1',
  unread: 0,
  lastMessage: { text, messageType: 'user', timestamp: 1 },
  owner: { type: 'bot' },
});

type Listener = (payload: unknown) => void;

/** A session whose server lists what it is told to. */
function createSession() {
  const listeners = new Map<string, Listener>();
  const listed: { threads: readonly ThreadSummary[]; asked: number } = {
    threads: [saying('refund')],
    asked: 0,
  };
  const session = {
    getSnapshot: () => ({ userId: 'ann' }),
    on: (name: string, listener: Listener) => {
      listeners.set(name, listener);
      return () => listeners.delete(name);
    },
    listThreads: async () => {
      listed.asked += 1;
      return listed.threads;
    },
  };
  const emit = (name: string, payload: unknown): void => listeners.get(name)?.(payload);
  return { session: session as unknown as ChatSession, listed, emit };
}

const frame = (fields: Partial<ServerFrame<'message'>>): ServerFrame<'message'> => ({
  event: 'message',
  messageId: 'm2',
  threadId: 't1',
  seq: 2,
  timestamp: 2,
  messageType: 'operator',
  text: 'hello',
  sender: 'olga',
  status: 'sent',
  metadata: {},
  ...fields,
});

/** Lets the server answer. */
const answered = () => new Promise((resolve) => setImmediate(resolve));

async function setUp() {
  const { session, listed, emit } = createSession();
  const directory = new ThreadDirectory(session);
  emit('connection', { state: 'open' });
  await answered();
  return { directory, listed, emit };
}

describe('the list of conversations', () => {
  it('shows what was said last, and counts what others said', async () => {
    const { directory, emit } = await setUp();
    emit('frame', frame({}));
    expect(directory.getSnapshot().threads).toMatchObject([{ unread: 1, lastMessage: { text: 'hello' } }]);
  });

  it('does not go on showing a text that was deleted on another device', async () => {
    const { directory, emit, listed } = await setUp();
    listed.threads = [saying('')];
    emit('frame', frame({ messageType: 'system', text: '', change: { type: 'delete', seq: 1 } }));
    await answered();
    expect(directory.getSnapshot().threads).toMatchObject([{ lastMessage: { text: '' } }]);
  });

  it('is asked for once by all that the first message of a conversation brings', async () => {
    const { directory, emit, listed } = await setUp();
    const second = { threadId: 't2', timestamp: 5, text: 'hello' } as const;
    const asked = listed.asked;
    listed.threads = [{ ...saying('hello'), ...second, lastMessage: { ...second, messageType: 'user' } }];
    emit('frame', frame({ ...second, messageType: 'user', sender: 'ann' }));
    emit('frame', { event: 'ack', messageId: 'm', seq: 1, message: 'Message sent successfully', ...second });
    // The bot is quicker than the list, which does not have its answer yet.
    emit('frame', frame({ ...second, timestamp: 6, messageType: 'bot', text: 'Hi!' }));
    await answered();
    expect(listed.asked - asked).toBe(1);
    expect(directory.getSnapshot().threads).toMatchObject([
      { threadId: 't2', unread: 1, lastMessage: { text: 'Hi!', timestamp: 6 } },
    ]);
    // What the list has already is counted once.
    emit('frame', frame({ ...second, timestamp: 7, messageType: 'bot', text: 'And?' }));
    expect(directory.getSnapshot().threads).toMatchObject([{ unread: 2 }]);
    expect(listed.asked - asked).toBe(1);
  });

  it('is asked for again by a change that came while it was on its way', async () => {
    const { emit, listed } = await setUp();
    const asked = listed.asked;
    const deleted = { messageType: 'system', text: '', change: { type: 'delete', seq: 1 } } as const;
    emit('frame', frame(deleted));
    emit('frame', frame({ ...deleted, change: { type: 'delete', seq: 2 } }));
    await answered();
    expect(listed.asked - asked).toBe(2);
  });
});
