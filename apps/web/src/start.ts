import { ChatSession, CredentialRefusedError } from '@switchboard/chat-client';
import type { PageConfig } from './config.ts';
import { patiently } from './session/patiently.ts';
import { SessionProvider, SessionRefusedError, SessionUnavailableError } from './session/session-provider.ts';

export interface Surroundings {
  readonly config: PageConfig;
  /** The user that the page's address names. @default a guest */
  readonly userId?: string | undefined;
  /** Keeps the session: shared by the tabs of a browser. */
  readonly localStorage: Storage;
  readonly fetch: typeof globalThis.fetch;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

/** A reader who is known, and their session. */
export interface Started {
  readonly userId: string;
  readonly session: ChatSession;
}

/**
 * Finds out who the reader is and makes their session.
 *
 * @throws {SessionRefusedError} {NameRefusedError} {SessionUnavailableError}
 */
export async function startSession(surroundings: Surroundings): Promise<Started> {
  const { config, userId: named, localStorage, fetch, now, wait } = surroundings;
  const provider = new SessionProvider({
    http: config.http,
    storage: localStorage,
    fetch,
    now,
    ...(named ? { userId: named } : {}),
  });
  const { userId } = await patiently(() => provider.getSession({ renew: false }), {
    isTemporary: (error) => error instanceof SessionUnavailableError,
    wait,
  });
  const session = new ChatSession({
    url: config.ws,
    credential: async ({ renew }) => {
      const renewed = await provider.getSession({ renew }).catch(refusedForGood);
      // A guest who could not be renewed is someone else now, with conversations of their own.
      if (renewed.userId !== userId) throw new CredentialRefusedError('Your session has ended.');
      return renewed;
    },
  });
  return { userId, session };
}

function refusedForGood(error: unknown): never {
  if (error instanceof SessionRefusedError) throw new CredentialRefusedError(error.message, { cause: error });
  throw error;
}
