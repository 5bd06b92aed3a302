import { ChatClient, ChatSession, type Credential, type GetCredential } from '@switchboard/chat-client';
import { WebSocket } from 'ws';

export interface User {
  readonly userId: string;
  readonly role: 'customer' | 'operator';
}

/** Where a client finds the platform; a run can put a proxy in between. */
export interface Entrance {
  readonly ws: string;
  readonly http: string;
}

/** @throws {Error} with what the platform answered instead of a session */
export async function fetchCredential({ http }: Entrance, user: User): Promise<Credential> {
  const response = await fetch(`${http}/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(user),
  });
  if (!response.ok) throw new Error(`POST /sessions: ${response.status} ${await response.text()}`);
  const { token, userId } = (await response.json()) as { token: string; userId: string };
  return { token, userId };
}

/** Fetches a credential when there is none yet, or when a new one is asked for. */
function credentialOf(entrance: Entrance, user: User): GetCredential {
  let known: Promise<Credential> | undefined;
  return ({ renew }) => {
    if (renew) known = undefined;
    known ??= fetchCredential(entrance, user).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}

/** A customer in the thread of the same id. */
export function openChat(entrance: Entrance, userId: string): ChatClient {
  const credential = credentialOf(entrance, { userId, role: 'customer' });
  const client = new ChatClient({ url: entrance.ws, threadId: userId, credential, WebSocket });
  client.open();
  return client;
}

export function openSession(entrance: Entrance, user: User): ChatSession {
  const session = new ChatSession({ url: entrance.ws, credential: credentialOf(entrance, user), WebSocket });
  session.open();
  return session;
}
