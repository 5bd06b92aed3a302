import type { TelegramConversations } from '../chat/conversations.ts';
import { noConversation, readClaim } from '../chat/update-claims.ts';
import type { TelegramUser } from '../users/telegram-user.ts';
import { isOvertaken, readChat } from '../users/user-store.ts';
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

const chats: ConversationCommand = async ({ context, conversations }, { profile }) => {
  const { user, talksAs } = await readChat(context, profile.chatId);
  const texts = textsFor(user, profile);
  const { conversations: all, current } = await conversations.list(talksAs, pageSize);
  if (all.length === 0) return { text: texts.noChats };
  return {
    text: texts.chats(all.map(({ number, title }) => ({ number, title, isCurrent: number === current }))),
  };
};

/** What an update is answered that has had its effect, or that others have overtaken; undefined for one that is to have it. */
async function earlierAnswer(
  dependencies: ConversationDependencies,
  request: CommandRequest,
  user: TelegramUser | undefined,
): Promise<Reply | undefined> {
  if (user === undefined) return undefined;
  if (user.lastUpdate?.id === request.updateId) return user.lastUpdate.answer as Reply;
  if (!isOvertaken(dependencies.context, user, request.updateId)) return undefined;
  const claim = await readClaim(dependencies.context, request.updateId);
  if (claim?.number === noConversation.number) return { text: textsFor(user, request.profile).noSuchChat };
  return chats(dependencies, request);
}

const newChat: ConversationCommand = async (dependencies, request) => {
  const { context, conversations } = dependencies;
  const { profile, updateId } = request;
  const { user, talksAs } = await readChat(context, profile.chatId);
  const earlier = await earlierAnswer(dependencies, request, user);
  if (earlier) return earlier;
  const texts = textsFor(user, profile);
  const { number, writes } = await conversations.begin(talksAs, updateId, texts.language);
  const answer = { text: texts.newChat(number) };
  return answerOnce(dependencies, { profile, updateId, change: {}, answer }, writes);
};

const switchChat: ConversationCommand = async (dependencies, request) => {
  const { context, conversations } = dependencies;
  const { profile, updateId, argument } = request;
  const { user, talksAs } = await readChat(context, profile.chatId);
  const earlier = await earlierAnswer(dependencies, request, user);
  if (earlier) return earlier;
  const texts = textsFor(user, profile);
  const number = Number(argument.trim());
  const isNumber = Number.isSafeInteger(number) && number > 0;
  const changed = isNumber
    ? await conversations.switchTo(talksAs, updateId, number, texts.language)
    : undefined;
  if (changed === undefined) return { text: texts.noSuchChat };
  const answer = { text: texts.switched(changed.number) };
  const effect = { profile, updateId, change: {}, answer };
  return answerOnce(dependencies, effect, changed.writes, (_, outcome) =>
    outcome === 'repeated' ? answer : { text: texts.noSuchChat },
  );
};

/** The commands about conversations by their names. */
export const conversationCommands: Readonly<Record<string, ConversationCommand>> = {
  newchat: newChat,
  chats,
  switch: switchChat,
};
