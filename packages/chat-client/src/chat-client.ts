import type { ChatEvents, SessionEvents } from './chat-events.ts';
import type { Cancel } from './clock.ts';
import type { ChatClientOptions } from './options.ts';
import type { OutgoingMessage } from './outbox/outgoing-message.ts';
import { ChatSession } from './session/chat-session.ts';
import type { ChatSnapshot } from './snapshot.ts';
import type { ReadableStore } from './store.ts';
import type { ChatThread, SendOptions } from './thread/chat-thread.ts';

/** One user in one thread: a {@link ChatSession} and its only {@link ChatThread}. */
export class ChatClient implements ReadableStore<ChatSnapshot> {
  /** The session, for everything beyond this thread. */
  readonly session: ChatSession;
  readonly thread: ChatThread;

  readonly getSnapshot: () => ChatSnapshot;
  readonly subscribe: (listener: () => void) => Cancel;

  constructor(options: ChatClientOptions) {
    this.session = new ChatSession(options);
    this.thread = this.session.thread(options.threadId, options);
    this.getSnapshot = this.thread.getSnapshot;
    this.subscribe = this.thread.subscribe;
  }

  /** Connects, and stays connected. Call it again after the state `refused`. */
  open(): void {
    this.session.open();
  }

  /** Disconnects. Messages that are not acknowledged stay in the outbox. */
  close(): void {
    this.session.close();
  }

  /** Listens to one event. @returns a function that ends the listening */
  on<Name extends keyof ChatEvents>(name: Name, listener: (payload: ChatEvents[Name]) => void): Cancel {
    const source = (isSessionEvent(name) ? this.session : this.thread) as Emits<ChatEvents>;
    return source.on(name, listener);
  }

  /**
   * Sends a text until it is acknowledged.
   *
   * @returns what the outbox holds now
   * @throws {FrameRefusedError} if the protocol does not admit the text or the metadata; then nothing is sent
   */
  send(text: string, options?: SendOptions): OutgoingMessage {
    return this.thread.send(text, options);
  }

  /** Sends a message again that had failed. */
  retry(clientMessageId: string): void {
    this.thread.retry(clientMessageId);
  }

  /** Forgets a message that had failed. */
  discard(clientMessageId: string): void {
    this.thread.discard(clientMessageId);
  }

  /** Fetches the page before the oldest message that is shown, if there is one. */
  loadOlder(): void {
    this.thread.loadOlder();
  }

  /** Tells the others that this user is typing; may be called with every key. */
  setTyping(isTyping: boolean): void {
    this.thread.setTyping(isTyping);
  }

  /** Everything up to `seq` has been read. The server learns it with the next message, or by {@link tellRead}. */
  markRead(seq: number): void {
    this.thread.markRead(seq);
  }

  /** Tells the server now how far this user has read. Call it when the page is hidden; `watchNetwork` does. */
  tellRead(): void {
    this.thread.tellRead();
  }

  /** Stops the reply that the bot is writing. @returns whether there was one */
  cancelReply(): Promise<boolean> {
    return this.thread.cancelReply();
  }

  /** Call it when the network or the machine may be back: checks the connection now instead of at the next heartbeat. */
  wake(): void {
    this.session.wake();
  }

  /** Call it when the network is known to be down: gives the connection up without waiting for a timeout. */
  lose(reason: string): void {
    this.session.lose(reason);
  }
}

interface Emits<Events> {
  on<Name extends keyof Events>(name: Name, listener: (payload: Events[Name]) => void): Cancel;
}

const sessionEvents: Record<keyof SessionEvents, true> = {
  connection: true,
  error: true,
  frame: true,
  limited: true,
};

const isSessionEvent = (name: keyof ChatEvents): boolean => Object.hasOwn(sessionEvents, name);
