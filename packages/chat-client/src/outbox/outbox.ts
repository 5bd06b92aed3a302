import type { Cancel, Clock } from '../clock.ts';
import { type Backoff, fullJitter } from '../connection/backoff.ts';
import type { OutboxStorage } from './outbox-storage.ts';
import type { OutgoingMessage } from './outgoing-message.ts';
import { findOutgoing, nextToSend, type Queue, withFailure, without, withRetry } from './queue.ts';

export interface OutboxOptions {
  readonly storage: OutboxStorage;
  readonly clock: Clock;
  readonly random: () => number;
  readonly backoff: Backoff;
  /** A message is sent again when its acknowledgement has not come for so long, in milliseconds. @default 8_000 */
  readonly ackTimeoutMs: number;
  /** @returns false while there is no connection */
  readonly send: (message: OutgoingMessage) => boolean;
  /** An acknowledgement did not come: the connection may be dead. */
  readonly onSilence: () => void;
  readonly onChange: (queue: Queue) => void;
}

export interface Rejection {
  readonly code: string;
  readonly message: string;
  /** Whether the same message may be taken later. */
  readonly temporary: boolean;
}

/** A message that the server fails at so often, one attempt after the other, would hold up all others for ever. */
const attemptsBeforeFailure = 8;

/** Sends what is written, one message at a time and in order, each again and again until the server has acknowledged it. */
export class Outbox {
  readonly #options: OutboxOptions;
  #queue: Queue;
  /** The message that waits for its acknowledgement, or for its next attempt. */
  #current: string | undefined;
  #failures = 0;
  #cancelTimer: Cancel = () => {};

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#queue = options.storage.load();
  }

  get queue(): Queue {
    return this.#queue;
  }

  find(clientMessageId: string): OutgoingMessage | undefined {
    return findOutgoing(this.#queue, clientMessageId);
  }

  add(message: OutgoingMessage): void {
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
    this.#current = undefined;
    this.#failures = 0;
  }

  /** The server has stored and published a message: it is done. */
  acknowledge(clientMessageId: string): void {
    this.#replace(without(this.#queue, clientMessageId));
    this.#moveOnFrom(clientMessageId);
  }

  /**
   * The server did not take a message, or (without a name) it failed at whatever it was given last.
   *
   * @returns the message, if it is given up
   */
  reject(clientMessageId: string | undefined, rejection: Rejection): OutgoingMessage | undefined {
    const id = clientMessageId ?? this.#current;
    if (id === undefined || !findOutgoing(this.#queue, id)) return undefined;
    if (rejection.temporary) {
      if (id !== this.#current) return undefined;
      this.#failures += 1;
      if (this.#failures < attemptsBeforeFailure) {
        this.#sendAgainLater();
        return undefined;
      }
    }
    this.#replace(withFailure(this.#queue, id, { code: rejection.code, message: rejection.message }));
    this.#moveOnFrom(id);
    return findOutgoing(this.#queue, id);
  }

  /** Sends a failed message again, behind those that wait. */
  retry(clientMessageId: string): void {
    this.#replace(withRetry(this.#queue, clientMessageId));
    this.#sendNext();
  }

  /** Forgets a failed message. One that is being sent cannot be taken back. */
  discard(clientMessageId: string): void {
    if (findOutgoing(this.#queue, clientMessageId)?.status !== 'failed') return;
    this.#replace(without(this.#queue, clientMessageId));
  }

  #sendNext(): void {
    if (this.#current !== undefined) return;
    const message = nextToSend(this.#queue);
    if (!message) return;
    const { ackTimeoutMs, clock, onSilence, send } = this.#options;
    this.#current = message.clientMessageId;
    this.#cancelTimer = clock.schedule(ackTimeoutMs, () => {
      onSilence();
      this.#sendAgain();
    });
    if (!send(message)) this.pause();
  }

  #sendAgain(): void {
    this.#cancelTimer();
    this.#current = undefined;
    this.#sendNext();
  }

  #sendAgainLater(): void {
    const { clock, random, backoff } = this.#options;
    this.#cancelTimer();
    this.#cancelTimer = clock.schedule(fullJitter(this.#failures, backoff, random), () => this.#sendAgain());
  }

  #moveOnFrom(clientMessageId: string): void {
    if (clientMessageId !== this.#current) return;
    this.#failures = 0;
    this.#sendAgain();
  }

  #replace(queue: Queue): void {
    this.#queue = queue;
    this.#options.storage.save(queue);
    this.#options.onChange(queue);
  }
}
