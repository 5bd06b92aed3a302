import type { Cancel } from './clock.ts';

/** What a user interface reads: `getSnapshot` returns the same object until something changes. */
export interface ReadableStore<Snapshot> {
  getSnapshot(): Snapshot;
  /** Calls `listener` after every change, until the returned function is called. */
  subscribe(listener: () => void): Cancel;
}

/** A value that tells its subscribers when it is replaced. */
export class Store<Snapshot extends object> implements ReadableStore<Snapshot> {
  #snapshot: Snapshot;
  readonly #listeners = new Set<() => void>();

  constructor(initial: Snapshot) {
    this.#snapshot = initial;
  }

  readonly getSnapshot = (): Snapshot => this.#snapshot;

  readonly subscribe = (listener: () => void): Cancel => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Replaces the named properties. Subscribers are told only if one of them has changed. */
  update(changes: Partial<Snapshot>): void {
    const keys = Object.keys(changes) as (keyof Snapshot)[];
    if (keys.every((key) => changes[key] === this.#snapshot[key])) return;
    this.#snapshot = { ...this.#snapshot, ...changes };
    for (const listener of [...this.#listeners]) listener();
  }
}
