import type { Cancel, Clock } from '../src/clock.ts';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
  cancelled: boolean;
}

/** A clock that stands still until it is told how far to go. */
export class FakeClock implements Clock {
  #now = 1_700_000_000_000;
  /** By time; timers of the same time in the order in which they were scheduled. */
  readonly #timers = new Map<number, Timer[]>();
  readonly #times = new Heap();

  readonly now = (): number => this.#now;

  schedule(delayMs: number, callback: () => void): Cancel {
    const timer = { at: Math.max(this.#now, this.#now + delayMs), callback, cancelled: false };
    const sameTime = this.#timers.get(timer.at);
    if (sameTime) sameTime.push(timer);
    else {
      this.#timers.set(timer.at, [timer]);
      this.#times.push(timer.at);
    }
    return () => {
      timer.cancelled = true;
    };
  }

  /** Lets `ms` milliseconds pass: what is due runs in its order, and promises settle in between. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (let next = this.#takeNext(end); next; next = this.#takeNext(end)) {
      this.#now = next.at;
      next.callback();
      await settle();
    }
    this.#now = end;
  }

  #takeNext(end: number): Timer | undefined {
    for (let at = this.#times.least; at !== undefined && at <= end; at = this.#times.least) {
      const timer = this.#timers.get(at)?.shift();
      if (timer === undefined) {
        this.#timers.delete(at);
        this.#times.pop();
      } else if (!timer.cancelled) return timer;
    }
    return undefined;
  }
}

/** Numbers, of which the least can be taken. Invariant: none is less than its parent, which is at half its index. */
class Heap {
  readonly #numbers: number[] = [];

  get least(): number | undefined {
    return this.#numbers[0];
  }

  push(value: number): void {
    let index = this.#numbers.push(value) - 1;
    while (index > 0 && this.#at(parentOf(index)) > this.#at(index)) {
      this.#swap(index, parentOf(index));
      index = parentOf(index);
    }
  }

  pop(): void {
    this.#swap(0, this.#numbers.length - 1);
    this.#numbers.pop();
    for (let index = 0; ; ) {
      const child = this.#at(2 * index + 2) < this.#at(2 * index + 1) ? 2 * index + 2 : 2 * index + 1;
      if (this.#at(child) >= this.#at(index)) return;
      this.#swap(index, child);
      index = child;
    }
  }

  #at(index: number): number {
    return this.#numbers[index] ?? Number.POSITIVE_INFINITY;
  }

  #swap(one: number, other: number): void {
    const kept = this.#at(one);
    this.#numbers[one] = this.#at(other);
    this.#numbers[other] = kept;
  }
}

const parentOf = (index: number): number => (index - 1) >> 1;

/** Lets everything run that waits for a promise alone. */
async function settle(): Promise<void> {
  for (let round = 0; round < 8; round += 1) await Promise.resolve();
}
