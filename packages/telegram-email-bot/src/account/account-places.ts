import { type ChatContext, listThreadIds } from '@switchboard/chat-core';
import type { UserDataRequest } from '@switchboard/data-core';
import { userIdOf } from '../chat/telegram-thread.ts';
import type { StoreContext } from '../context/store-context.ts';
import { digestPartition } from '../digests/digest-store.ts';
import { quarantinePartition } from '../quarantine/quarantine-store.ts';
import { userPartition } from '../users/user-partition.ts';

/** The tables of bots and of conversations, by their physical names. */
interface AccountTables {
  readonly userConversations: string;
  readonly states: string;
  readonly chatLog: string;
}

/** What the work on everything of a chat needs. */
export interface AccountContext {
  readonly context: StoreContext;
  readonly chat: ChatContext;
  readonly tables: AccountTables;
}

/** The partitions of `partitioned_keys` whose items each name a mail: messages of the bot, what is held, what waits for a digest. */
export const mailPartitions = (chatId: number): readonly string[] => [
  userPartition(chatId),
  quarantinePartition(chatId),
  digestPartition(chatId),
];

/** Everything that data-core keeps of a chat: its conversations, its part of `partitioned_keys`, and what bots remember of its threads. */
export async function accountPlaces(
  { context, chat, tables }: AccountContext,
  chatId: number,
): Promise<UserDataRequest> {
  const userId = userIdOf(chatId);
  const threadIds = await listThreadIds(chat, userId);
  return {
    client: context.client,
    tables: {
      states: tables.states,
      chatlog: tables.chatLog,
      user_conversations: tables.userConversations,
      partitioned_keys: context.tables.partitionedKeys,
    },
    subject: {
      // Bots keep their states and logs under the ids of threads.
      senders: [userId, ...threadIds].map((senderId) => ({ senderId })),
      userId: chatId,
      partitionKeys: mailPartitions(chatId),
    },
  };
}
