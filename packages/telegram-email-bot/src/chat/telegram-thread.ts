/** The user id, in chat-core, of a Telegram chat. It has no dot, so that its threads are its own. */
export const userIdOf = (chatId: number): string => `telegram-${chatId}`;

/** The Telegram chat of a user id; undefined for the users of other channels. */
export function chatIdOf(userId: string): number | undefined {
  const digits = /^telegram-(-?\d{1,16})$/.exec(userId)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The number of a thread's conversation; undefined for the threads of other channels. */
export function conversationOf(threadId: string): number | undefined {
  const digits = /^telegram--?\d{1,16}\.(\d{1,9})$/.exec(threadId)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The thread of a conversation: 1, 2, 3, ... in each chat. */
export const threadIdOf = (chatId: number, conversation: number): string =>
  `${userIdOf(chatId)}.${conversation}`;
