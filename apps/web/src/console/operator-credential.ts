import { type Credential, CredentialRefusedError, type CredentialRequest } from '@switchboard/chat-client';
import type { Session } from '../session/session.ts';

export interface OperatorCredentialOptions {
  readonly session: Session;
  /** Whether the service answers at all. */
  readonly isReachable: () => Promise<boolean>;
}

/** A service that has just come back may have let some handshakes fail, though the token is good. */
const mostDoubts = 2;

/** The credential of an operator who has signed in. Only a person can replace it, so it is given up late. */
export class OperatorCredential {
  readonly #options: OperatorCredentialOptions;
  /** How often in a row handshakes failed although the service answered. */
  #doubts = 0;

  constructor(options: OperatorCredentialOptions) {
    this.#options = options;
  }

  /**
   * @throws {CredentialRefusedError} if the session has ended
   * @throws {Error} if the service cannot be reached: the session may well be good
   */
  async get({ renew, reason }: CredentialRequest): Promise<Credential> {
    const { session, isReachable } = this.#options;
    if (renew) {
      if (reason !== 'refused') throw ended();
      if (!(await isReachable())) throw new Error('The service cannot be reached.');
      this.#doubts += 1;
      if (this.#doubts >= mostDoubts) throw ended();
    }
    return { token: session.token, userId: session.userId };
  }

  /** A connection was opened with it. */
  confirm(): void {
    this.#doubts = 0;
  }
}

const ended = () => new CredentialRefusedError('Your session has ended. Sign in again.');
