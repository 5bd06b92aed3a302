/** The messages of one connection, so that a client which floods the platform waits for itself and not others for it. */
export interface Lane {
  /** Handles a message, at once or when its turn has come. Messages begin in their order. */
  add(handle: () => Promise<void>): void;
}

export interface LaneOptions {
  /** Asks the client to send no more, or to go on. */
  readonly setPaused: (isPaused: boolean) => void;
}

/** How many messages of a connection are handled at once. */
const atOnce = 2;

/**
 * A message that takes longer than this, in milliseconds, waits for something itself, a model for example: the next one begins meanwhile, as
 * on API Gateway, which lets any number run at once.
 */
const slowMs = 250;

/** More messages than these that wait, or that are slow, stop the client until there are fewer. */
const mostWaiting = 100;

/**
 * Its invariant: `running` counts the messages that have begun less than {@link slowMs} ago and have not ended. It is at most {@link atOnce},
 * and where it is less, none waits.
 */
export function createLane({ setPaused }: LaneOptions): Lane {
  const waiting: (() => Promise<void>)[] = [];
  let running = 0;
  let unfinished = 0;
  let isPaused = false;

  const pauseOrGoOn = (): void => {
    const shouldPause = unfinished > mostWaiting;
    if (shouldPause === isPaused) return;
    isPaused = shouldPause;
    setPaused(isPaused);
  };

  const begin = (handle: () => Promise<void>): void => {
    running += 1;
    let isCounted = true;
    const leave = (): void => {
      if (!isCounted) return;
      isCounted = false;
      running -= 1;
      const next = waiting.shift();
      if (next) begin(next);
    };
    const slow = setTimeout(leave, slowMs);
    void handle().finally(() => {
      clearTimeout(slow);
      unfinished -= 1;
      leave();
      pauseOrGoOn();
    });
  };

  return {
    add: (handle) => {
      unfinished += 1;
      if (running < atOnce) begin(handle);
      else waiting.push(handle);
      pauseOrGoOn();
    },
  };
}
