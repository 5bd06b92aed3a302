/** Who the reader is, and what proves it, as `POST /sessions` answers. */
export interface Session {
  readonly userId: string;
  readonly token: string;
  /** Epoch seconds. */
  readonly expiresAt: number;
}

/** A session this close to its end is renewed before it is used, in seconds. */
const renewBeforeSeconds = 60;

export const isFresh = (session: Session, now: number): boolean =>
  session.expiresAt - renewBeforeSeconds > now / 1000;

export function parseSession(value: unknown): Session | undefined {
  const { userId, token, expiresAt } = (value ?? {}) as Partial<Record<keyof Session, unknown>>;
  if (typeof userId !== 'string' || typeof token !== 'string' || typeof expiresAt !== 'number')
    return undefined;
  return { userId, token, expiresAt };
}
