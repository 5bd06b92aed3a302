import type { Sleep } from '../time/backoff.ts';

export interface LeaseOptions {
  readonly leaseMs: number;
  /** When the lease ends, in epoch milliseconds. */
  readonly untilMs: number;
  readonly now: () => number;
  readonly sleep: Sleep;
  /** Moves the lease's end to this time; false where someone else has it. Left out: the lease is not renewed by itself. */
  readonly renew?: (untilMs: number) => Promise<boolean>;
}

/** A lease renews itself when a third of it has passed, so that two renewals may fail before it ends. */
const renewalsPerLease = 3;

/**
 * Watches over a lease on this side: `signal` aborts when it has ended or someone else has it, and with `renew` it is extended
 * for as long as the process lives. It never keeps the process alive.
 */
export class Lease {
  readonly #options: LeaseOptions;
  readonly #stopped = new AbortController();
  readonly #lost = new AbortController();
  #untilMs: number;

  constructor(options: LeaseOptions) {
    this.#options = options;
    this.#untilMs = options.untilMs;
    // It ends by itself when stopped, and failures of a renewal are told by the signal.
    void this.#watch();
  }

  /** Aborts when the lease is lost. */
  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  get untilMs(): number {
    return this.#untilMs;
  }

  extendedTo(untilMs: number): void {
    this.#untilMs = untilMs;
  }

  lose(reason: unknown): void {
    this.stop();
    this.#lost.abort(reason);
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #watch(): Promise<void> {
    const { leaseMs, renew, now, sleep } = this.#options;
    const step = renew ? leaseMs / renewalsPerLease : leaseMs;
    while (!this.#stopped.signal.aborted) {
      const leftMs = this.#untilMs - now();
      if (leftMs <= 0) return this.lose(new Error('The lease has run out.'));
      // A stop ends the wait early: that is no failure.
      await sleep(Math.min(step, leftMs), { signal: this.#stopped.signal, ref: false }).catch(() => {});
      if (renew && !this.#stopped.signal.aborted) await this.#renew(renew);
    }
  }

  async #renew(renew: (untilMs: number) => Promise<boolean>): Promise<void> {
    const untilMs = this.#options.now() + this.#options.leaseMs;
    try {
      const renewed = await renew(untilMs);
      if (this.#stopped.signal.aborted) return;
      if (renewed) this.#untilMs = untilMs;
      else this.lose(new Error('Someone else has taken the lease.'));
    } catch {
      // Not reached this time: the next step tries again, until the lease has run out.
    }
  }
}
