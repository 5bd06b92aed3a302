import type { ChatMessage, ChatThread } from '@switchboard/chat-client';

/**
 * Fetches what is missing of a conversation, page by page. While the connection is away, it waits.
 *
 * @returns all messages, oldest first
 */
export function loadWhole(thread: ChatThread): Promise<readonly ChatMessage[]> {
  return new Promise((resolve) => {
    const look = (): void => {
      const { history, messages } = thread.getSnapshot();
      if (!history.loaded || history.loadingOlder) return;
      if (history.hasOlder) {
        thread.loadOlder();
        return;
      }
      stop();
      resolve(messages);
    };
    const stop = thread.subscribe(look);
    look();
  });
}
