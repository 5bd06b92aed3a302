/** Stops something that was started or scheduled. Calling it again does nothing. */
export type Cancel = () => void;

/** The clock and its timers; a test passes its own. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls `callback` once, `delayMs` milliseconds from now. */
  schedule(delayMs: number, callback: () => void): Cancel;
}
