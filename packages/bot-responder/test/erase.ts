import { eraseUser } from '@switchboard/chat-core';
import { eraseUserData, type UserDataTable } from '@switchboard/data-core';
import type { Platform } from './platform.ts';

/**
 * Erases a user as the function `users` does.
 *
 * @param tables the tables beside those of the chat, by name
 */
export async function erase(
  { chat, client }: Pick<Platform, 'chat' | 'client'>,
  userId: string,
  tables: Readonly<Partial<Record<UserDataTable, string>>>,
): Promise<void> {
  await eraseUser(
    chat,
    userId,
    Object.entries(tables).map(([table, name]) => ({
      table,
      erase: async (_, threadIds) => {
        const senders = [userId, ...threadIds].map((senderId) => ({ senderId }));
        const request = { client, tables: { [table]: name }, subject: { senders } };
        return (await eraseUserData(request, { now: chat.now })).total;
      },
    })),
  );
}
