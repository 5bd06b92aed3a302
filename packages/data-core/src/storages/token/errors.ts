import { DataCoreError } from '../../shared/errors/data-core-error.ts';

/** A token that can be asked for again must be recoverable from the table, and only with a secret that is not in the table. */
export class TokenSecretMissingError extends DataCoreError {
  override readonly name = 'TokenSecretMissingError';
  readonly code = 'token.secretMissing';

  constructor() {
    super('getOrCreateToken needs the option "secret": at least 16 bytes that are not kept in the table.');
  }
}

/** The stored token was sealed with another secret. The token still works for its holder; revoke it to get a new one. */
export class TokenSealedError extends DataCoreError {
  override readonly name = 'TokenSealedError';
  readonly code = 'token.sealed';
  readonly senderId: string;

  constructor(senderId: string, options?: ErrorOptions) {
    super(`The token of sender "${senderId}" was sealed with another secret.`, options);
    this.senderId = senderId;
  }
}

/** The sender has no token, and none may be made: what `onlyIf` asks for does not hold. Nothing was stored. */
export class TokenRefusedError extends DataCoreError {
  override readonly name = 'TokenRefusedError';
  readonly code = 'token.refused';
  readonly senderId: string;

  constructor(senderId: string) {
    super(`No token may be made for sender "${senderId}": the condition of onlyIf does not hold.`);
    this.senderId = senderId;
  }
}
