import { setImmediate } from 'node:timers/promises';

interface Sleeper {
  readonly wakesAt: number;
  readonly wake: () => void;
}

/** Time as a test has it: the clock stands until the test turns it, and no pause takes any time. */
export interface TestClock {
  now(): number;
  advance(milliseconds: number): void;
  /**
   * Ends when nothing is under way any more, shorter pauses first: work that is done at once is done before any pause.
   */
  pause(milliseconds: number): Promise<void>;
  /** Does what takes real time: no pause ends meanwhile. */
  during<Result>(work: () => Promise<Result>): Promise<Result>;
}

export function createTestClock(startsAt: number): TestClock {
  let time = startsAt;
  let slept = 0;
  let underWay = 0;
  let isTurning = false;
  const sleepers = new Set<Sleeper>();

  const next = (): Sleeper | undefined => [...sleepers].toSorted((a, b) => a.wakesAt - b.wakesAt)[0];

  async function turn(): Promise<void> {
    if (isTurning) return;
    isTurning = true;
    while (sleepers.size > 0) {
      await setImmediate();
      const sleeper = underWay === 0 ? next() : undefined;
      if (sleeper === undefined) continue;
      sleepers.delete(sleeper);
      slept = Math.max(slept, sleeper.wakesAt);
      sleeper.wake();
    }
    isTurning = false;
  }

  return {
    now: () => time,
    advance(milliseconds) {
      time += milliseconds;
    },
    pause: (milliseconds) =>
      new Promise((wake) => {
        sleepers.add({ wakesAt: slept + milliseconds, wake });
        void turn();
      }),
    async during(work) {
      underWay += 1;
      try {
        return await work();
      } finally {
        underWay -= 1;
      }
    },
  };
}
