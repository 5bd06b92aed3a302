import { bodyOf, parseHttpEvent } from '../events/http-event.ts';
import { parseJsonBody } from '../events/json-body.ts';
import { type ApiResult, jsonResult } from '../events/result.ts';
import type { Role } from '../identity.ts';
import type { Log } from '../log.ts';
import { decideSession, type SessionRequest, type SessionsPolicy } from './decide-session.ts';

export interface SessionsDependencies {
  readonly policy: SessionsPolicy;
  /** Stores a new token for the user and gives it away for the only time. */
  readonly issueToken: (session: {
    readonly senderId: string;
    readonly role: Role;
    readonly ttlSeconds: number;
  }) => Promise<{ readonly token: string; readonly expiresAt: number }>;
  readonly newId: () => string;
  readonly log: Log;
}

/** `POST /sessions` and, for callers that API Gateway has authorised by IAM, `POST /users/{userId}/sessions`. */
export function createSessions({ policy, issueToken, newId, log }: SessionsDependencies) {
  return async (rawEvent: unknown): Promise<ApiResult> => {
    const event = parseHttpEvent(rawEvent);
    const body = parseJsonBody(bodyOf(event));
    if (body.type === 'notJson') return refusal(400, 'session.invalid', 'The body should be JSON');
    const value = body.type === 'json' ? body.value : undefined;
    const decision = decideSession(policy, sessionRequest(event.pathParameters?.userId, value));
    if (decision.type === 'refuse') {
      log('session.refused', { code: decision.code });
      return refusal(decision.statusCode, decision.code, decision.error);
    }
    const { userId = `guest-${newId()}`, role, ttlSeconds } = decision.session;
    const { token, expiresAt } = await issueToken({ senderId: userId, role, ttlSeconds });
    log('session.issued', { userId, role });
    return jsonResult(200, { userId, role, token, expiresAt });
  };
}

const sessionRequest = (userId: string | undefined, body: unknown): SessionRequest =>
  userId === undefined ? { type: 'open', body } : { type: 'authorised', userId, body };

const refusal = (statusCode: number, code: string, error: string): ApiResult =>
  jsonResult(statusCode, { error, code });
