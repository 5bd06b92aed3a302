import type { ThreadIdPolicy } from '@switchboard/chat-core';
import { isRecord, type ProfileChange, profileSchema } from '@switchboard/protocol';
import * as v from 'valibot';
import type { Role } from '../identity.ts';
import { namedUserSchema } from './named-user.ts';

/** Who gets a session from `POST /sessions`: anyone under any user id, guests only, or nobody (only callers with IAM). */
export type SessionsPolicy = 'any' | 'guests' | 'iam';

const notAnObject = 'The body should be a JSON object such as {"userId": "anna", "role": "customer"}';

const bodySchema = v.pipe(
  v.custom<Record<string, unknown>>(isRecord, notAnObject),
  v.object({
    ...profileSchema.entries,
    userId: v.optional(namedUserSchema),
    role: v.optional(v.picklist(['customer', 'operator'], 'role should be customer or operator')),
    ttlSeconds: v.optional(
      v.pipe(
        v.number('ttlSeconds should be a number of seconds'),
        v.integer('ttlSeconds should be a whole number of seconds'),
        v.minValue(60, 'ttlSeconds should be at least 60'),
        v.maxValue(30 * 86_400, 'ttlSeconds should be at most 2592000 (30 days)'),
      ),
    ),
  }),
);

export type SessionRequest =
  | { readonly type: 'open'; readonly body: unknown }
  /** The caller was authorised by IAM, and may name anyone. */
  | { readonly type: 'authorised'; readonly userId: string; readonly body: unknown };

interface Session {
  /** Absent for a guest, who gets a new one. */
  readonly userId?: string;
  readonly role: Role;
  readonly ttlSeconds: number;
  /** What is said of the user. */
  readonly profile: ProfileChange;
}

export type SessionDecision =
  | { readonly type: 'issue'; readonly session: Session }
  | {
      readonly type: 'refuse';
      readonly statusCode: 400 | 403;
      readonly code: string;
      readonly error: string;
      /** The field that was wrong, where there is one. */
      readonly field?: string;
    };

/** A customer's page keeps its session and finds its conversation again; an operator signs in for a working day. */
const defaultTtlSeconds: Record<Role, number> = { customer: 30 * 86_400, operator: 12 * 3600 };

const forbid = (error: string): SessionDecision => ({
  type: 'refuse',
  statusCode: 403,
  code: 'session.forbidden',
  error,
});

const refuseField = (error: string, field: string | null): SessionDecision => ({
  type: 'refuse',
  statusCode: 400,
  code: 'session.invalid',
  error,
  ...(field === null ? {} : { field }),
});

/** What an environment says about sessions. */
export interface SessionRules {
  readonly policy: SessionsPolicy;
  readonly threadIds: ThreadIdPolicy;
}

/** Decides whether a session is issued, for which user, and for how long. */
export function decideSession({ policy, threadIds }: SessionRules, request: SessionRequest): SessionDecision {
  const parsed = v.safeParse(bodySchema, fieldsOf(request));
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return refuseField(issue.message, v.getDotPath(issue));
  }
  const { userId, role = 'customer', ttlSeconds = defaultTtlSeconds[role], ...profile } = parsed.output;
  if (threadIds === 'own' && userId?.includes('.')) {
    // The threads of a user are `<userId>` and `<userId>.<anything>`: with a dot in it, two users could share one.
    return refuseField('userId must not contain a dot where THREAD_IDS is own', 'userId');
  }
  if (request.type === 'open' && policy === 'iam') {
    return forbid('Sessions are issued at POST /users/{userId}/sessions, to callers with IAM');
  }
  if (request.type === 'open' && policy === 'guests' && (userId !== undefined || role !== 'customer')) {
    return forbid('Only guests get a session here: leave userId and role out');
  }
  return {
    type: 'issue',
    session: { role, ttlSeconds, profile, ...(userId === undefined ? {} : { userId }) },
  };
}

function fieldsOf(request: SessionRequest): unknown {
  const body = request.body ?? {};
  return request.type === 'authorised' && isRecord(body) ? { ...body, userId: request.userId } : body;
}
