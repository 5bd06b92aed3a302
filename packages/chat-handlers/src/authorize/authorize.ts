import type { Log } from '@switchboard/chat-core';
import { parseAuthorizerEvent } from '../events/web-socket-event.ts';
import { presentedToken } from './credential.ts';
import {
  type ConnectionDecision,
  type Credential,
  decideConnection,
  decideUnauthenticated,
} from './decide-connection.ts';
import { type AuthorizerResult, allow, deny } from './policy.ts';

export interface AuthorizeDependencies {
  readonly authentication: 'token' | 'none';
  /** The owner of a token; null where it is unknown, revoked or expired. */
  readonly findByToken: (token: string) => Promise<Credential | null>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: Log;
}

/** API Gateway answers 401 to exactly this message, and 500 to any other error of an authorizer. */
class UnauthorizedError extends Error {
  override readonly name = 'UnauthorizedError';
  readonly code = 'connection.unauthenticated';

  constructor() {
    super('Unauthorized');
  }
}

/** The authorizer of `$connect`: names the user and the role of a connection, or refuses it. */
export function createAuthorize({ authentication, findByToken, now, log }: AuthorizeDependencies) {
  return async (event: unknown): Promise<AuthorizerResult> => {
    const request = parseAuthorizerEvent(event);
    const decision = await decide(request);
    switch (decision.type) {
      case 'unauthenticated':
        log('connection.unauthenticated');
        throw new UnauthorizedError();
      case 'forbidden':
        log('connection.forbidden', { userId: decision.userId });
        return deny(request.methodArn, decision.userId);
      case 'allowed':
        return allow(request.methodArn, decision.userId ?? 'anonymous', decision.context);
    }
  };

  async function decide(request: ReturnType<typeof parseAuthorizerEvent>): Promise<ConnectionDecision> {
    const { userId, threadId } = request.queryStringParameters ?? {};
    if (authentication === 'none') return decideUnauthenticated({ userId, threadId });
    const token = presentedToken(request);
    // Before the look-up: a session that is revoked after this moment opens no connection.
    const checkedAt = now();
    const credential = token === undefined ? null : await findByToken(token);
    return decideConnection(credential, { userId, threadId, checkedAt });
  }
}
