import type { Cancel, Clock } from '../clock.ts';
import { type Backoff, fullJitter } from '../connection/backoff.ts';
import { type FrameRefusedError, serverClosedOverSize } from '../errors.ts';
import { isTemporary } from '../temporary.ts';
import type { OutboxStorage } from './outbox-storage.ts';
import { isKept, type OutgoingMessage } from './outgoing-message.ts';
import { findOutgoing, nextToSend, type Queue, withFailure, without, withRetry } from './queue.ts';

export interface OutboxOptions {
  readonly storage: OutboxStorage;
  readonly clock: Clock;
  readonly random: () => number;
  readonly backoff: Backoff;
  /** A message is sent again when its acknowledgement has not come within this time, in milliseconds. */
  readonly ackTimeoutMs: number;
  /** @returns why the protocol does not admit the message, or `undefined` if it does */
  readonly refusalOf: (message: OutgoingMessage) => FrameRefusedError | undefined;
  /** @returns false while there is no connection */
  readonly send: (message: OutgoingMessage) => boolean;
  /** An acknowledgement did not come: the connection may be dead. */
  readonly onSilence: () => void;
  readonly onChange: (queue: Queue) => void;
  /** The service takes no message before `until` (epoch milliseconds), or takes them again (`undefined`). */
  readonly onLimited: (until: number | undefined) => void;
  /** A message is given up. */
  readonly onFailed: (message: OutgoingMessage) => void;
}

export interface Rejection {
  readonly code: string;
  readonly message: string;
  /** With `service.limited`: how long to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
}

/** A message that the server fails at this often, one attempt after the other, would hold up all others for ever. */
const attemptsBeforeFailure = 8;

/** How long a limit lasts that does not say it, in milliseconds. */
const defaultLimitMs = 5_000;

/** A limit that lasts longer is a failure that the user should see, in milliseconds. */
const longestLimitMs = 10 * 60_000;

/**
 * Sends what is written, one message at a time and in order, each until the server has acknowledged it or it has failed.
 *
 * Invariant: `#current`, where it is set, names the first message of `#queue` whose status is `sending`. One timer runs for
 * it: for the acknowledgement while it is `#onWire`, otherwise for its next attempt. `#failures` counts the attempts at it
 * that the service has failed at since the connection opened, and is 0 again as soon as another message takes its place.
 * `storage` holds what is to outlive the page: the queue without what the protocol refuses.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  #queue: Queue;
  #current: string | undefined;
  #onWire = false;
  #failures = 0;
  /** No message is sent before, in epoch milliseconds. */
  #notBefore = 0;
  #cancelTimer: Cancel = () => {};

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#queue = options.storage.load().map((message) => this.#checked(message));
    options.storage.save(this.#queue.filter(isKept));
  }

  get queue(): Queue {
    return this.#queue;
  }

  /** The message that was sent and is not answered, if there is one. */
  get inFlight(): OutgoingMessage | undefined {
    return this.#onWire ? this.find(this.#current) : undefined;
  }

  find(clientMessageId: string | undefined): OutgoingMessage | undefined {
    return findOutgoing(this.#queue, clientMessageId);
  }

  /** @throws {FrameRefusedError} if the protocol does not admit it; then nothing has changed */
  add(message: OutgoingMessage): void {
    const refusal = this.#options.refusalOf(message);
    if (refusal) throw refusal;
    this.#replace([...this.#queue, message]);
    this.#sendNext();
  }

  /** A connection is open: what was sent on the last one and not acknowledged is sent again. */
  resume(): void {
    this.pause();
    this.#sendNext();
  }

  /** There is no connection: nothing is sent until {@link resume}. */
  pause(): void {
    this.#cancelTimer();
    this.#setCurrent(undefined);
    this.#failures = 0;
  }

  /** The server has stored and published a message: it is done. */
  acknowledge(clientMessageId: string): void {
    this.#replace(without(this.#queue, clientMessageId));
    this.#moveOnFrom(clientMessageId);
  }

  /** The server refused a message or, without an id, failed at the last frame that it got. */
  reject(clientMessageId: string | undefined, rejection: Rejection): void {
    const message = this.find(clientMessageId ?? this.#current);
    if (message?.status !== 'sending') return;
    const id = message.clientMessageId;
    if (!isTemporary(rejection.code)) this.#fail(message, rejection);
    else if (id === this.#current) this.#tryAgain(message, rejection);
  }

  /** The server closed the connection because of the size of the message that was on its way. */
  rejectTooLarge(): void {
    const message = this.inFlight;
    if (message) this.#fail(message, serverClosedOverSize);
  }

  /** Sends a failed message again, behind those that wait. */
  retry(clientMessageId: string): void {
    this.#replace(withRetry(this.#queue, clientMessageId).map((message) => this.#checked(message)));
    this.#sendNext();
  }

  /** Forgets a failed message. One that is being sent cannot be taken back. */
  discard(clientMessageId: string): void {
    if (this.find(clientMessageId)?.status !== 'failed') return;
    this.#replace(without(this.#queue, clientMessageId));
  }

  /** What an earlier version of the page has kept may not be admitted by this one. */
  #checked(message: OutgoingMessage): OutgoingMessage {
    const refusal = message.status === 'sending' ? this.#options.refusalOf(message) : undefined;
    if (!refusal) return message;
    return { ...message, status: 'failed', error: { code: refusal.code, message: refusal.message } };
  }

  #tryAgain(message: OutgoingMessage, rejection: Rejection): void {
    this.#onWire = false;
    if (rejection.code === 'service.limited') {
      this.#waitForLimit(message, rejection);
      return;
    }
    this.#failures += 1;
    const { random, backoff } = this.#options;
    if (this.#failures >= attemptsBeforeFailure) this.#fail(message, rejection);
    else this.#sendAgainIn(fullJitter(this.#failures, backoff, random));
  }

  #waitForLimit(message: OutgoingMessage, rejection: Rejection): void {
    const { retryAfterMs = defaultLimitMs } = rejection;
    if (retryAfterMs > longestLimitMs) {
      this.#fail(message, rejection);
      return;
    }
    const { clock, onLimited } = this.#options;
    this.#notBefore = clock.now() + retryAfterMs;
    onLimited(this.#notBefore);
    this.#sendAgainIn(retryAfterMs);
  }

  #fail({ clientMessageId }: OutgoingMessage, { code, message }: Rejection): void {
    this.#replace(withFailure(this.#queue, clientMessageId, { code, message }));
    const failed = this.find(clientMessageId);
    this.#moveOnFrom(clientMessageId);
    if (failed) this.#options.onFailed(failed);
  }

  #sendNext(): void {
    if (this.#current !== undefined) return;
    const message = nextToSend(this.#queue);
    if (!message) return;
    this.#setCurrent(message.clientMessageId);
    const { ackTimeoutMs, clock, onLimited, onSilence, send } = this.#options;
    const limitedMs = this.#notBefore - clock.now();
    if (limitedMs > 0) {
      this.#sendAgainIn(limitedMs);
      return;
    }
    onLimited(undefined);
    this.#sendAgainIn(ackTimeoutMs, onSilence);
    this.#onWire = true;
    if (!send(message)) this.pause();
  }

  #sendAgainIn(delayMs: number, before?: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.schedule(delayMs, () => {
      before?.();
      this.#sendAgain();
    });
  }

  #sendAgain(): void {
    this.#cancelTimer();
    this.#setCurrent(undefined);
    this.#sendNext();
  }

  #setCurrent(id: string | undefined): void {
    this.#current = id;
    this.#onWire = false;
  }

  #moveOnFrom(clientMessageId: string): void {
    if (clientMessageId !== this.#current) return;
    this.#failures = 0;
    this.#sendAgain();
  }

  #replace(queue: Queue): void {
    this.#queue = queue;
    this.#options.storage.save(queue.filter(isKept));
    this.#options.onChange(queue);
  }
}
