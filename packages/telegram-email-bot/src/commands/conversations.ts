import type { TelegramConversations } from '../chat/conversations.ts';
import { readUser } from '../users/user-store.ts';
import {
  answerOnce,
  type CommandDependencies,
  type CommandRequest,
  type Reply,
  textsFor,
} from './command.ts';

export interface ConversationDependencies extends CommandDependencies {
  readonly conversations: TelegramConversations;
}

type ConversationCommand = (
  dependencies: ConversationDependencies,
  request: CommandRequest,
) => Promise<Reply>;

/** How many conversations one list shows. */
const pageSize = 20;

const newChat: ConversationCommand = async (dependencies, { profile, updateId }) => {
  const { context, conversations } = dependencies;
  const user = await readUser(context, profile.chatId);
  const texts = textsFor(user, profile);
  // A repeated update begins no second conversation, whatever was said in the first since.
  if (user?.lastUpdate?.id === updateId) return user.lastUpdate.answer as Reply;
  const { number } = await conversations.begin(profile.chatId, texts.language);
  return answerOnce(dependencies, { profile, updateId, change: {}, answer: { text: texts.newChat(number) } });
};

const chats: ConversationCommand = async ({ context, conversations }, { profile }) => {
  const texts = textsFor(await readUser(context, profile.chatId), profile);
  const { conversations: all, current } = await conversations.list(profile.chatId, pageSize);
  if (all.length === 0) return { text: texts.noChats };
  return {
    text: texts.chats(all.map(({ number, title }) => ({ number, title, isCurrent: number === current }))),
  };
};

const switchChat: ConversationCommand = async ({ context, conversations }, { profile, argument }) => {
  const texts = textsFor(await readUser(context, profile.chatId), profile);
  const number = Number(argument.trim());
  const isThere =
    Number.isSafeInteger(number) && number > 0 && (await conversations.switchTo(profile.chatId, number));
  return { text: isThere ? texts.switched(number) : texts.noSuchChat };
};

/** The commands about conversations by their names. */
export const conversationCommands: Readonly<Record<string, ConversationCommand>> = {
  newchat: newChat,
  chats,
  switch: switchChat,
};
