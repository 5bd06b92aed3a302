import type { Clock } from './clock.ts';
import type { Backoff } from './connection/backoff.ts';
import type { Credential, GetCredential } from './connection/credential.ts';
import type { LinkTimes } from './connection/link.ts';
import type { WebSocketConstructor } from './connection/web-socket.ts';
import type { OutboxStorage } from './outbox/outbox-storage.ts';

export interface ChatClientOptions extends PlatformOptions {
  /** The WebSocket API's stage, for example `wss://host/prod`. `threadId` is added to its query. */
  readonly url: string;
  readonly threadId: string;
  /** A credential, or where to get one: a function is asked before every connection and can renew it. */
  readonly credential: Credential | GetCredential;
  /** Where messages wait for their acknowledgement. @default in memory */
  readonly outbox?: OutboxStorage;
  /** Waits between attempts. @default up to 0.5 s, doubling up to 30 s, with full jitter */
  readonly backoff?: Partial<Backoff>;
  /** Timeouts of a connection. @default see {@link LinkTimes} */
  readonly times?: Partial<LinkTimes>;
  /** A frame that is not answered for so long is sent again, in milliseconds. @default 8_000 */
  readonly answerTimeoutMs?: number;
  /** Messages in a page of history, 1 to 100. @default 40 */
  readonly pageSize?: number;
}

/** What a client takes from its surroundings; a test gives its own. */
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
