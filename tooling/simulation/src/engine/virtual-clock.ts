interface Timer {
  readonly dueAt: number;
  readonly fire: () => void;
}

/** Time that passes only when it is told to. */
export interface VirtualClock {
  /** Epoch milliseconds. */
  now(): number;
  /** Lets time pass; nothing becomes due by it before {@link fireNext}. */
  advance(milliseconds: number): void;
  /** Fulfilled once that much time has passed; rejects with the signal's reason when it aborts before. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Whether anyone waits for time to pass. */
  hasTimers(): boolean;
  /** Goes to when the next timer is due, and fires it. */
  fireNext(): void;
}

export function createVirtualClock(startAt: number): VirtualClock {
  let time = startAt;
  const timers = new Set<Timer>();

  /** Timers that are due together fire in the order in which they were set: a Set keeps it. */
  const nextTimer = (): Timer | undefined =>
    [...timers].reduce<Timer | undefined>(
      (first, timer) => (first && first.dueAt <= timer.dueAt ? first : timer),
      undefined,
    );

  return {
    now: () => time,
    advance(milliseconds) {
      time += milliseconds;
    },
    wait: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const cancel = () => {
          timers.delete(timer);
          reject(signal?.reason);
        };
        const timer: Timer = {
          // Clocks show whole milliseconds, and a timer is not early.
          dueAt: time + Math.ceil(milliseconds),
          fire: () => {
            signal?.removeEventListener('abort', cancel);
            resolve();
          },
        };
        timers.add(timer);
        signal?.addEventListener('abort', cancel, { once: true });
      }),
    hasTimers: () => timers.size > 0,
    fireNext() {
      const timer = nextTimer();
      if (timer === undefined) return;
      timers.delete(timer);
      time = Math.max(time, timer.dueAt);
      timer.fire();
    },
  };
}
