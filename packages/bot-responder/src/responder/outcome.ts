/** How one look at a thread ended. */
export type Outcome =
  /** A reply was committed. */
  | 'replied'
  /** Nothing waits for an answer of the bot. */
  | 'nothingToAnswer'
  /** Another invocation is answering: it will see every message that is there when it is done. */
  | 'held'
  /** The lease was lost while the bot was asked, or another invocation saved the bot's state. Nothing was committed. */
  | 'lockLost'
  /** The reply is no longer wanted: it was cancelled, or another invocation has answered. Nothing was committed. */
  | 'answered'
  /** More was written while the bot was asked, and the bot wants to answer all of it at once. Nothing was committed. */
  | 'restarted'
  /** A human took the thread over while the bot was asked: nothing was committed. */
  | 'takenOver'
  /** A human has taken a participant over. */
  | 'overridden'
  /** The bot gave no reply. The thread waits, and the sweeper asks again. */
  | 'failed';

/** Whether a message can have come meanwhile whose own delivery found the thread held, so that nobody looks at it. */
export const mustLookAgain = (outcome: Outcome): boolean =>
  outcome === 'replied' ||
  outcome === 'nothingToAnswer' ||
  outcome === 'answered' ||
  outcome === 'lockLost' ||
  outcome === 'restarted' ||
  outcome === 'takenOver';

/**
 * Whether the invocation delivered no message. An earlier try of it may have committed a reply and died before it delivered it. A device
 * that gets a later message notices the gap and fetches what is missing, but no later message follows here.
 */
export const hasSaidNothing = (outcome: Outcome): boolean => outcome !== 'replied';
