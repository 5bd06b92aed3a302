import type { Cancel, Clock } from '../clock.ts';

/** What an operator does in a thread that is open before them. */
export type Activity = 'viewing' | 'typing';

/** The server forgets what is not said again within 45 seconds. */
const repeatMs = 20_000;

/**
 * Says again and again what the operator does in one thread, until it is left.
 *
 * Invariant: while a thread is watched, one timer runs, and it belongs to that thread.
 */
export class WatchedThread {
  readonly #clock: Clock;
  readonly #tell: (threadId: string, activity: Activity | 'left') => void;
  #watched: { readonly threadId: string; readonly activity: Activity } | undefined;
  #cancel: Cancel = () => {};

  constructor(clock: Clock, tell: (threadId: string, activity: Activity | 'left') => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** The operator looks at this thread and at no other; `undefined` leaves the one before. */
  watch(threadId: string | undefined, activity: Activity = 'viewing'): void {
    const before = this.#watched;
    if (before?.threadId === threadId && before?.activity === activity) return;
    this.#cancel();
    if (before !== undefined && before.threadId !== threadId) this.#tell(before.threadId, 'left');
    this.#watched = threadId === undefined ? undefined : { threadId, activity };
    this.repeat();
  }

  /** Says it now, for example over a new connection. */
  repeat(): void {
    this.#cancel();
    if (this.#watched === undefined) return;
    this.#tell(this.#watched.threadId, this.#watched.activity);
    this.#cancel = this.#clock.schedule(repeatMs, () => this.repeat());
  }

  /** Says nothing more. */
  close(): void {
    this.#cancel();
    this.#watched = undefined;
  }
}
