import type { ChatMember, User } from '@grammyjs/types';
import { memberStatus } from '../state/members.ts';
import { badRequest } from './bot-api-error.ts';
import { type Method, placeOf } from './call.ts';

export const getMe: Method = ({ account }) => account.user;

export const getChat: Method = (call) => ({
  accent_color_id: 0,
  max_reaction_count: 11,
  ...placeOf(call).record.chat,
});

export const getChatMember: Method = (call): ChatMember => {
  const { record } = placeOf(call);
  const userId = call.parameters.integer('user_id') ?? 0;
  if (userId <= 0) throw badRequest('invalid user_id specified');
  const { user } = call.telegram.state.chats[userId] ?? {};
  const isPrivate = record.user !== undefined;
  if (user === undefined || (isPrivate && userId !== record.user?.id)) throw badRequest('member not found');
  return isPrivate ? { status: 'member', user } : memberOf(memberStatus(record, userId), user);
};

function memberOf(status: ReturnType<typeof memberStatus>, user: User): ChatMember {
  switch (status) {
    case 'creator':
      return { status, user, is_anonymous: false };
    case 'administrator':
      return {
        status,
        user,
        can_be_edited: false,
        is_anonymous: false,
        can_manage_chat: true,
        can_delete_messages: true,
        can_manage_video_chats: true,
        can_restrict_members: true,
        can_promote_members: false,
        can_change_info: true,
        can_invite_users: true,
        can_post_stories: false,
        can_edit_stories: false,
        can_delete_stories: false,
      } as ChatMember;
    case 'kicked':
      return { status, user, until_date: 0 };
    default:
      return { status, user };
  }
}
