/** The owner of a token, as its store knows it. */
export interface Credential {
  readonly senderId: string;
  readonly role?: string;
  /** Epoch seconds. @default it holds until it is revoked */
  readonly expiresAt?: number;
  /** Names the session of the token without giving the token away. */
  readonly sessionId?: string;
}

export interface ConnectionRequest {
  /** The user that the query names: believed only without authentication, checked otherwise. */
  readonly userId?: string | undefined;
  readonly threadId?: string | undefined;
  /** When the token was looked up, epoch milliseconds. */
  readonly checkedAt?: number | undefined;
}

export type ConnectionDecision =
  /** There is no valid credential: API Gateway answers 401. */
  | { readonly type: 'unauthenticated' }
  /** Someone has proved who they are, and it is not who they say: API Gateway answers 403. */
  | { readonly type: 'forbidden'; readonly userId: string }
  | { readonly type: 'allowed'; readonly context: AuthorizerContext; readonly userId: string | undefined };

/** What every later event of the connection carries. API Gateway takes strings, numbers and booleans only. */
export type AuthorizerContext = Readonly<Record<string, string | number>>;

const contextOf = (fields: Readonly<Record<string, string | number | undefined>>): AuthorizerContext => {
  const context: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) context[name] = value;
  return context;
};

/** Without authentication the query is the credential, as in the original; `$connect` says what it lacks. */
export const decideUnauthenticated = ({ userId, threadId }: ConnectionRequest): ConnectionDecision => ({
  type: 'allowed',
  userId,
  context: contextOf({ userId, threadId, role: 'customer' }),
});

/** The user and the role come from the credential; a query that names another user is refused. */
export function decideConnection(
  credential: Credential | null,
  { userId, threadId, checkedAt }: ConnectionRequest,
): ConnectionDecision {
  if (credential === null) return { type: 'unauthenticated' };
  const { senderId, role, expiresAt, sessionId } = credential;
  if (userId !== undefined && userId !== senderId) return { type: 'forbidden', userId: senderId };
  return {
    type: 'allowed',
    userId: senderId,
    context: contextOf({
      userId: senderId,
      threadId,
      role: role === 'operator' ? role : 'customer',
      expiresAt,
      sessionId,
      checkedAt,
    }),
  };
}
