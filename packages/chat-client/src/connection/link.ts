import type { Cancel, Clock } from '../clock.ts';
import type { RenewalReason } from './credential.ts';
import type { LinkDown } from './reconnect-policy.ts';
import type { WebSocketConstructor, WebSocketLike } from './web-socket.ts';

export interface LinkTimes {
  /** A handshake that takes longer is given up, in milliseconds. @default 10_000 */
  readonly connectTimeoutMs: number;
  /**
   * A `ping` is sent when nothing was received for this long, in milliseconds. API Gateway closes a connection that is
   * idle for 10 minutes. @default 240_000
   */
  readonly heartbeatMs: number;
  /** A link that does not answer a `ping` within this time is dead, in milliseconds. @default 8_000 */
  readonly pongTimeoutMs: number;
}

export const defaultLinkTimes: LinkTimes = {
  connectTimeoutMs: 10_000,
  heartbeatMs: 240_000,
  pongTimeoutMs: 8_000,
};

export interface LinkOptions {
  readonly WebSocket: WebSocketConstructor;
  readonly clock: Clock;
  readonly times: LinkTimes;
  readonly url: string;
  readonly protocols: string[];
  readonly onOpen: () => void;
  readonly onFrame: (data: string) => void;
  /** The server has closed the link because a frame was too large for it. {@link onDown} follows. */
  readonly onTooLarge: () => void;
  /** Called once at most, and never after {@link Link.close}. */
  readonly onDown: (down: LinkDown) => void;
}

const pingFrame = JSON.stringify({ action: 'ping' });

/** WebSocket's close code for a message that is too big for the receiver. */
const messageTooBig = 1009;

const saysRefused = (event: object): boolean =>
  'message' in event && /\b40[13]\b/.test(String(event.message));

/** One WebSocket from its handshake to its end, watched by a heartbeat. */
export class Link {
  readonly #options: LinkOptions;
  readonly #socket: WebSocketLike;
  #opened = false;
  #ended = false;
  #awaitingPong = false;
  #cancelTimer: Cancel;

  constructor(options: LinkOptions) {
    this.#options = options;
    const { clock, times } = options;
    this.#socket = new options.WebSocket(options.url, options.protocols);
    this.#cancelTimer = clock.schedule(times.connectTimeoutMs, () =>
      this.drop('The handshake took too long.'),
    );
    this.#socket.onopen = () => this.#handleOpen();
    this.#socket.onmessage = ({ data }) => this.#handleFrame(data);
    this.#socket.onerror = (event) => this.#handleError(event);
    this.#socket.onclose = ({ code, reason }) => this.#handleClose(code, reason);
  }

  /** @returns whether it was handed to the socket; that says nothing about its arrival */
  send(frame: string): boolean {
    if (!this.#opened || this.#ended) return false;
    this.#socket.send(frame);
    return true;
  }

  /** Sends a `ping` now, so that a dead link is noticed within the pong timeout. */
  probe(): void {
    if (!this.#opened || this.#ended || this.#awaitingPong) return;
    this.#awaitingPong = true;
    this.#setTimer(this.#options.times.pongTimeoutMs, () => this.drop('No answer to a ping.'));
    this.send(pingFrame);
  }

  /** Ends the link and reports it, without waiting for a closing handshake that a dead link never answers. */
  drop(reason: string, renewal?: RenewalReason): void {
    if (this.#ended) return;
    this.close();
    this.#options.onDown({ opened: this.#opened, reason, ...(renewal === undefined ? {} : { renewal }) });
  }

  /** Ends the link silently. */
  close(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelTimer();
    this.#socket.close(1000);
  }

  #handleOpen(): void {
    if (this.#ended) return;
    this.#opened = true;
    this.#waitForSilence();
    this.#options.onOpen();
  }

  /** Node's own WebSocket (undici 6) tells of a handshake that failed by this event alone, without a close. */
  #handleError(event: object): void {
    if (!this.#opened) this.drop('The handshake failed.', saysRefused(event) ? 'refused' : undefined);
  }

  #handleClose(code: number, reason: string): void {
    if (this.#ended) return;
    if (code === messageTooBig) this.#options.onTooLarge();
    this.drop(reason || `Closed with code ${code}.`);
  }

  #handleFrame(data: unknown): void {
    if (this.#ended) return;
    this.#awaitingPong = false;
    this.#waitForSilence();
    if (typeof data === 'string') this.#options.onFrame(data);
  }

  #waitForSilence(): void {
    this.#setTimer(this.#options.times.heartbeatMs, () => this.probe());
  }

  #setTimer(delayMs: number, callback: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.schedule(delayMs, callback);
  }
}
