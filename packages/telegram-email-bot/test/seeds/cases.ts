import { seeds } from './seed-runs.ts';

/** So many seeds have every case among them. */
const enough = 300;

/** How often each case occurred in a search. */
export class Cases<Name extends string> {
  readonly #counts: Map<Name, number>;

  constructor(...names: readonly Name[]) {
    this.#counts = new Map(names.map((name) => [name, 0]));
  }

  count(name: Name, times = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + times);
  }

  toString(): string {
    return [...this.#counts].map(([name, count]) => `${count} ${name}`).join(', ');
  }

  /** A long run in which a case never occurred shows nothing of it. */
  expectAll(): void {
    const missing = [...this.#counts].filter(([, count]) => count === 0).map(([name]) => name);
    if (seeds.length >= enough && missing.length > 0)
      throw new Error(`In ${seeds.length} seeds there were no ${missing.join(', ')}.`);
  }
}
