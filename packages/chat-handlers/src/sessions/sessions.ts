import {
  type ChatContext,
  changeProfile,
  type Device,
  endPushSubscriptions,
  type Log,
  revokeDevices,
  type ThreadIdPolicy,
} from '@switchboard/chat-core';
import { AttemptsError } from '@switchboard/data-core';
import { bearerToken } from '../authorize/credential.ts';
import { type ConnectionCloser, endConnections } from '../connection/connection-closer.ts';
import { bodyOf, type HttpEvent, parseHttpEvent } from '../events/http-event.ts';
import { parseJsonBody } from '../events/json-body.ts';
import { type ApiResult, jsonResult, refusedResult } from '../events/result.ts';
import type { Role } from '../identity.ts';
import { decideSession, type SessionRequest, type SessionsPolicy } from './decide-session.ts';
import { namedUser } from './named-user.ts';

/** The store of tokens, as far as sessions need it. */
interface SessionTokens {
  /** Stores a new token for the user and gives it away for the only time. */
  issueToken(session: {
    readonly senderId: string;
    readonly role: Role;
    readonly ttlSeconds: number;
  }): Promise<{ readonly token: string; readonly expiresAt: number }>;
  findByToken(token: string): Promise<{ readonly senderId: string; readonly sessionId?: string } | null>;
  /** @returns whether there was such a token */
  revokeToken(token: string): Promise<boolean>;
  /** @returns how many were revoked */
  revokeAll(senderId: string): Promise<number>;
}

export interface SessionsDependencies {
  readonly policy: SessionsPolicy;
  readonly threadIds: ThreadIdPolicy;
  readonly tokens: SessionTokens;
  /** Counts a session of a source address. @throws {AttemptsError} if the address has reached its limit */
  readonly countSession: (sourceIp: string) => Promise<void>;
  readonly context: ChatContext;
  readonly closer: ConnectionCloser;
  readonly log: Log;
}

/**
 * `POST /sessions` and `POST /sessions/revoke` for anyone, and for callers that API Gateway has authorised by IAM
 * `POST /users/{userId}/sessions` and `DELETE /users/{userId}/sessions`.
 */
export function createSessions(dependencies: SessionsDependencies) {
  return async (rawEvent: unknown): Promise<ApiResult> => {
    const event = parseHttpEvent(rawEvent);
    switch (event.routeKey) {
      case 'POST /sessions/revoke':
        return revokeOne(dependencies, event);
      case 'DELETE /users/{userId}/sessions':
        return revokeAll(dependencies, event);
      default:
        return open(dependencies, event);
    }
  };
}

async function open(dependencies: SessionsDependencies, event: HttpEvent): Promise<ApiResult> {
  const { policy, threadIds, tokens, context, log } = dependencies;
  const body = parseJsonBody(bodyOf(event));
  if (body.type === 'notJson') return refusedResult(400, 'session.invalid', 'The body should be JSON');
  const value = body.type === 'json' ? body.value : undefined;
  const request = sessionRequest(event.pathParameters?.userId, value);
  const decision = decideSession({ policy, threadIds }, request);
  if (decision.type === 'refuse') {
    log('session.refused', { code: decision.code });
    return refusedResult(decision.statusCode, decision.code, decision.error, decision.field);
  }
  const limited = request.type === 'open' ? await limit(dependencies, event) : undefined;
  if (limited !== undefined) return limited;
  const { userId = `guest-${context.newId()}`, role, ttlSeconds } = decision.session;
  const { profile } = decision.session;
  if (Object.keys(profile).length > 0) {
    // What a caller with IAM says is the word of the site. Anyone else speaks for themselves.
    const source = request.type === 'authorised' ? 'site' : 'user';
    const kept = await changeProfile(context, userId, profile, source);
    if (kept.outcome === 'tooMany') return tooManyAttributes;
    if (kept.outcome === 'erased') return justErased;
  }
  const { token, expiresAt } = await tokens.issueToken({ senderId: userId, role, ttlSeconds });
  log('session.issued', { userId, role });
  return jsonResult(200, { userId, role, token, expiresAt });
}

const justErased = refusedResult(
  503,
  'service.busy',
  'The user is being erased at this moment: try again in some seconds',
);

const tooManyAttributes = refusedResult(
  400,
  'session.invalid',
  'attributes should be at most 50 together with those that were kept: remove some with null',
  'attributes',
);

/** @returns a refusal if the address has reached its limit */
async function limit(
  { countSession, context, log }: SessionsDependencies,
  { requestContext }: HttpEvent,
): Promise<ApiResult | undefined> {
  try {
    await countSession(requestContext.http?.sourceIp ?? 'unknown');
    return undefined;
  } catch (error) {
    if (!(error instanceof AttemptsError)) throw error;
    const retryAfterMs = Math.max((error.resetAt ?? context.now()) - context.now(), 1_000);
    log('session.limited', { retryAfterMs });
    const result = jsonResult(429, {
      error: 'Too many sessions from this address: try again later',
      code: 'service.limited',
      retryAfterMs,
    });
    return {
      ...result,
      headers: { ...result.headers, 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) },
    };
  }
}

/**
 * Logs out: the token in the request's Authorization header. The token is revoked after its devices and its browsers' alerts are taken away, so
 * that a request which is repeated because no answer came finds the token while there is something left to do.
 */
async function revokeOne(dependencies: SessionsDependencies, event: HttpEvent): Promise<ApiResult> {
  const { tokens, context } = dependencies;
  const token = bearerToken(event.headers);
  if (token === undefined) {
    return refusedResult(
      401,
      'session.missing',
      'Send the token as the header "Authorization: Bearer <token>"',
    );
  }
  const owner = await tokens.findByToken(token);
  if (owner === null) return jsonResult(200, { revoked: 0 });
  const { senderId, sessionId } = owner;
  // A token without a session of its own has opened connections that nothing tells apart.
  const devices = await revokeDevices(context, senderId, sessionId === undefined ? 'all' : { sessionId });
  await endPushSubscriptions(context, senderId, sessionId === undefined ? 'all' : { sessionId });
  const wasRevoked = await tokens.revokeToken(token);
  await close(dependencies, senderId, devices, event);
  return jsonResult(200, { revoked: wasRevoked ? 1 : 0 });
}

/**
 * Revokes every session of a user: the tokens first, so that none of them opens a connection after the others are
 * closed.
 */
async function revokeAll(dependencies: SessionsDependencies, event: HttpEvent): Promise<ApiResult> {
  const { tokens, context } = dependencies;
  const user = namedUser(event);
  if ('refused' in user) return user.refused;
  const { userId } = user;
  const revoked = await tokens.revokeAll(userId);
  const devices = await revokeDevices(context, userId, 'all');
  await endPushSubscriptions(context, userId, 'all');
  await close(dependencies, userId, devices, event);
  return jsonResult(200, { revoked });
}

/** What is not closed now is refused at its next frame: its device is in no list any more. */
async function close(
  { closer, log }: SessionsDependencies,
  userId: string,
  devices: readonly Device[],
  { requestContext: { requestId } }: HttpEvent,
): Promise<void> {
  const message = 'The session of this connection was ended: connect again';
  await endConnections(closer, devices, { code: 'session.revoked', message, requestId });
  log('session.revoked', { userId, connections: devices.length });
}

const sessionRequest = (userId: string | undefined, body: unknown): SessionRequest =>
  userId === undefined ? { type: 'open', body } : { type: 'authorised', userId, body };
