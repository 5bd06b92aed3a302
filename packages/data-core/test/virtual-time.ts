import type { Sleep } from '../src/shared/time/backoff.ts';

/** A time that passes only when somebody waits, so that histories are quick and leases run out while others wait. */
export class VirtualTime {
  ms = 1_700_000_000_000;

  /** @param skewMs how far this clock is ahead of the others */
  clock(skewMs = 0): () => number {
    return () => this.ms + skewMs;
  }

  /** Lets time pass without waiting for it. */
  pass(ms: number): void {
    this.ms += Math.ceil(ms);
  }

  readonly sleep: Sleep = async (ms, { signal, ref = true } = {}) => {
    // A lease's own watch: its holder is paused, so that it is neither renewed nor told.
    if (!ref) return new Promise((resolve) => signal?.addEventListener('abort', resolve));
    this.pass(ms);
    // A moment of real time, so that those who wait do not crowd out the one that they wait for.
    await new Promise((resolve) => setTimeout(resolve, ms / 100));
  };
}
