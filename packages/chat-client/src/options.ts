import type { Clock } from './clock.ts';
import type { Backoff } from './connection/backoff.ts';
import type { Credential, GetCredential } from './connection/credential.ts';
import type { LinkTimes } from './connection/link.ts';
import type { WebSocketConstructor } from './connection/web-socket.ts';
import type { ThreadOptions } from './thread/chat-thread.ts';

export interface ChatSessionOptions extends PlatformOptions {
  /** The WebSocket API's stage, for example `wss://host/prod`. */
  readonly url: string;
  /** A credential, or where to get one: a function is asked before every connection and can renew it. */
  readonly credential: Credential | GetCredential;
  /** The thread that the connection is about, for the server's records. Added to the URL's query. @default none */
  readonly threadId?: string;
  /** Waits between attempts, of frames and of connections. @default up to 0.5 s at first, up to 20 s later */
  readonly backoff?: Partial<Backoff>;
  /** Timeouts of a connection. @default see {@link LinkTimes} */
  readonly times?: Partial<LinkTimes>;
  /** A frame that is not answered within this time is sent again, in milliseconds. @default 8_000 */
  readonly answerTimeoutMs?: number;
}

export interface ChatClientOptions extends ChatSessionOptions, ThreadOptions {
  readonly threadId: string;
}

/** What a client needs of its platform; a test passes its own. */
export interface PlatformOptions {
  /** @default globalThis.WebSocket */
  readonly WebSocket?: WebSocketConstructor;
  /** @default the system's clock and timers */
  readonly clock?: Clock;
  /** A number from 0 to 1. @default Math.random */
  readonly random?: () => number;
  /** A new id, unique among all messages of the thread. @default crypto.randomUUID */
  readonly newId?: () => string;
}
