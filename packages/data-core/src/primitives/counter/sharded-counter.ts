import { inParallel } from '../../shared/batch/in-parallel.ts';
import {
  requireFunctions,
  requireKnown,
  requireMethod,
  requireText,
  requireWhole,
} from '../../shared/validation/options.ts';
import { requireBy } from './counter-requests.ts';
import type { KeyValueCounter } from './key-value-counter.ts';

export interface ShardedCounterOptions {
  /** How many items share the load of one counter; each takes about 1000 changes a second. @default 10 */
  readonly shards?: number;
  /** From 0 to less than 1. @default Math.random */
  readonly random?: () => number;
}

/**
 * A counter for more changes a second than one item can take. An increment is still one request; reading costs half a
 * read unit for each shard. `shards` may be raised later, never lowered.
 */
export class ShardedCounter {
  readonly #counter: KeyValueCounter;
  readonly #shards: number;
  readonly #random: () => number;

  constructor(counter: KeyValueCounter, options: ShardedCounterOptions = {}) {
    requireKnown('ShardedCounter', options, ['shards', 'random']);
    const { shards = 10, random = Math.random } = options;
    requireMethod('counter', counter, 'incr', 'a KeyValueCounter');
    requireWhole('shards', shards);
    requireFunctions(options);
    this.#counter = counter;
    this.#shards = shards;
    this.#random = random;
  }

  /** Adds `by`. The count is not returned: that takes a read of all shards. */
  async incr(id: string, by = 1): Promise<void> {
    await this.#counter.incr(this.#shard(id, Math.floor(this.#random() * this.#shards)), by);
  }

  decr(id: string, by = 1): Promise<void> {
    requireBy(by);
    return this.incr(id, -by);
  }

  /** The sum of all shards. Changes made meanwhile may be in it or not. */
  async get(id: string): Promise<number> {
    const counts = await this.#counter.get(this.#ids(id));
    return counts.reduce((sum, { count = 0 }) => sum + count, 0);
  }

  async delete(id: string): Promise<void> {
    await inParallel(this.#ids(id), 10, (shard) => this.#counter.delete(shard));
  }

  #ids(id: string): string[] {
    return Array.from({ length: this.#shards }, (_, shard) => this.#shard(id, shard));
  }

  #shard(id: string, shard: number): string {
    requireText('id', id);
    return `${id}#${shard}`;
  }
}
