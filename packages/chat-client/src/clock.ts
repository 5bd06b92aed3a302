/** Stops something that was started or scheduled. Calling it again does nothing. */
export type Cancel = () => void;

/** Time, so that a test can let hours pass in no time. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls `callback` once, `delayMs` milliseconds from now. */
  schedule(delayMs: number, callback: () => void): Cancel;
}
