import { ChatClient, CredentialRefusedError, webOutbox } from '@switchboard/chat-client';
import type { PageConfig } from './config.ts';
import type { PageAddress } from './session/page-address.ts';
import { patiently } from './session/patiently.ts';
import { SessionProvider, SessionRefusedError, SessionUnavailableError } from './session/session-provider.ts';

export interface Surroundings {
  readonly config: PageConfig;
  readonly address: PageAddress;
  /** Keeps the session: shared by the tabs of a browser. */
  readonly localStorage: Storage;
  /** Keeps what is not sent yet: one for each tab. */
  readonly sessionStorage: Storage;
  readonly fetch: typeof globalThis.fetch;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

/** Every device of a user shows the same conversation unless its address names another. */
const ownThread = (userId: string): string => `web.${userId}`;

/**
 * Finds out who the reader is and makes the client of their conversation.
 *
 * @throws {SessionRefusedError} or {SessionUnavailableError}
 */
export async function startClient(surroundings: Surroundings): Promise<ChatClient> {
  const { config, address, localStorage, sessionStorage, fetch, now, wait } = surroundings;
  const provider = new SessionProvider({
    http: config.http,
    storage: localStorage,
    fetch,
    now,
    ...(address.userId ? { userId: address.userId } : {}),
  });
  const { userId } = await patiently(() => provider.getSession({ renew: false }), {
    isTemporary: (error) => error instanceof SessionUnavailableError,
    wait,
  });
  const threadId = address.threadId ?? ownThread(userId);
  return new ChatClient({
    url: config.ws,
    threadId,
    credential: async ({ renew }) => {
      const session = await provider.getSession({ renew }).catch(refusedForGood);
      // A guest who could not be renewed is someone else now, with a conversation of their own.
      if (session.userId !== userId)
        throw new CredentialRefusedError('Your session has ended. Reload the page.');
      return session;
    },
    outbox: webOutbox(sessionStorage, `switchboard.outbox.${userId}.${threadId}`),
  });
}

function refusedForGood(error: unknown): never {
  if (error instanceof SessionRefusedError) throw new CredentialRefusedError(error.message, { cause: error });
  throw error;
}
