import type { RenewalReason } from './credential.ts';

/** How one connection, or one attempt at it, ended. */
export interface LinkDown {
  /** Whether it had been open: then the credential was good. */
  readonly opened: boolean;
  /** Why the credential is known to be of no use any more. Browsers never tell of a refused handshake; the package `ws` does. */
  readonly renewal?: RenewalReason;
  readonly reason: string;
}

/** What went wrong since the last frame was received. */
export interface Failures {
  /** Connections that ended, for the schedule of attempts. */
  readonly inARow: number;
  /** What is left of the window of the last attempt, in milliseconds. */
  readonly restMs: number;
  /** The latest of these that never opened and used the same credential. */
  readonly unopened: number;
  /** Credentials that were renewed without success. */
  readonly renewals: number;
  /** Why the next attempt should ask for a new credential; absent where it should not. */
  readonly renewal?: RenewalReason;
  /** Whether to stop: new credentials are not accepted either. */
  readonly refused: boolean;
}

export const noFailures: Failures = { inARow: 0, restMs: 0, unopened: 0, renewals: 0, refused: false };

/**
 * A browser hides why a handshake failed: a refused token looks like a server that is away. So the credential comes under
 * suspicion only after this many attempts in a row that did not open.
 */
const suspiciousAfter = 4;

/** A server that is away for a moment can swallow a renewed credential, so one failed renewal proves little. */
const refusedAfterRenewals = 3;

/** What is known after a connection ended. */
export function afterLinkDown(failures: Failures, { opened, renewal: known }: LinkDown): Failures {
  const unopened = opened ? 0 : failures.unopened + 1;
  const renewal = known ?? (unopened >= suspiciousAfter ? 'refused' : undefined);
  return {
    inARow: failures.inARow + 1,
    restMs: failures.restMs,
    unopened,
    renewals: failures.renewals,
    ...(renewal === undefined ? {} : { renewal }),
    refused: renewal !== undefined && failures.renewals >= refusedAfterRenewals,
  };
}

/** What is known after a new credential was issued: it has yet to be tried. */
export const afterRenewal = ({ renewal: _, ...failures }: Failures): Failures => ({
  ...failures,
  unopened: 0,
  renewals: failures.renewals + 1,
});

/** What is known after no credential could be fetched: the network is away, so the old one may well be good. */
export const afterCredentialFailure = ({ renewal: _, ...failures }: Failures): Failures => ({
  ...failures,
  inARow: failures.inARow + 1,
  unopened: 0,
});
