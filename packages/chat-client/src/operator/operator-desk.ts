import type { Note, ServerFrame } from '@switchboard/protocol';
import { operatorEventSchemas, operatorFrameSchemas } from '@switchboard/protocol/operator';
import type { Cancel } from '../clock.ts';
import { EventEmitter } from '../event-emitter.ts';
import { systemPlatform } from '../platform.ts';
import type { ChatSession } from '../session/chat-session.ts';
import { type ReadableStore, Store } from '../store.ts';
import type { ChatThread, ThreadOptions } from '../thread/chat-thread.ts';
import { DeskDuty } from './desk-duty.ts';
import { DeskLists, type ListName, noLists } from './desk-lists.ts';
import type {
  CannedReply,
  Colleague,
  Customer,
  DeskEvents,
  DeskSnapshot,
  Duty,
  OperatorDeskOptions,
  Takeover,
} from './desk-snapshot.ts';
import { changeOwner, withOwner } from './owner-changes.ts';
import { type Activity, WatchedThread } from './watched-thread.ts';

/** The work of one operator: lists of threads that stay up to date, and what can be done with a thread. */
export class OperatorDesk implements ReadableStore<DeskSnapshot> {
  readonly #session: ChatSession;
  readonly #newId: () => string;
  readonly #store = new Store<DeskSnapshot>({
    lists: noLists,
    notes: new Map(),
    duty: 'available',
    capacity: undefined,
    viewers: new Map(),
    tags: new Map(),
  });
  readonly #events = new EventEmitter<DeskEvents>();
  readonly #lists: DeskLists;
  readonly #duty: DeskDuty;
  readonly #watched: WatchedThread;
  readonly #stop: readonly Cancel[];
  /** Threads that this operator is about to get by their own doing. */
  readonly #claiming = new Set<string>();

  readonly getSnapshot = this.#store.getSnapshot;
  readonly subscribe = this.#store.subscribe;

  /** @param session of a token whose role is `operator` */
  constructor(
    session: ChatSession,
    { pageSize = 50, newId = systemPlatform.newId, clock = systemPlatform.clock }: OperatorDeskOptions = {},
  ) {
    session.learn({ sent: operatorFrameSchemas, received: operatorEventSchemas });
    this.#session = session;
    this.#newId = newId;
    this.#watched = new WatchedThread(clock, (threadId, activity) =>
      this.#quietly(this.#tellActivity(threadId, activity)),
    );
    this.#duty = new DeskDuty(session, (duty) => this.#store.update(duty));
    this.#lists = new DeskLists({
      session,
      pageSize,
      clock,
      get: () => this.getSnapshot().lists,
      set: (lists) => this.#store.update({ lists }),
      onQueued: (row) => this.#events.emit('queued', row),
      onAssigned: (threadId) => this.#claiming.has(threadId) || this.#events.emit('assigned', { threadId }),
      onGone: (threadId) => this.#events.emit('gone', { threadId }),
      onFailure: (error) => this.#events.emit('failure', error),
    });
    this.#stop = [
      session.on('frame', (frame) => this.#handleFrame(frame)),
      session.on('connection', ({ state }) => state === 'open' && this.#handleOpen()),
    ];
    if (session.getSnapshot().connection.state === 'open') this.#handleOpen();
  }

  on<Name extends keyof DeskEvents>(name: Name, listener: (payload: DeskEvents[Name]) => void): Cancel {
    return this.#events.on(name, listener);
  }

  /** Ends the desk. Its session goes on. */
  close(): void {
    this.#watched.close();
    this.#lists.close();
    for (const stop of this.#stop) stop();
  }

  /** The thread, to be read and written in as an operator. */
  thread(threadId: string, options?: ThreadOptions): ChatThread {
    return this.#session.thread(threadId, { ...options, writesAs: 'operator' });
  }

  /** Loads a list, or loads it again. The queue and the operator's own threads are loaded with every connection. */
  load(name: ListName): Promise<void> {
    return this.#lists.load(name);
  }

  /** Loads the page behind what a list shows, if there is one. */
  loadMore(name: ListName): Promise<void> {
    return this.#lists.loadMore(name);
  }

  /**
   * Takes a thread over, or renews the lease. Once this returns, no bot writes there.
   *
   * @throws {ThreadOwnedError} if another operator has it
   * @throws {RequestRefusedError} {RequestTimedOutError} {ClientClosedError}
   */
  async claim(threadId: string): Promise<Takeover> {
    const { userId } = this.#session.getSnapshot();
    this.#claiming.add(threadId);
    try {
      return await changeOwner(
        this.#session,
        { action: 'thread.claim', threadId },
        (frame) => frame.owner === 'operator' && frame.userId === userId,
      );
    } catch (error) {
      throw withOwner(error, threadId);
    } finally {
      this.#claiming.delete(threadId);
    }
  }

  /** Gives a thread back to the bot. @throws {RequestRefusedError} {RequestTimedOutError} {ClientClosedError} */
  release(threadId: string): Promise<Takeover> {
    return changeOwner(this.#session, { action: 'thread.release', threadId }, ({ owner }) => owner === 'bot');
  }

  /** Puts a thread back into the queue. @throws {RequestRefusedError} {RequestTimedOutError} {ClientClosedError} */
  requeue(threadId: string): Promise<Takeover> {
    return changeOwner(
      this.#session,
      { action: 'thread.requeue', threadId },
      ({ owner }) => owner === 'queue',
    );
  }

  /** Gives a thread to the operator `to`. @throws {RequestRefusedError} {RequestTimedOutError} {ClientClosedError} */
  transfer(threadId: string, to: string): Promise<Takeover> {
    return changeOwner(
      this.#session,
      { action: 'thread.transfer', threadId, to },
      ({ userId }) => userId === to,
    );
  }

  /** Ends a conversation. @throws {RequestRefusedError} {RequestTimedOutError} {ClientClosedError} */
  closeThread(threadId: string): Promise<Takeover> {
    return changeOwner(this.#session, { action: 'thread.close', threadId }, ({ closed }) => closed === true);
  }

  /**
   * Writes a note that only operators see.
   *
   * @throws {FrameRefusedError} {RequestRefusedError} {RequestTimedOutError} {ClientClosedError}
   */
  async addNote(threadId: string, text: string): Promise<Note> {
    const clientMessageId = this.#newId();
    const { event: _, ...note } = await this.#session.ask({
      frame: { action: 'note.add', threadId, text, clientMessageId },
      event: 'note',
      isAnswer: (frame) => frame.clientMessageId === clientMessageId,
    });
    return note;
  }

  /** Loads the notes of a thread. @throws {RequestRefusedError} {RequestTimedOutError} {ClientClosedError} */
  async loadNotes(threadId: string): Promise<void> {
    const { notes } = await this.#session.ask({
      frame: { action: 'notes.get', threadId },
      event: 'notes',
      isAnswer: (frame) => frame.threadId === threadId,
    });
    this.#addNotes(threadId, notes);
  }

  /**
   * Says whether this operator takes threads. The snapshot shows what the server makes of it: with as many threads as the
   * capacity, `available` is `full`.
   *
   * @param capacity with this many threads the operator is `full` by itself; 0: never. @default as it was
   * @throws {FrameRefusedError} {RequestTimedOutError} {ClientClosedError}
   */
  async setDuty(duty: Duty, capacity?: number): Promise<void> {
    this.#store.update({ duty });
    await this.#duty.set(duty, capacity);
  }

  /** The operators who have been here lately. @throws {RequestRefusedError} {RequestTimedOutError} {ClientClosedError} */
  async colleagues(): Promise<readonly Colleague[]> {
    const frame = { action: 'operators.get' } as const;
    return (await this.#session.ask({ frame, event: 'operators' })).operators;
  }

  /** What is known of a thread's customer. @throws {RequestRefusedError} {RequestTimedOutError} {ClientClosedError} */
  async customer(threadId: string): Promise<Customer> {
    const { event: _, ...customer } = await this.#session.ask({
      frame: { action: 'customer.get', threadId },
      event: 'customer',
      isAnswer: (frame) => frame.threadId === threadId,
    });
    this.#setTags(threadId, customer.tags);
    return customer;
  }

  /**
   * Says that the operator looks at a thread, and what they do there; `undefined` leaves it. The snapshot's `viewers` says
   * who else does, as long as this is said.
   */
  watch(threadId: string | undefined, activity: Activity = 'viewing'): void {
    this.#watched.watch(threadId, activity);
  }

  /**
   * Gives a thread its tags, in place of those that it has.
   *
   * @throws {FrameRefusedError} {RequestRefusedError} {RequestTimedOutError} {ClientClosedError}
   */
  async setTags(threadId: string, tags: readonly string[]): Promise<void> {
    const answer = await this.#session.ask({
      frame: { action: 'tags.set', threadId, tags: [...tags] },
      event: 'tags',
      isAnswer: (frame) => frame.threadId === threadId,
    });
    this.#setTags(threadId, answer.tags);
  }

  /**
   * The replies that are kept for everybody, by key. Give their texts to `fillIn`.
   *
   * @throws {RequestRefusedError} {RequestTimedOutError} {ClientClosedError}
   */
  async cannedReplies(): Promise<readonly CannedReply[]> {
    return (await this.#session.ask({ frame: { action: 'canned.get' }, event: 'canned' })).replies;
  }

  /**
   * Keeps a reply under a key.
   *
   * @returns all that are kept
   * @throws {FrameRefusedError} {RequestRefusedError} `canned.full` {RequestTimedOutError} {ClientClosedError}
   */
  async keepReply({ key, text }: CannedReply): Promise<readonly CannedReply[]> {
    return (await this.#session.ask({ frame: { action: 'canned.put', key, text }, event: 'canned' })).replies;
  }

  /** Forgets a kept reply. @throws {RequestRefusedError} {RequestTimedOutError} {ClientClosedError} */
  async forgetReply(key: string): Promise<readonly CannedReply[]> {
    return (await this.#session.ask({ frame: { action: 'canned.delete', key }, event: 'canned' })).replies;
  }

  /** The operator has looked at a thread: nothing in it is unread. */
  see(threadId: string): void {
    this.#lists.see(threadId);
  }

  #handleOpen(): void {
    const { notes } = this.getSnapshot();
    this.#lists.resume();
    this.#watched.repeat();
    for (const threadId of notes.keys()) this.#quietly(this.loadNotes(threadId));
    this.#quietly(this.#duty.resume());
  }

  #handleFrame(frame: ServerFrame): void {
    this.#lists.handleFrame(frame);
    if (frame.event === 'viewers') this.#setViewers(frame);
    else if (frame.event === 'duty') this.#duty.handleFrame(frame);
    else if (frame.event === 'tags') this.#setTags(frame.threadId, frame.tags);
    else if (frame.event === 'note') {
      const { event: _, ...note } = frame;
      this.#addNotes(note.threadId, [note]);
    } else if (frame.event === 'takeover' && this.getSnapshot().notes.has(frame.threadId)) {
      // Notes are told to the operator of the thread alone: a new one may have missed some.
      this.#quietly(this.loadNotes(frame.threadId));
    }
  }

  async #tellActivity(threadId: string, activity: Activity | 'left'): Promise<void> {
    await this.#session.ask({
      frame: { action: 'thread.view', threadId, activity },
      event: 'viewers',
      isAnswer: (frame) => frame.threadId === threadId,
    });
  }

  #setViewers({ threadId, viewers }: ServerFrame<'viewers'>): void {
    const all = new Map(this.getSnapshot().viewers);
    if (viewers.length === 0) all.delete(threadId);
    else all.set(threadId, viewers);
    this.#store.update({ viewers: all });
  }

  #setTags(threadId: string, tags: readonly string[]): void {
    this.#store.update({ tags: new Map(this.getSnapshot().tags).set(threadId, tags) });
  }

  /** For requests that the desk makes by itself: a failure is emitted as an event. */
  #quietly(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.#events.emit('failure', error));
  }

  #addNotes(threadId: string, added: readonly Note[]): void {
    const notes = new Map(this.getSnapshot().notes);
    const byId = new Map([...(notes.get(threadId) ?? []), ...added].map((note) => [note.noteId, note]));
    const inOrder = [...byId.values()].sort((a, b) => a.timestamp - b.timestamp);
    this.#store.update({ notes: notes.set(threadId, inOrder) });
  }
}
