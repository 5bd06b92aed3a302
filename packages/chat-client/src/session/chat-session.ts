import type { ClientFrame, ProfileChange, ServerEvent, ServerFrame } from '@switchboard/protocol';
import type { SessionEvents } from '../chat-events.ts';
import type { Cancel } from '../clock.ts';
import { defaultBackoff } from '../connection/backoff.ts';
import { Connection, type ConnectionStatus } from '../connection/connection.ts';
import { defaultLinkTimes } from '../connection/link.ts';
import { EventEmitter } from '../event-emitter.ts';
import type { ChatSessionOptions } from '../options.ts';
import { systemPlatform } from '../platform.ts';
import { ask, type Question } from '../requests/ask.ts';
import { Requests } from '../requests/requests.ts';
import type { Person } from '../snapshot.ts';
import { type ReadableStore, Store } from '../store.ts';
import { ChatThread, type ThreadOptions } from '../thread/chat-thread.ts';
import { Incoming } from './incoming.ts';
import { Vocabulary, type Words } from './vocabulary.ts';
import type { Endpoint, Wire } from './wire.ts';

/** What a page shows of a session. A new object after every change, and never changed itself. */
export interface SessionSnapshot {
  /** The user of this client, once the credential has named it. */
  readonly userId: string | undefined;
  readonly connection: ConnectionStatus;
}

/** A thread of the user, as a list shows it. */
export type ThreadSummary = ServerFrame<'threads'>['threads'][number];

/** A browser that can be alerted, as its `PushSubscription` says it. */
export interface PushTarget {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/** One user over one connection, with any number of threads. */
export class ChatSession implements ReadableStore<SessionSnapshot> {
  readonly #store = new Store<SessionSnapshot>({ userId: undefined, connection: { state: 'closed' } });
  readonly #events = new EventEmitter<SessionEvents>();
  readonly #connection: Connection;
  readonly #requests: Requests;
  readonly #wire: Wire;
  readonly #vocabulary = new Vocabulary();
  readonly #endpoints = new Set<Endpoint>();
  readonly #threads = new Map<string, ChatThread>();

  readonly getSnapshot = this.#store.getSnapshot;
  readonly subscribe = this.#store.subscribe;

  constructor(options: ChatSessionOptions) {
    const { credential, WebSocket = globalThis.WebSocket } = options;
    const { clock, random, newId } = { ...systemPlatform, ...options };
    const backoff = { ...defaultBackoff, ...options.backoff };
    const answerTimeoutMs = options.answerTimeoutMs ?? 8_000;
    this.#connection = new Connection({
      url: urlOf(options),
      getCredential: typeof credential === 'function' ? credential : () => credential,
      WebSocket,
      clock,
      random,
      backoff,
      times: { ...defaultLinkTimes, ...options.times },
      onStatus: (status) => this.#handleStatus(status),
      onCredential: ({ userId }) => this.#handleUser(userId),
      onFrame: (data) => incoming.handle(data),
      onTooLarge: () => this.#handleTooLarge(),
    });
    const send = (frame: ClientFrame): boolean => this.#connection.send(JSON.stringify(frame));
    this.#requests = new Requests({
      vocabulary: this.#vocabulary,
      clock,
      random,
      backoff,
      timeoutMs: answerTimeoutMs,
      send,
      onLimited: (action, retryAfterMs) => this.#events.emit('limited', { action, retryAfterMs }),
    });
    const incoming = new Incoming({
      vocabulary: this.#vocabulary,
      events: this.#events,
      requests: this.#requests,
      endpoints: this.#endpoints,
    });
    this.#wire = {
      clock,
      random,
      newId,
      backoff,
      answerTimeoutMs,
      requests: this.#requests,
      send,
      probe: () => this.#connection.wake(),
      attach: (endpoint) => this.#attach(endpoint),
    };
  }

  /** Connects, and stays connected. Call it again after the state `refused`. */
  open(): void {
    this.#connection.open();
  }

  /** Disconnects. Messages that are not acknowledged stay in their outboxes; requests that wait fail. */
  close(): void {
    this.tellRead();
    this.#connection.close();
    this.#requests.close();
  }

  /** The thread of this id. The same object for the same id, until it is closed; options count for the first call. */
  thread(threadId: string, options?: ThreadOptions): ChatThread {
    const known = this.#threads.get(threadId);
    if (known) return known;
    const thread = new ChatThread(threadId, this.#wire, options);
    this.#threads.set(threadId, thread);
    return thread;
  }

  on<Name extends keyof SessionEvents>(name: Name, listener: (payload: SessionEvents[Name]) => void): Cancel {
    return this.#events.on(name, listener);
  }

  /**
   * Says who this user is: how others see them, and what the site knows of them. What is not named stays; a
   * picture and an attribute that are `null` go. What the server of the site has said with the session outweighs it.
   *
   * @returns how others see the user from now on
   * @throws {FrameRefusedError} {RequestRefusedError} {RequestTimedOutError} {ClientClosedError}
   */
  async setProfile(profile: ProfileChange): Promise<Person> {
    const frame = { action: 'profile.set', ...profile } as const;
    const { name, picture } = await this.ask({ frame, event: 'profile' });
    return { name, picture };
  }

  /**
   * The key by which the page's service worker subscribes to Web Push.
   *
   * @throws {RequestRefusedError} `frame.unknownAction` where the environment has no Web Push
   * @throws {RequestTimedOutError} {ClientClosedError}
   */
  async pushKey(): Promise<string> {
    return (await this.ask({ frame: { action: 'push.key' }, event: 'push' })).publicKey;
  }

  /**
   * Has a browser alerted of this user's threads.
   *
   * @param subscription `toJSON()` of what `pushManager.subscribe` gave
   * @throws {FrameRefusedError} {RequestRefusedError} {RequestTimedOutError} {ClientClosedError}
   */
  async subscribePush({ endpoint, keys }: PushTarget): Promise<void> {
    await this.ask({ frame: { action: 'push.subscribe', endpoint, keys: { ...keys } }, event: 'push' });
  }

  /** Ends the alerts to a browser. @throws {RequestRefusedError} {RequestTimedOutError} {ClientClosedError} */
  async unsubscribePush(endpoint: string): Promise<void> {
    await this.ask({ frame: { action: 'push.unsubscribe', endpoint }, event: 'push' });
  }

  /**
   * The user's threads, those with unread messages first.
   *
   * @param limit 1 to 50. @default 20
   * @throws {FrameRefusedError} {RequestRefusedError} {RequestTimedOutError} {ClientClosedError}
   */
  async listThreads(limit?: number): Promise<readonly ThreadSummary[]> {
    return (await this.pageOfThreads(limit === undefined ? {} : { limit })).threads;
  }

  /**
   * A page of the user's threads, those with unread messages first. It may hold fewer threads than `limit`, or none, though
   * there is a `cursor` that the next page goes on with.
   *
   * @throws {FrameRefusedError} {RequestRefusedError} {RequestTimedOutError} {ClientClosedError}
   */
  async pageOfThreads(
    page: { readonly limit?: number; readonly cursor?: string } = {},
  ): Promise<{ readonly threads: readonly ThreadSummary[]; readonly cursor?: string | undefined }> {
    const { threads, cursor } = await this.ask({
      frame: { action: 'threads.list', ...page },
      event: 'threads',
    });
    return { threads, ...(cursor === undefined ? {} : { cursor }) };
  }

  /** Has the session send and understand more frames than those of customers. An {@link OperatorDesk} does. */
  learn(words: Words): void {
    this.#vocabulary.learn(words);
  }

  /**
   * Sends any frame that the session knows, again until it is answered or 30 s are over.
   *
   * @throws {FrameRefusedError} {RequestRefusedError} {RequestTimedOutError} {ClientClosedError}
   */
  ask<Event extends ServerEvent>(question: Question<Event>): Promise<ServerFrame<Event>> {
    return ask(this.#requests, question);
  }

  /** The network or the machine may be back: makes sure of the connection now rather than at the next heartbeat. */
  wake(): void {
    this.#connection.wake();
  }

  /** The network is known to be away: does not wait for the dead connection to be noticed. */
  lose(reason: string): void {
    this.#connection.lose(reason);
  }

  /** Tells the server how far this user has read in every thread. Call it when the page is hidden. */
  tellRead(): void {
    for (const endpoint of this.#endpoints) endpoint.tellRead();
  }

  #attach(endpoint: Endpoint): Cancel {
    this.#endpoints.add(endpoint);
    const { connection, userId } = this.getSnapshot();
    endpoint.onUser(userId);
    endpoint.onStatus(connection);
    return () => {
      this.#endpoints.delete(endpoint);
      this.#threads.delete(endpoint.threadId);
    };
  }

  #handleUser(userId: string | undefined): void {
    this.#store.update({ userId });
    for (const endpoint of this.#endpoints) endpoint.onUser(userId);
  }

  #handleStatus(connection: ConnectionStatus): void {
    this.#store.update({ connection });
    if (connection.state === 'open') this.#requests.resume();
    else this.#requests.pause();
    for (const endpoint of this.#endpoints) {
      // What is sent on a new connection can be the end of it.
      if (this.getSnapshot().connection === connection) endpoint.onStatus(connection);
    }
    this.#events.emit('connection', connection);
  }

  /** The gateway does not say which frame was too large, so it was the largest that is not answered. */
  #handleTooLarge(): void {
    const [largest] = [...this.#endpoints].sort((a, b) => b.inFlightBytes() - a.inFlightBytes());
    if (largest && largest.inFlightBytes() > this.#requests.inFlightBytes) largest.onTooLarge();
    else this.#requests.rejectTooLarge();
  }
}

function urlOf({ url, threadId }: Pick<ChatSessionOptions, 'url' | 'threadId'>): string {
  const parsed = new URL(url);
  if (threadId !== undefined) parsed.searchParams.set('threadId', threadId);
  return parsed.href;
}
