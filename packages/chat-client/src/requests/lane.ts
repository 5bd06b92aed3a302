import { type ClientFrame, type ServerFrame, utf8Bytes } from '@switchboard/protocol';
import type { Cancel } from '../clock.ts';
import { fullJitter } from '../connection/backoff.ts';
import {
  type ChatClientError,
  FrameRefusedError,
  RequestRefusedError,
  RequestTimedOutError,
  serverClosedOverSize,
} from '../errors.ts';
import { isTemporary } from '../temporary.ts';
import type { Request, RequestsOptions } from './request.ts';

interface Waiting {
  readonly request: Request;
  readonly cancelDeadline: Cancel;
}

/** A request that the service fails at this often, one attempt after the other, is given up if it has a deadline at all. */
const attemptsBeforeFailure = 8;

/**
 * The requests of one action, one at a time.
 *
 * Invariant: `#current` is in `#waiting`; while it is set, a timer runs that sends it again, unless the connection is away.
 */
export class Lane {
  readonly #options: RequestsOptions;
  #waiting: readonly Waiting[] = [];
  #current: Waiting | undefined;
  #connected: boolean;
  #failures = 0;
  #cancelTimer: Cancel = () => {};

  constructor(options: RequestsOptions, connected: boolean) {
    this.#options = options;
    this.#connected = connected;
  }

  /** Bytes of the frame that was sent and is not answered; 0 for none. */
  get inFlightBytes(): number {
    return this.#current ? utf8Bytes(JSON.stringify(this.#current.request.frame)) : 0;
  }

  add(request: Request): void {
    const { deadlineMs, frame } = request;
    const cancelDeadline =
      deadlineMs === undefined
        ? () => {}
        : this.#options.clock.schedule(deadlineMs, () =>
            this.#fail(request, new RequestTimedOutError(frame.action, deadlineMs)),
          );
    this.#waiting = [...this.#waiting, { request, cancelDeadline }];
    this.#sendNext();
  }

  remove(request: Request): void {
    const waiting = this.#waiting.find((other) => other.request === request);
    if (!waiting) return;
    waiting.cancelDeadline();
    this.#waiting = this.#waiting.filter((other) => other !== waiting);
    if (this.#current !== waiting) return;
    this.#stop();
    this.#sendNext();
  }

  resume(): void {
    this.#connected = true;
    this.#stop();
    this.#sendNext();
  }

  pause(): void {
    this.#connected = false;
    this.#stop();
  }

  failAll(errorOf: (frame: ClientFrame) => ChatClientError): void {
    this.pause();
    for (const { request } of this.#waiting) this.#fail(request, errorOf(request.frame));
  }

  /** @returns whether the frame answers what is on its way; a late answer to something else does not */
  handleFrame(frame: ServerFrame): boolean {
    const request = this.#current?.request;
    if (!request?.isAnswer(frame)) return false;
    this.remove(request);
    request.onAnswer(frame);
    return true;
  }

  handleError(error: ServerFrame<'error'>): void {
    const request = this.#current?.request;
    if (!request || !concerns(error, request.frame)) return;
    if (error.code === 'service.limited' && error.retryAfterMs !== undefined) {
      this.#options.onLimited(request.frame.action, error.retryAfterMs);
      this.#sendAgainIn(error.retryAfterMs);
    } else if (isTemporary(error.code) && !this.#isHopeless(request)) this.retryLater();
    else this.#fail(request, new RequestRefusedError(request.frame.action, error));
  }

  rejectTooLarge(): void {
    if (this.#current) this.#fail(this.#current.request, new FrameRefusedError(serverClosedOverSize));
  }

  /** Sends what is on its way again after a pause. */
  retryLater(): void {
    if (!this.#current) return;
    const { random, backoff } = this.#options;
    this.#failures += 1;
    this.#sendAgainIn(fullJitter(this.#failures, backoff, random));
  }

  #isHopeless({ deadlineMs }: Request): boolean {
    return deadlineMs !== undefined && this.#failures + 1 >= attemptsBeforeFailure;
  }

  #fail(request: Request, error: ChatClientError): void {
    this.remove(request);
    request.onFailure(error);
  }

  #sendNext(): void {
    const [next] = this.#waiting;
    if (this.#current || !next || !this.#connected) return;
    const { send, timeoutMs } = this.#options;
    this.#current = next;
    this.#sendAgainIn(timeoutMs);
    if (!send(next.request.frame)) this.pause();
  }

  #sendAgainIn(delayMs: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.schedule(delayMs, () => {
      this.#current = undefined;
      this.#sendNext();
    });
  }

  #stop(): void {
    this.#cancelTimer();
    this.#current = undefined;
    this.#failures = 0;
  }
}

/** An error that names another thread or note answers an earlier attempt at something else. */
const concerns = (error: ServerFrame<'error'>, frame: ClientFrame): boolean =>
  sameWhereNamed(error.threadId, 'threadId' in frame ? frame.threadId : undefined) &&
  sameWhereNamed(error.clientMessageId, 'clientMessageId' in frame ? frame.clientMessageId : undefined);

const sameWhereNamed = (named: string | undefined, own: string | undefined): boolean =>
  named === undefined || own === undefined || named === own;
