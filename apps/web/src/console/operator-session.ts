import { parseJson } from '../session/parse-json.ts';
import { parseSession, type Session } from '../session/session.ts';

/** No operator's session was issued: a person has to do something else. `message` is for them to read. */
export class SignInError extends Error {
  readonly code = 'signIn.refused';
  override readonly name = 'SignInError';
}

export interface OperatorSessionOptions {
  /** The HTTP API, for example `https://host`. */
  readonly http: string;
  readonly storage: Storage;
  readonly fetch: typeof globalThis.fetch;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const storageKey = 'switchboard.operator';

/** A user id holds no spaces and, where threads have owners, no dots. */
const userIdOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');

/** Keeps an operator signed in, in this browser, until the session ends or they sign out. */
export class OperatorSession {
  readonly #options: OperatorSessionOptions;

  constructor(options: OperatorSessionOptions) {
    this.#options = options;
  }

  /** The session that is kept here, if it has not ended. */
  get current(): Session | undefined {
    const kept = parseSession(parseJson(this.#options.storage.getItem(storageKey)));
    return kept && kept.expiresAt * 1_000 > this.#options.now() ? kept : undefined;
  }

  /**
   * Takes the session that a link carries behind its `#`: `#user=olga&token=...&expires=1763700000`.
   *
   * @returns whether there was one
   */
  takeFromLink(hash: string): boolean {
    const fields = new URLSearchParams(hash.replace(/^#/, ''));
    const [userId, token, expires] = [fields.get('user'), fields.get('token'), Number(fields.get('expires'))];
    if (!userId || !token || !Number.isFinite(expires)) return false;
    this.#keep({ userId, token, expiresAt: expires });
    return true;
  }

  /**
   * Signs in by name alone, where the environment allows it: on the local platform. "Olga Kovács" is the operator
   * `olga-kovács`, and is shown by the name.
   *
   * @throws {SignInError}
   */
  async signIn(name: string): Promise<Session> {
    const userId = userIdOf(name);
    if (userId === '') throw new SignInError('Enter a name with at least one letter.');
    // A name that its id says already is not kept: the operator may have chosen another since.
    const shown = name.trim().toLowerCase() === userId ? {} : { name: name.trim() };
    const response = await this.#post('/sessions', { userId, role: 'operator', ...shown });
    if (response.status === 403) {
      throw new SignInError(
        'This environment does not sign operators in by name. Open the link that you were given.',
      );
    }
    const session = response.ok ? parseSession(await response.json()) : undefined;
    if (!session) throw new SignInError('You cannot be signed in right now. Please try again.');
    this.#keep(session);
    return session;
  }

  /** Signs out here, and revokes the session so that nobody else can use it either. */
  async signOut(): Promise<void> {
    const session = this.current;
    this.#options.storage.removeItem(storageKey);
    if (session) await this.#post('/sessions/revoke', undefined, session.token);
  }

  /** Forgets a session that has ended. */
  forget(): void {
    this.#options.storage.removeItem(storageKey);
  }

  #keep(session: Session): void {
    this.#options.storage.setItem(storageKey, JSON.stringify(session));
  }

  async #post(path: string, body?: object, token?: string): Promise<Response> {
    try {
      return await this.#options.fetch(`${this.#options.http}${path}`, {
        method: 'POST',
        headers: {
          ...(body ? { 'content-type': 'application/json' } : {}),
          ...(token ? { authorization: `Bearer ${token}` } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    } catch (cause) {
      throw new SignInError('The service cannot be reached. Check your connection and try again.', { cause });
    }
  }
}
