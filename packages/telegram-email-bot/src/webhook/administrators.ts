import type { ChatMember } from 'grammy/types';
import type { Context } from 'grammy/web';
import { administratorCommands } from '../commands/command-names.ts';
import { type BotApi, BotApiError } from '../telegram/bot-api.ts';

/** The buttons that do what only administrators of a group may, by the beginning of their data. */
const administratorButtons = ['erase:all', 'block', 'unblock'];

/** Whether a command needs an administrator in a group. */
export const isForAdministrators = (command: string): boolean => administratorCommands.has(command);

/** Whether a button needs an administrator in a group. */
export const isButtonForAdministrators = (data: string): boolean => administratorButtons.includes(data);

const ruling: readonly ChatMember['status'][] = ['creator', 'administrator'];

/**
 * Whether the sender of an update may decide for everyone in its chat: always in a private chat, and in a group if they are an administrator.
 * If Telegram says nothing about a sender, the sender may not. One call for a group.
 */
export async function mayDecide(api: Pick<BotApi, 'call'>, ctx: Context): Promise<boolean> {
  const { chat, from } = ctx;
  if (chat === undefined || chat.type === 'private') return true;
  // A sender in the name of the group itself is an anonymous administrator.
  if (ctx.senderChat?.id === chat.id) return true;
  if (from === undefined) return false;
  try {
    const member = await api.call('getChatMember', { chat_id: chat.id, user_id: from.id });
    return ruling.includes((member as ChatMember).status);
  } catch (error) {
    if (error instanceof BotApiError && error.status === 400) return false;
    throw error;
  }
}
