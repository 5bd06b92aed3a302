import type { Outcome } from './outcome.ts';

/** The reply is no longer wanted: nothing of it may be committed. `outcome` says why. */
export class ReplyUnwantedError extends Error {
  override readonly name = 'ReplyUnwantedError';
  readonly code = 'reply.unwanted';
  readonly outcome: Extract<Outcome, 'takenOver' | 'answered' | 'restarted' | 'lockLost'>;

  constructor(outcome: ReplyUnwantedError['outcome']) {
    super(`The reply is no longer wanted: ${outcome}.`);
    this.outcome = outcome;
  }
}

/** What a line of the log calls something that was thrown. */
export const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
