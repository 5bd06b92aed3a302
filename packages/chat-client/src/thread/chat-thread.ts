import {
  type Attachment,
  type ClientFrame,
  limits,
  type ServerFrame,
  utf8Bytes,
} from '@switchboard/protocol';
import type { ThreadEvents } from '../chat-events.ts';
import type { Cancel } from '../clock.ts';
import type { ConnectionStatus } from '../connection/connection.ts';
import { RequestRefusedError } from '../errors.ts';
import { EventEmitter } from '../event-emitter.ts';
import { Outbox } from '../outbox/outbox.ts';
import { memoryOutbox, type OutboxStorage } from '../outbox/outbox-storage.ts';
import type { OutgoingMessage } from '../outbox/outgoing-message.ts';
import { ask } from '../requests/ask.ts';
import type { Wire } from '../session/wire.ts';
import { type ChatMessage, type ChatSnapshot, initialSnapshot } from '../snapshot.ts';
import { type ReadableStore, Store } from '../store.ts';
import { History } from './history.ts';
import { messageFrame } from './message-frame.ts';
import { Signals } from './signals.ts';
import { storedMessage } from './stored-message.ts';
import { ThreadState } from './thread-state.ts';
import { type UploadedFile, type UploadOptions, uploadFile } from './upload.ts';

export interface ThreadOptions {
  /** Where messages wait for their acknowledgement. @default in memory */
  readonly outbox?: OutboxStorage;
  /** Messages in a page of history, 1 to 100. @default 40 */
  readonly pageSize?: number;
  /** The role in which this user writes. `operator` needs a token with that role. @default 'user' */
  readonly writesAs?: 'user' | 'operator';
}

export interface SendOptions {
  /** A plain JSON object that is kept with the message, at most 8 192 bytes. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** The `seq` of the message that it replies to. */
  readonly replyTo?: number;
  /** Files that {@link ChatThread.upload} has uploaded, at most 10. */
  readonly attachments?: readonly Attachment[];
}

/** Where a file can be fetched for some minutes. */
export type AttachmentLink = ServerFrame<'attachments'>['links'][number];

/** What names a message that is to be changed. */
export type ChangeTarget = Pick<ChatMessage, 'seq' | 'timestamp'>;

const namesOf = (attachments: readonly Attachment[] = []): string =>
  attachments.map(({ name }) => name).join(', ');

const isAsked =
  (attachmentIds: readonly string[]) =>
  ({ attachmentId }: AttachmentLink): boolean =>
    attachmentIds.includes(attachmentId);

const gatewayFailure = { code: 'service.internal', message: 'The service failed.' };

/**
 * One thread, as one user sees it. What is written is sent until it is acknowledged, across reconnections; what was missed
 * meanwhile is fetched; `getSnapshot` and `subscribe` tell a page what to show.
 */
export class ChatThread implements ReadableStore<ChatSnapshot> {
  readonly threadId: string;
  readonly #wire: Wire;
  readonly #writesAs: 'user' | 'operator';
  readonly #store: Store<ChatSnapshot>;
  readonly #events = new EventEmitter<ThreadEvents>();
  readonly #outbox: Outbox;
  readonly #history: History;
  readonly #state: ThreadState;
  readonly #signals: Signals;
  /** The read position that the message on its way carries. */
  #carriedRead = 0;
  readonly #detach: Cancel;

  readonly getSnapshot: () => ChatSnapshot;
  readonly subscribe: (listener: () => void) => Cancel;

  /** Made by {@link ChatSession.thread}. */
  constructor(threadId: string, wire: Wire, options: ThreadOptions = {}) {
    const { clock, random, requests } = wire;
    this.threadId = threadId;
    this.#wire = wire;
    this.#writesAs = options.writesAs ?? 'user';
    this.#store = new Store(initialSnapshot(threadId));
    this.getSnapshot = this.#store.getSnapshot;
    this.subscribe = this.#store.subscribe;
    this.#signals = new Signals({ threadId, clock, send: wire.send });
    this.#outbox = new Outbox({
      storage: options.outbox ?? memoryOutbox(),
      clock,
      random,
      backoff: wire.backoff,
      ackTimeoutMs: wire.answerTimeoutMs,
      refusalOf: (message) => requests.refusalOf(messageFrame(this.threadId, message)),
      send: (message) => this.#sendMessage(message),
      onSilence: wire.probe,
      onChange: () => this.#showOutgoing(),
      onLimited: (limitedUntil) => this.#store.update({ limitedUntil }),
      onFailed: (message) => this.#events.emit('failed', message),
    });
    this.#history = new History({
      threadId,
      pageSize: options.pageSize ?? 40,
      requests,
      onPage: (request, page) => this.#state.handlePage(request, page),
      onRefused: (request, error) => this.#state.handleRefusal(request, error),
    });
    this.#state = new ThreadState({
      store: this.#store,
      events: this.#events,
      history: this.#history,
      clock,
    });
    this.#showOutgoing();
    this.#store.subscribe(() => this.#showOutgoing());
    this.#detach = this.#attach();
  }

  on<Name extends keyof ThreadEvents>(name: Name, listener: (payload: ThreadEvents[Name]) => void): Cancel {
    return this.#events.on(name, listener);
  }

  /**
   * Sends a text until it is acknowledged.
   *
   * @param text with `attachments` it may be empty: then it is their names
   * @returns what the outbox holds now
   * @throws {FrameRefusedError} if the protocol does not admit the text or the metadata; then nothing is sent
   */
  send(text: string, { metadata, replyTo, attachments }: SendOptions = {}): OutgoingMessage {
    const { messages } = this.getSnapshot();
    const message: OutgoingMessage = {
      clientMessageId: this.#wire.newId(),
      text: text.trim() === '' ? namesOf(attachments) : text,
      createdAt: this.#wire.clock.now(),
      status: 'sending',
      ...(metadata ? { metadata } : {}),
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(attachments === undefined ? {} : { attachments }),
      ...(this.#writesAs === 'operator' ? { answersThrough: messages.at(-1)?.seq ?? 0 } : {}),
    };
    this.#outbox.add(message);
    this.#signals.messageSent();
    return message;
  }

  /**
   * Uploads a file that is to be sent in this thread.
   *
   * @throws {FrameRefusedError} if the protocol does not admit its type, size or name; see `attachmentTypes` and `limits`
   * @throws {UploadFailedError} {RequestRefusedError} {RequestTimedOutError} {ClientClosedError}
   */
  upload(file: UploadedFile, options?: UploadOptions): Promise<Attachment> {
    return uploadFile(this.#wire, this.threadId, file, options);
  }

  /**
   * Links to files of this thread, which hold for some minutes. Files that were deleted have none.
   *
   * @param attachmentIds 1 to 40
   * @throws {FrameRefusedError} {RequestRefusedError} {RequestTimedOutError} {ClientClosedError}
   */
  async attachmentLinks(attachmentIds: readonly string[]): Promise<readonly AttachmentLink[]> {
    const { threadId } = this;
    const { links } = await ask(this.#wire.requests, {
      frame: { action: 'attachment.get', threadId, attachmentIds: [...attachmentIds] },
      event: 'attachments',
      isAnswer: (frame) => frame.threadId === threadId && frame.links.every(isAsked(attachmentIds)),
    });
    return links;
  }

  /**
   * Gives a message of this user another text: possible for 15 minutes. The others see it as `edited`.
   *
   * @throws {FrameRefusedError} {RequestRefusedError} `message.notChangeable` {RequestTimedOutError} {ClientClosedError}
   */
  edit(message: ChangeTarget, text: string): Promise<void> {
    const change = { type: 'edit', seq: message.seq } as const;
    return this.#change({ ...this.#changeFrame(message), action: 'message.edit', text }, change, text);
  }

  /**
   * Deletes the text of a message of this user: possible for 15 minutes. The message stays, as `deleted`.
   *
   * @throws {RequestRefusedError} `message.notChangeable` {RequestTimedOutError} {ClientClosedError}
   */
  delete(message: ChangeTarget): Promise<void> {
    const change = { type: 'delete', seq: message.seq } as const;
    return this.#change({ ...this.#changeFrame(message), action: 'message.delete' }, change, '');
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
    this.#state.loadOlder();
  }

  /** Fetches what came since the newest message that is shown: for a thread in which this user does not take part. */
  refresh(): void {
    if (this.getSnapshot().connection.state === 'open') this.#history.request(this.#state.catchUp);
  }

  /** Tells the others that this user is typing; may be called with every key. */
  setTyping(isTyping: boolean): void {
    this.#signals.setTyping(isTyping);
  }

  /** Everything up to `seq` has been read. The server learns it with the next message, or by {@link tellRead}. */
  markRead(seq: number): void {
    if (!this.#signals.markRead(seq)) return;
    const { reads, userId } = this.getSnapshot();
    if (userId !== undefined) this.#store.update({ reads: new Map(reads).set(userId, seq) });
  }

  /** Tells the server now how far this user has read. Call it when the page is hidden; `watchNetwork` does. */
  tellRead(): void {
    this.#signals.tellRead();
  }

  /**
   * Stops the reply that the bot is writing.
   *
   * @returns whether there was one
   * @throws {RequestRefusedError} {RequestTimedOutError} {ClientClosedError}
   */
  async cancelReply(): Promise<boolean> {
    const { threadId } = this;
    const { answersThrough } = this.#state;
    try {
      await ask(this.#wire.requests, {
        frame: {
          action: 'reply.cancel',
          threadId,
          ...(answersThrough === undefined ? {} : { answersThrough }),
        },
        event: 'reply.cancelled',
        isAnswer: (frame) => frame.threadId === threadId,
      });
      return true;
    } catch (error) {
      if (error instanceof RequestRefusedError && error.code === 'reply.notFound') return false;
      throw error;
    }
  }

  /** Ends the thread on this client. What is not acknowledged stays in the outbox's storage. */
  close(): void {
    this.tellRead();
    this.#detach();
    this.#stop();
  }

  #changeFrame({ seq, timestamp }: ChangeTarget) {
    return { threadId: this.threadId, seq, timestamp, clientMessageId: this.#wire.newId() };
  }

  async #change(
    frame: ClientFrame<'message.edit' | 'message.delete'>,
    change: NonNullable<ChatMessage['change']>,
    text: string,
  ): Promise<void> {
    const { clientMessageId } = frame;
    const { messageId, threadId, seq, timestamp } = await ask(this.#wire.requests, {
      frame,
      event: 'ack',
      isAnswer: (ack) => ack.clientMessageId === clientMessageId,
    });
    const sender = this.getSnapshot().userId ?? '';
    const stored = { messageId, threadId, seq, timestamp, sender, text, change } as const;
    this.#state.confirm({ ...stored, messageType: 'system', status: 'sent', metadata: {} });
  }

  #attach(): Cancel {
    return this.#wire.attach({
      threadId: this.threadId,
      onStatus: (status) => this.#handleStatus(status),
      onUser: (userId) => this.#store.update({ userId }),
      onFrame: (frame) => this.#handleFrame(frame),
      onMessageError: (error) => this.#outbox.reject(error.clientMessageId, error),
      onGatewayFailure: () => this.#outbox.reject(undefined, gatewayFailure),
      inFlightBytes: () => this.#inFlightBytes(),
      onTooLarge: () => this.#outbox.rejectTooLarge(),
      tellRead: () => this.tellRead(),
    });
  }

  #handleStatus(connection: ConnectionStatus): void {
    this.#store.update({ connection });
    if (connection.state === 'open') {
      this.#history.request(this.#state.catchUp);
      this.#outbox.resume();
      this.#signals.resume();
    } else if (connection.state === 'closed') {
      this.#stop();
    } else {
      this.#history.pause();
      this.#outbox.pause();
    }
  }

  #stop(): void {
    this.#history.close();
    this.#outbox.pause();
    this.#state.close();
  }

  #handleFrame(frame: Exclude<ServerFrame, { event: 'error' }>): void {
    switch (frame.event) {
      case 'message':
        this.#handleMessage(frame);
        break;
      case 'ack':
        this.#handleAck(frame);
        break;
      case 'chunk':
        this.#state.handleChunk(frame);
        break;
      case 'tool':
        this.#state.handleTool(frame);
        break;
      case 'typing':
        this.#state.handleTyping(frame);
        break;
      case 'read':
        this.#state.handleRead(frame);
        break;
      case 'takeover':
        this.#state.handleTakeover(frame);
        break;
      case 'waiting':
        this.#state.handleWaiting(frame);
        break;
      case 'reply.cancelled':
        this.#state.handleCancelled(frame.replyId);
        break;
      case 'reply.discarded':
        this.#state.handleDiscarded(frame.replyId);
        break;
      case 'pong':
        // The link lives, and yet the server may have failed to deliver something on it.
        this.#history.request(this.#state.catchUp);
        break;
    }
  }

  #handleMessage({ event: _, ...message }: ServerFrame<'message'>): void {
    this.#state.receive([message]);
  }

  #handleAck(ack: ServerFrame<'ack'>): void {
    const outgoing = ack.clientMessageId === undefined ? undefined : this.#outbox.find(ack.clientMessageId);
    if (!outgoing) return;
    const { userId } = this.getSnapshot();
    const message = storedMessage(ack, outgoing, { userId, writesAs: this.#writesAs });
    this.#signals.readStored(this.#carriedRead);
    this.#state.confirm(message);
    this.#outbox.acknowledge(outgoing.clientMessageId);
    this.#events.emit('ack', { message, outgoing });
  }

  /** The frame carries the read position, unless that would make it too large. */
  #sendMessage(message: OutgoingMessage): boolean {
    const frame = messageFrame(this.threadId, message);
    const read = this.#signals.unsentRead;
    const withRead = read === undefined ? frame : { ...frame, read };
    const fits = utf8Bytes(JSON.stringify(withRead)) <= limits.clientFrameBytes;
    this.#carriedRead = fits ? (read ?? 0) : 0;
    return this.#wire.send(fits ? withRead : frame);
  }

  #inFlightBytes(): number {
    const message = this.#outbox.inFlight;
    return message ? utf8Bytes(JSON.stringify(messageFrame(this.threadId, message))) : 0;
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
}
