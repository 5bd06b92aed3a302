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
  const listed: { threads: readonly ThreadSummary[] } = { threads: [saying('refund')] };
  const session = {
    getSnapshot: () => ({ userId: 'ann' }),
    on: (name: string, listener: Listener) => {
      listeners.set(name, listener);
      return () => listeners.delete(name);
    },
    listThreads: async () => listed.threads,
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

async function setUp() {
  const { session, listed, emit } = createSession();
  const directory = new ThreadDirectory(session);
  emit('connection', { state: 'open' });
  await Promise.resolve();
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
    await Promise.resolve();
    expect(directory.getSnapshot().threads).toMatchObject([{ lastMessage: { text: '' } }]);
  });
});
