import { parseJson } from './parse-json.ts';
import { isFresh, parseSession, type Session } from './session.ts';

/** Sessions are refused to this reader, and will be: for example a name that the environment gives to nobody. */
export class SessionRefusedError extends Error {
  readonly code = 'session.refused';
  override readonly name = 'SessionRefusedError';
}

/** The page's address names a user as no user can be called, for example `?user=Ada Lovelace`. */
export class NameRefusedError extends Error {
  readonly code = 'session.nameRefused';
  override readonly name = 'NameRefusedError';
}

/** No session could be fetched for now: the network or the platform is away. */
export class SessionUnavailableError extends Error {
  readonly code = 'session.unavailable';
  override readonly name = 'SessionUnavailableError';
}

export interface SessionProviderOptions {
  /** The HTTP API, for example `https://host`. */
  readonly http: string;
  /** The user that the page's address names. @default a guest, the same as before */
  readonly userId?: string;
  readonly storage: Storage;
  readonly fetch: typeof globalThis.fetch;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** How long to wait for an answer before the request fails and the caller retries, in milliseconds. @default 15_000 */
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 15_000;

/** Keeps the reader's session in the browser's storage, and fetches another when it is needed. */
export class SessionProvider {
  readonly #options: SessionProviderOptions;
  readonly #storageKey: string;

  constructor(options: SessionProviderOptions) {
    this.#options = options;
    this.#storageKey = options.userId ? `switchboard.session.${options.userId}` : 'switchboard.session';
  }

  /**
   * @param renew - whether the stored session was not accepted
   * @throws {SessionRefusedError}
   * @throws {NameRefusedError}
   * @throws {SessionUnavailableError}
   */
  async getSession({ renew }: { readonly renew: boolean }): Promise<Session> {
    const stored = this.#stored();
    if (stored && !renew && isFresh(stored, this.#options.now())) return stored;
    const session = await this.#request(stored?.userId ?? this.#options.userId);
    this.#options.storage.setItem(this.#storageKey, JSON.stringify(session));
    return session;
  }

  #stored(): Session | undefined {
    return parseSession(parseJson(this.#options.storage.getItem(this.#storageKey)));
  }

  async #request(userId: string | undefined): Promise<Session> {
    const response = await this.#post({ ...(userId ? { userId } : {}), role: 'customer' });
    if (response.status === 401 || response.status === 403) {
      // A guest cannot ask for a name, not even for the one that they were given before: they start over.
      if (userId && !this.#options.userId) return this.#request(undefined);
      throw new SessionRefusedError(`A session for ${userId ?? 'a guest'} was refused.`);
    }
    if (response.status === 400 && userId)
      throw new NameRefusedError(`${userId} cannot be the id of a user.`);
    const session = response.ok ? parseSession(await response.json()) : undefined;
    if (session) return session;
    throw new SessionUnavailableError(`POST /sessions was answered with status ${response.status}.`);
  }

  async #post(body: object): Promise<Response> {
    try {
      return await this.#options.fetch(`${this.#options.http}/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(this.#options.timeoutMs ?? defaultTimeoutMs),
      });
    } catch (cause) {
      throw new SessionUnavailableError('The platform cannot be reached.', { cause });
    }
  }
}
