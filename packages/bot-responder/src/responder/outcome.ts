/** How one look at a thread ended. */
export type Outcome =
  /** A reply was committed. */
  | 'replied'
  /** Nothing waits for an answer of the bot. */
  | 'nothingToAnswer'
  /** Someone else is answering: they will see every message that is there when they are done. */
  | 'held'
  /** The lease was lost while the bot was asked: whoever has it now answers. */
  | 'lockLost'
  /** A human took the thread over while the bot was asked: nothing was committed. */
  | 'takenOver'
  /** A human has taken a participant over. */
  | 'overridden';

/** Whether a message can have come meanwhile whose own delivery found the lock held, so that nobody looks at it. */
export const mustLookAgain = (outcome: Outcome): boolean =>
  outcome === 'replied' || outcome === 'nothingToAnswer' || outcome === 'takenOver';
