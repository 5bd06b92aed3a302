/** What is known when a transaction lost its race. */
export interface LostRace {
  /** Races that this message has lost so far, this one included: 1, 2, 3, ... */
  readonly losses: number;
  /** How long the transaction took, milliseconds. */
  readonly roundTripMs: number;
  /** At least 0, below 1. */
  readonly random: number;
}

/** A round trip is never taken to be shorter or longer than that, milliseconds. */
const shortestRoundTripMs = 5;
const longestRoundTripMs = 30;
/** The first pause is at most so many round trips. Each loss doubles it, up to the longest. */
const firstWindow = 8;
const longestWindow = 64;

/**
 * How long to wait before the next try, milliseconds.
 *
 * A thread takes one message per round trip. A writer who has just lost cannot know how many others there are, so it
 * waits a random part of a window that doubles with every loss (full jitter; exponential back-off as in CSMA/CD): the
 * writers spread until about as many try in a round trip as can win in one.
 */
export function pauseAfterLoss({ losses, roundTripMs, random }: LostRace): number {
  const roundTrip = Math.min(Math.max(roundTripMs, shortestRoundTripMs), longestRoundTripMs);
  const window = Math.min(firstWindow * 2 ** (losses - 1), longestWindow);
  return random * window * roundTrip;
}
