import { useEffect, useState } from 'preact/hooks';
import type { Chat, ChatView, PeopleClient, SeenMessage } from './people-client.ts';

/** What is known of the chat that is open, and of all chats. */
export interface Shown {
  readonly chats: readonly Chat[];
  readonly view?: ChatView;
  readonly messages: readonly SeenMessage[];
  /** The simulator does not answer. */
  readonly isAway: boolean;
}

const nothing: Shown = { chats: [], messages: [], isAway: false };

/** Before the simulator is asked again when it has not answered, in milliseconds. */
const pauseMs = 1_000;

/** Follows a chat: what happens in Telegram is shown at once. */
export function useChat(people: PeopleClient, chatId: number | undefined): Shown {
  const [shown, setShown] = useState<Shown>(nothing);
  useEffect(() => {
    const ended = new AbortController();
    setShown(({ chats }) => ({ ...nothing, chats }));
    void follow(people, chatId, ended.signal, setShown);
    return () => ended.abort();
  }, [people, chatId]);
  return shown;
}

async function follow(
  people: PeopleClient,
  chatId: number | undefined,
  signal: AbortSignal,
  show: (change: (shown: Shown) => Shown) => void,
): Promise<void> {
  let revision: string | undefined;
  while (!signal.aborted) {
    try {
      // A chat that nobody has opened yet would begin to be when it is asked for.
      const chat = chatId === undefined ? undefined : await people.messages(chatId, revision, signal);
      const [chats, view] = await Promise.all([
        people.chats(),
        chatId === undefined ? undefined : people.view(chatId),
      ]);
      if (signal.aborted) return;
      revision = chat?.revision;
      show(() => ({ chats, ...(view && { view }), messages: chat?.messages ?? [], isAway: false }));
      if (chatId === undefined) await wait(pauseMs);
    } catch {
      if (signal.aborted) return;
      show((shown) => ({ ...shown, isAway: true }));
      revision = undefined;
      await wait(pauseMs);
    }
  }
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
