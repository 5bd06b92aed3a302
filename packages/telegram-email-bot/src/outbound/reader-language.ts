import type { UserConversations } from '@switchboard/data-core';
import { conversationOf } from '../chat/telegram-thread.ts';
import type { StoreContext } from '../context/store-context.ts';
import { type Language, languageOfCode } from '../texts/language.ts';
import { readUser } from '../users/user-store.ts';

export interface ReaderDependencies {
  readonly context: StoreContext;
  readonly conversations: Pick<UserConversations, 'get'>;
}

/**
 * The language of whoever reads a thread in a chat: the one that they have chosen, or else the one in which they began the
 * conversation. Two requests.
 */
export async function readerLanguage(
  { context, conversations }: ReaderDependencies,
  chatId: number,
  threadId: string,
): Promise<Language> {
  const number = conversationOf(threadId);
  const [user, conversation] = await Promise.all([
    readUser(context, chatId),
    number === undefined ? null : conversations.get(chatId, number),
  ]);
  return user?.language ?? languageOfCode(conversation?.language);
}
