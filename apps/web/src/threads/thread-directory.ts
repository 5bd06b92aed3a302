import type {
  Cancel,
  ChatSession,
  ReadableStore,
  ServerFrame,
  ThreadSummary,
} from '@switchboard/chat-client';

export interface DirectorySnapshot {
  /** Unread ones first, then by what was said last. */
  readonly threads: readonly ThreadSummary[];
  readonly loaded: boolean;
}

/** What changes the list, or may. */
type ListedFrame = ServerFrame<'message'> | ServerFrame<'ack'>;

/** The user's conversations, kept up to date by the messages that come. */
export class ThreadDirectory implements ReadableStore<DirectorySnapshot> {
  readonly #session: ChatSession;
  readonly #stop: readonly Cancel[];
  readonly #listeners = new Set<() => void>();
  #snapshot: DirectorySnapshot = { threads: [], loaded: false };
  /** What has come since the list was asked for; `undefined` while it is not. */
  #missed: ListedFrame[] | undefined;

  constructor(session: ChatSession) {
    this.#session = session;
    this.#stop = [
      session.on('connection', ({ state }) => state === 'open' && this.#load()),
      session.on('frame', (frame) => this.#handleFrame(frame)),
    ];
  }

  readonly getSnapshot = (): DirectorySnapshot => this.#snapshot;

  readonly subscribe = (listener: () => void): Cancel => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The reader has looked at a conversation: nothing in it is unread. */
  see(threadId: string): void {
    this.#change(threadId, (thread) => (thread.unread === 0 ? thread : { ...thread, unread: 0 }));
  }

  close(): void {
    for (const stop of this.#stop) stop();
  }

  /** Asks for the list. What comes until it is there is looked at again then: the first message of a conversation brings several frames. */
  #load(): void {
    if (this.#missed) return;
    this.#missed = [];
    this.#session
      .listThreads(50)
      .then(
        (threads) => this.#set({ threads, loaded: true }),
        // The conversation itself says that the platform is away; the list stays as it is until the next connection.
        () => {
          this.#missed = [];
          this.#set({ ...this.#snapshot, loaded: true });
        },
      )
      .finally(() => {
        const missed = this.#missed ?? [];
        this.#missed = undefined;
        for (const frame of missed) if (!this.#isListed(frame)) this.#handleFrame(frame);
      });
  }

  /** Whether the list was made after the event of a frame. The list shows the last message of each thread. */
  #isListed(frame: ListedFrame): boolean {
    const isSaid = frame.event === 'ack' || (frame.change === undefined && frame.messageType !== 'system');
    const shown = this.#find(frame.threadId)?.lastMessage?.timestamp ?? 0;
    return isSaid && frame.timestamp <= shown;
  }

  #handleFrame(frame: ServerFrame): void {
    if (frame.event !== 'message' && frame.event !== 'ack') return;
    if (this.#missed) this.#missed.push(frame);
    else if (frame.event === 'message') this.#handleMessage(frame);
    else if (!this.#find(frame.threadId)) this.#load();
  }

  #handleMessage({ change, threadId, text, messageType, timestamp, sender }: ServerFrame<'message'>): void {
    // What was edited or deleted may be what the list shows.
    if (change !== undefined || !this.#find(threadId)) {
      this.#load();
      return;
    }
    const own = sender === this.#session.getSnapshot().userId;
    this.#change(threadId, (thread) => ({
      ...thread,
      // The list shows people's messages, not the platform's notices: only the conversation translates those.
      ...(messageType === 'system' ? {} : { lastMessage: { text, messageType, timestamp } }),
      unread: own ? thread.unread : thread.unread + 1,
    }));
  }

  #find(threadId: string): ThreadSummary | undefined {
    return this.#snapshot.threads.find((thread) => thread.threadId === threadId);
  }

  #change(threadId: string, change: (thread: ThreadSummary) => ThreadSummary): void {
    const threads = this.#snapshot.threads.map((thread) =>
      thread.threadId === threadId ? change(thread) : thread,
    );
    const changed = threads.some((thread, index) => thread !== this.#snapshot.threads[index]);
    if (changed) this.#set({ ...this.#snapshot, threads: threads.sort(byInterest) });
  }

  #set(snapshot: DirectorySnapshot): void {
    this.#snapshot = snapshot;
    for (const listener of [...this.#listeners]) listener();
  }
}

const byInterest = (a: ThreadSummary, b: ThreadSummary): number =>
  Number(b.unread > 0) - Number(a.unread > 0) ||
  (b.lastMessage?.timestamp ?? 0) - (a.lastMessage?.timestamp ?? 0);
