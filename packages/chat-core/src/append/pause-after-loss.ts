/** What is known when a transaction lost its race. */
export interface LostRace {
  /** Races that this message has lost so far, this one included: 1, 2, 3, ... */
  readonly losses: number;
  /** How long the transaction took, milliseconds. */
  readonly roundTripMs: number;
  /** Since the first try of this message began, its pauses included, milliseconds. */
  readonly elapsedMs: number;
  /** How many messages others have committed to the thread in that time. */
  readonly othersWrote: number;
  /** At least 0, below 1. */
  readonly random: number;
}

/** A round trip is never taken to be shorter or longer than that, milliseconds: the longest pause is 3.84 s. */
const shortestRoundTripMs = 5;
const longestRoundTripMs = 60;
/** The first pause is at most so many round trips. Each loss doubles it, up to the longest. */
const firstWindow = 8;
const longestWindow = 64;
/**
 * A thread is saturated when others commit at least so many messages in a round trip; it can take half of one to one.
 */
const saturation = 0.25;

/**
 * How long to wait before the next try, milliseconds.
 *
 * A writer who has just lost cannot know how many others there are, so it waits a random part of a window that doubles
 * with every loss (full jitter; exponential back-off as in CSMA/CD). From the second loss on it has seen how fast the
 * thread moves: where the thread takes messages about as fast as it can, the window is the longest at once.
 */
export function pauseAfterLoss(race: LostRace): number {
  const roundTrip = Math.min(Math.max(race.roundTripMs, shortestRoundTripMs), longestRoundTripMs);
  const doubled = Math.min(firstWindow * 2 ** (race.losses - 1), longestWindow);
  return race.random * roundTrip * (isSaturated(race, roundTrip) ? longestWindow : doubled);
}

/** One loss tells nothing yet: its loser knows of one message in one round trip, even if the thread is otherwise quiet. */
const isSaturated = ({ losses, elapsedMs, othersWrote }: LostRace, roundTripMs: number): boolean =>
  losses > 1 && othersWrote * roundTripMs >= saturation * elapsedMs;
