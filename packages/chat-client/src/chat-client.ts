import type { ClientFrame } from '@switchboard/protocol';
import type { ChatEvents } from './chat-events.ts';
import type { Cancel, Clock } from './clock.ts';
import { defaultBackoff } from './connection/backoff.ts';
import { Connection, type ConnectionStatus } from './connection/connection.ts';
import { defaultLinkTimes } from './connection/link.ts';
import { EventEmitter } from './event-emitter.ts';
import { Incoming } from './incoming.ts';
import type { ChatClientOptions } from './options.ts';
import { Outbox } from './outbox/outbox.ts';
import { memoryOutbox } from './outbox/outbox-storage.ts';
import type { OutgoingMessage } from './outbox/outgoing-message.ts';
import { systemPlatform } from './platform.ts';
import { type ChatSnapshot, initialSnapshot } from './snapshot.ts';
import { type ReadableStore, Store } from './store.ts';
import { History } from './thread/history.ts';
import { Signals } from './thread/signals.ts';
import { Thread } from './thread/thread.ts';

/**
 * One user in one thread. What is written is sent until it is acknowledged, across reconnections; what was missed
 * meanwhile is fetched; `getSnapshot` and `subscribe` tell a page what to show.
 */
export class ChatClient implements ReadableStore<ChatSnapshot> {
  readonly #store: Store<ChatSnapshot>;
  readonly #events = new EventEmitter<ChatEvents>();
  readonly #clock: Clock;
  readonly #newId: () => string;
  readonly #connection: Connection;
  readonly #outbox: Outbox;
  readonly #history: History;
  readonly #thread: Thread;
  readonly #signals: Signals;

  readonly getSnapshot: () => ChatSnapshot;
  readonly subscribe: (listener: () => void) => Cancel;

  constructor(options: ChatClientOptions) {
    const { threadId, credential, WebSocket = globalThis.WebSocket } = options;
    const { clock, random, newId } = { ...systemPlatform, ...options };
    const backoff = { ...defaultBackoff, ...options.backoff };
    const answerTimeoutMs = options.answerTimeoutMs ?? 8_000;
    const url = new URL(options.url);
    url.searchParams.set('threadId', threadId);

    this.#clock = clock;
    this.#newId = newId;
    this.#store = new Store(initialSnapshot(threadId));
    this.getSnapshot = this.#store.getSnapshot;
    this.subscribe = this.#store.subscribe;
    this.#connection = new Connection({
      url: url.href,
      getCredential: typeof credential === 'function' ? credential : () => credential,
      WebSocket,
      clock,
      random,
      backoff,
      times: { ...defaultLinkTimes, ...options.times },
      onStatus: (status) => this.#handleStatus(status),
      onCredential: ({ userId }) => this.#store.update({ userId }),
      onFrame: (data) => incoming.handle(data),
    });
    const send = (frame: ClientFrame): boolean => this.#connection.send(frame);
    this.#signals = new Signals({ threadId, clock, send });
    this.#outbox = new Outbox({
      storage: options.outbox ?? memoryOutbox(),
      clock,
      random,
      backoff,
      ackTimeoutMs: answerTimeoutMs,
      send: ({ clientMessageId, text, metadata }) =>
        send({ action: 'message.send', threadId, clientMessageId, text, ...(metadata ? { metadata } : {}) }),
      onSilence: () => this.#connection.wake(),
      onChange: () => this.#showOutgoing(),
    });
    this.#history = new History({
      threadId,
      pageSize: options.pageSize ?? 40,
      clock,
      random,
      backoff,
      timeoutMs: answerTimeoutMs,
      send,
      onPage: (request, page) => this.#thread.handlePage(request, page),
    });
    const shared = { store: this.#store, events: this.#events, history: this.#history };
    this.#thread = new Thread({ ...shared, clock });
    const incoming = new Incoming({ ...shared, outbox: this.#outbox, thread: this.#thread });
    this.#showOutgoing();
    this.#store.subscribe(() => this.#showOutgoing());
  }

  /** Connects, and stays connected. Also the way back after `refused`. */
  open(): void {
    this.#connection.open();
  }

  /** Disconnects. What is not acknowledged stays in the outbox. */
  close(): void {
    this.#connection.close();
    this.#thread.close();
    this.#signals.close();
  }

  on<Name extends keyof ChatEvents>(name: Name, listener: (payload: ChatEvents[Name]) => void): Cancel {
    return this.#events.on(name, listener);
  }

  /** Sends a text until it is acknowledged. @returns what the outbox holds now */
  send(text: string, metadata?: Readonly<Record<string, unknown>>): OutgoingMessage {
    const message: OutgoingMessage = {
      clientMessageId: this.#newId(),
      text,
      createdAt: this.#clock.now(),
      status: 'sending',
      ...(metadata ? { metadata } : {}),
    };
    this.#signals.messageSent();
    this.#outbox.add(message);
    return message;
  }

  /** Sends a message again that had failed. */
  retry(clientMessageId: string): void {
    this.#outbox.retry(clientMessageId);
  }

  /** Forgets a message that had failed. */
  discard(clientMessageId: string): void {
    this.#outbox.discard(clientMessageId);
  }

  /** Fetches the page before the oldest message that is shown, if there is one. */
  loadOlder(): void {
    this.#thread.loadOlder();
  }

  /** Tells the others that this user is typing; may be called with every key. */
  setTyping(isTyping: boolean): void {
    this.#signals.setTyping(isTyping);
  }

  /** Tells the others that everything up to `seq` has been read; may be called at every turn. */
  markRead(seq: number): void {
    if (this.#signals.markRead(seq)) this.#showRead(seq);
  }

  /** The network or the machine may be back: makes sure of the connection now rather than at the next heartbeat. */
  wake(): void {
    this.#connection.wake();
  }

  /** The network is known to be away: does not wait for the dead connection to be noticed. */
  lose(reason: string): void {
    this.#connection.lose(reason);
  }

  #handleStatus(connection: ConnectionStatus): void {
    this.#store.update({ connection });
    if (connection.state === 'open') {
      this.#history.resume(this.#thread.catchUp);
      this.#outbox.resume();
      this.#signals.resume();
    } else {
      this.#history.pause();
      this.#outbox.pause();
    }
    this.#events.emit('connection', connection);
  }

  /** A message can be stored and not acknowledged yet: it is sent on, so that it is surely published, but shown once. */
  #showOutgoing(): void {
    const { queue } = this.#outbox;
    const shown = this.getSnapshot().outgoing;
    if (queue.length === 0 && shown.length === 0) return;
    const stored = new Set(this.getSnapshot().messages.map(({ clientMessageId }) => clientMessageId));
    const outgoing = queue.filter(({ clientMessageId }) => !stored.has(clientMessageId));
    const same = outgoing.length === shown.length && outgoing.every((message, at) => message === shown[at]);
    if (!same) this.#store.update({ outgoing });
  }

  #showRead(seq: number): void {
    const { reads, userId } = this.getSnapshot();
    if (userId !== undefined) this.#store.update({ reads: new Map(reads).set(userId, seq) });
  }
}
