/** What proves who the client is. */
export interface Credential {
  /** Given to the server as the subprotocol `switchboard.token.<token>`. */
  readonly token: string;
  /** Whose token it is; messages of this user are marked as one's own. */
  readonly userId?: string;
}

export interface CredentialRequest {
  /** The server did not let the last one in: a stored token is of no use any more, fetch a new one. */
  readonly renew: boolean;
}

/**
 * Gives the credential for the next connection, for example from storage or from `POST /sessions`.
 * Throwing {@link CredentialRefusedError} ends the client; any other error is taken for a failure that passes.
 */
export type GetCredential = (request: CredentialRequest) => Credential | Promise<Credential>;

/** Whoever issues credentials says no, and will say no again: do not ask again without the user. */
export class CredentialRefusedError extends Error {
  readonly code = 'credential.refused';
  override readonly name = 'CredentialRefusedError';
}
