import type { ClientFrame, Message, ServerFrame } from '@switchboard/protocol';
import type { Cancel, Clock } from '../clock.ts';
import { type Backoff, fullJitter } from '../connection/backoff.ts';

/** What can be asked of a thread's history. */
export type HistoryRequest =
  /** The newest page: what a reader sees first. */
  | { readonly type: 'newest' }
  /** The page before the oldest that is shown. */
  | { readonly type: 'older'; readonly cursor: string }
  /** Everything after a moment, page by page: what was missed. */
  | { readonly type: 'missed'; readonly after: number; readonly cursor?: string };

export interface HistoryOptions {
  readonly threadId: string;
  /** Messages in a page. @default 40 */
  readonly pageSize: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly backoff: Backoff;
  /** A request that is not answered for so long is sent again, in milliseconds. */
  readonly timeoutMs: number;
  /** @returns false while there is no connection */
  readonly send: (frame: ClientFrame<'history.get' | 'thread.resume'>) => boolean;
  readonly onPage: (request: HistoryRequest, page: HistoryPage) => void;
}

export interface HistoryPage extends Pick<ServerFrame<'history'>, 'owner' | 'readPositions'> {
  /** Oldest first. */
  readonly messages: readonly Message[];
  /** Where the same request goes on; absent on the last page. */
  readonly cursor?: string | undefined;
}

type PageFrame = ServerFrame<'history'>;

function frameOf(request: HistoryRequest, threadId: string, limit: number) {
  const page = { threadId, limit };
  if (request.type === 'newest') return { action: 'history.get', ...page } as const;
  const { cursor } = request;
  if (request.type === 'older')
    return { action: 'history.get', direction: 'backward', cursor, ...page } as const;
  return cursor === undefined
    ? ({ action: 'thread.resume', after: request.after, ...page } as const)
    : ({ action: 'history.get', direction: 'forward', cursor, ...page } as const);
}

/** Asks for pages of history, one at a time, each until it is answered. A page does not say which request it answers. */
export class History {
  readonly #options: HistoryOptions;
  #waiting: readonly HistoryRequest[] = [];
  #current: HistoryRequest | undefined;
  #failures = 0;
  #cancelTimer: Cancel = () => {};

  constructor(options: HistoryOptions) {
    this.#options = options;
  }

  /** Asks for a page, unless one of the same type is asked for already. */
  request(request: HistoryRequest): void {
    if ([this.#current, ...this.#waiting].some((pending) => pending?.type === request.type)) return;
    this.#waiting = [...this.#waiting, request];
    this.#sendNext();
  }

  /** A connection is open: asks for `first`, and then again for what the last connection left unanswered. */
  resume(first: HistoryRequest): void {
    const older = [this.#current, ...this.#waiting].filter((pending) => pending?.type === 'older');
    this.pause();
    this.#waiting = [first, ...older.filter((pending) => pending !== undefined)];
    this.#sendNext();
  }

  pause(): void {
    this.#cancelTimer();
    if (this.#current) this.#waiting = [this.#current, ...this.#waiting];
    this.#current = undefined;
    this.#failures = 0;
  }

  /** Takes a page that came. One that nobody waits for is a late answer, and was asked for again. */
  handlePage({ direction, ...page }: PageFrame): void {
    const { cursor } = page;
    const request = this.#current;
    const expected = request?.type === 'missed' ? 'forward' : 'backward';
    if (!request || direction !== expected) return;
    this.#finish();
    if (request.type === 'missed' && cursor !== undefined) {
      this.#waiting = [{ ...request, cursor }, ...this.#waiting];
    }
    this.#options.onPage(request, page);
    this.#sendNext();
  }

  /** The server could not answer. @returns the request, if it is given up */
  handleError(temporary: boolean): HistoryRequest | undefined {
    const request = this.#current;
    if (!request) return undefined;
    if (temporary) {
      this.#sendAgainLater();
      return undefined;
    }
    this.#finish();
    this.#sendNext();
    return request;
  }

  #finish(): void {
    this.#cancelTimer();
    this.#current = undefined;
    this.#failures = 0;
  }

  #sendNext(): void {
    const [next, ...rest] = this.#waiting;
    if (this.#current || !next) return;
    const { clock, pageSize, send, threadId, timeoutMs } = this.#options;
    this.#waiting = rest;
    this.#current = next;
    this.#cancelTimer = clock.schedule(timeoutMs, () => this.#sendAgain());
    if (!send(frameOf(next, threadId, pageSize))) this.pause();
  }

  #sendAgainLater(): void {
    const { clock, random, backoff } = this.#options;
    this.#failures += 1;
    this.#cancelTimer();
    this.#cancelTimer = clock.schedule(fullJitter(this.#failures, backoff, random), () => this.#sendAgain());
  }

  #sendAgain(): void {
    this.#cancelTimer();
    if (this.#current) this.#waiting = [this.#current, ...this.#waiting];
    this.#current = undefined;
    this.#sendNext();
  }
}
