/** How one connection, or one attempt at it, ended. */
export interface LinkDown {
  /** Whether it had been open: then the credential was good. */
  readonly opened: boolean;
  /** Whether the server is known to have answered 401 or 403. Browsers never tell; the package `ws` does. */
  readonly refused: boolean;
  readonly reason: string;
}

/** What went wrong since the last frame was received. */
export interface Failures {
  /** Connections that ended, for the back-off. */
  readonly inARow: number;
  /** Of those, the last ones that never opened, with the same credential. */
  readonly unopened: number;
  /** Credentials that were renewed in vain. */
  readonly renewals: number;
  /** Whether the next attempt should ask for a new credential. */
  readonly renew: boolean;
  /** Whether to stop: new credentials are not let in either. */
  readonly refused: boolean;
}

export const noFailures: Failures = { inARow: 0, unopened: 0, renewals: 0, renew: false, refused: false };

/**
 * A browser hides why a handshake failed: a refused token looks like a server that is away. So the credential comes under
 * suspicion only after this many attempts in a row that did not open.
 */
const suspiciousAfter = 4;

/** A server that is away for a moment can swallow a renewed credential, so one renewal in vain proves little. */
const refusedAfterRenewals = 3;

/** What is known after a connection ended. */
export function afterLinkDown(failures: Failures, { opened, refused }: LinkDown): Failures {
  const unopened = opened ? 0 : failures.unopened + 1;
  const renew = refused || unopened >= suspiciousAfter;
  return {
    inARow: failures.inARow + 1,
    unopened,
    renewals: failures.renewals,
    renew,
    refused: renew && failures.renewals >= refusedAfterRenewals,
  };
}

/** What is known after a new credential was issued: it has yet to be tried. */
export const afterRenewal = (failures: Failures): Failures => ({
  ...failures,
  unopened: 0,
  renewals: failures.renewals + 1,
  renew: false,
});

/** What is known after no credential could be fetched: the network is away, so the old one may well be good. */
export const afterCredentialFailure = (failures: Failures): Failures => ({
  ...failures,
  inARow: failures.inARow + 1,
  unopened: 0,
  renew: false,
});
