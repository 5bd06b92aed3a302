import type { Chat, User } from '@grammyjs/types';
import type { Telegram } from '../telegram.ts';
import type { BotAccount, ChatRecord, Dialog } from './state.ts';

/** What a person may say of themselves, or of a group. */
export interface Profile {
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly username?: string | undefined;
  readonly languageCode?: string | undefined;
  readonly title?: string | undefined;
  readonly type?: 'group' | 'supergroup' | 'channel' | undefined;
  readonly isForum?: boolean | undefined;
}

/** The chat of an id, which begins to be when someone first speaks in it. A negative id is a group, `-100…` a supergroup. */
export function chatRecordOf(telegram: Telegram, chatId: number): ChatRecord {
  const known = telegram.state.chats[chatId];
  if (known) return known;
  const record: ChatRecord =
    chatId > 0
      ? { chat: privateChat(defaultUser(chatId)), user: defaultUser(chatId) }
      : { chat: groupChat(chatId, {}) };
  telegram.state.chats[chatId] = record;
  return record;
}

/** Changes what is known of a person or a group. What is left out stays. */
export function describeChat(telegram: Telegram, chatId: number, profile: Profile): ChatRecord {
  const record = chatRecordOf(telegram, chatId);
  if (record.user) {
    record.user = userOf(record.user, profile);
    record.chat = privateChat(record.user);
  } else {
    record.chat = groupChat(chatId, {
      title: record.chat.title,
      type: groupType(record.chat),
      ...given(profile),
    });
  }
  return record;
}

const groupType = ({ type }: Chat) => (type === 'private' ? undefined : type);

/** Leaves out what is undefined, so that it does not hide what was there before. */
const given = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>;
  };

const defaultUser = (id: number): User => ({
  id,
  is_bot: false,
  first_name: `Person ${id}`,
  language_code: 'en',
});

function userOf(user: User, { firstName, lastName, username, languageCode }: Profile): User {
  const changes = { last_name: lastName, username, language_code: languageCode };
  return { ...user, first_name: firstName ?? user.first_name, ...given(changes) };
}

function privateChat({ id, first_name, last_name, username }: User): Chat.PrivateChat {
  return { id, type: 'private', first_name, ...given({ last_name, username }) };
}

function groupChat(id: number, { title = `Group ${id}`, type, isForum }: Profile): Chat {
  const kind = type ?? (id <= -1_000_000_000_000 ? 'supergroup' : 'group');
  const chat = { id, type: kind, title, ...(isForum && kind === 'supergroup' && { is_forum: true }) };
  return chat as Chat;
}

/** What a bot and a chat have said to each other. */
export function dialogOf({ state }: Telegram, { user }: BotAccount, chatId: number): Dialog {
  const key = `${user.id}:${chatId}`;
  state.dialogs[key] ??= { messages: [], nextMessageId: 1, access: 'none', notices: [] };
  return state.dialogs[key];
}
