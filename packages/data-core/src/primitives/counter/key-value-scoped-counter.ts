import { requireFunction, requireList, requireMethod } from '../../shared/validation/options.ts';
import type { KeyCount, KeyValueCounter } from './key-value-counter.ts';

/** Counters by keys of the caller's own kind, such as users. */
export class KeyValueScopedCounter<Key extends string = string> {
  readonly #id: (key: Key) => string;
  readonly #counter: KeyValueCounter;

  /** @param id the counter's id for a key, for example `(userId) => 'user-' + userId` */
  constructor(id: (key: Key) => string, counter: KeyValueCounter) {
    requireFunction('id', id);
    requireMethod('counter', counter, 'incr', 'a KeyValueCounter');
    this.#id = id;
    this.#counter = counter;
  }

  inc(key: Key, by = 1): Promise<number> {
    return this.#counter.incr(this.#id(key), by);
  }

  dec(key: Key, by = 1): Promise<number> {
    return this.#counter.decr(this.#id(key), by);
  }

  /** The name of {@link dec} in common-aws. */
  decr(key: Key, by = 1): Promise<number> {
    return this.dec(key, by);
  }

  /** In the order asked; the ids are the keys as they were given. */
  async get(keys: readonly Key[]): Promise<KeyCount<Key>[]> {
    requireList('keys', keys);
    const counts = await this.#counter.get(keys.map(this.#id));
    return keys.map((id, index) => ({ id, count: counts[index]?.count }));
  }

  /** The count, 0 if there is none yet. */
  async current(key: Key): Promise<number> {
    const [found] = await this.get([key]);
    return found?.count ?? 0;
  }

  reset(key: Key): Promise<void> {
    return this.#counter.delete(this.#id(key));
  }
}
