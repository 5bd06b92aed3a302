/** Proves who the user is. */
export interface Credential {
  /** Given to the server as the subprotocol `switchboard.token.<token>`. */
  readonly token: string;
  /** The user of the token. Messages of this user are marked as their own. */
  readonly userId?: string;
}

export interface CredentialRequest {
  /** The server does not accept the last credential any more, so fetch a new one instead of a stored one. */
  readonly renew: boolean;
  /**
   * Why a new one is needed. `expired` and `revoked` were said by the server; `refused` is a handshake that was refused, or
   * that failed so often that a refusal is likely, because a browser does not tell a refused handshake from a failed one.
   */
  readonly reason?: RenewalReason;
}

export type RenewalReason = 'expired' | 'revoked' | 'refused';

/**
 * Gives the credential for the next connection, for example from storage or from `POST /sessions`. If it throws a
 * {@link CredentialRefusedError}, the client stops; any other error is taken for a failure that passes.
 */
export type GetCredential = (request: CredentialRequest) => Credential | Promise<Credential>;
