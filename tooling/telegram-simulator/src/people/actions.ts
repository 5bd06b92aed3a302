import type { Message, Update, User } from '@grammyjs/types';
import { fileContent, storeFile } from '../bot-api/files.ts';
import { longestText } from '../bot-api/message-text.ts';
import { firstAccount, publish } from '../state/accounts.ts';
import { chatRecordOf, dialogOf } from '../state/chats.ts';
import { setMemberStatus } from '../state/members.ts';
import { addMessage, captionContent, findMessage, replaceMessage, textContent } from '../state/messages.ts';
import type { BotAccount, ChatRecord, Dialog, MemberStatus } from '../state/state.ts';
import { dateOf, type Telegram } from '../telegram.ts';
import { withAutomaticEntities } from '../text/automatic-entities.ts';
import { PersonError } from './person-error.ts';
import type { BotChoice, CallbackRequest, MessageRequest } from './requests.ts';

/** The bot that a person means, by its id or its username. */
export function chosenAccount(telegram: Telegram, choice: BotChoice): BotAccount {
  const accounts = Object.values(telegram.state.bots);
  const account =
    choice === undefined
      ? firstAccount(telegram)
      : accounts.find(({ user }) => String(user.id) === String(choice) || user.username === choice);
  if (account) return account;
  const known =
    accounts.map(({ user }) => user.username).join(', ') ||
    'none yet: a bot begins to be with its first call';
  throw new PersonError(404, `There is no bot ${choice ?? ''} here. The bots are: ${known}.`);
}

/** A person writes to the bot, or in a group that the bot is in. Writing to a bot starts it, or starts it again. */
export function writeMessage(telegram: Telegram, chatId: number, request: MessageRequest): Message {
  const account = chosenAccount(telegram, request.bot);
  const record = currentRecord(telegram, chatId);
  const dialog = dialogOf(telegram, account, chatId);
  const replyTo = request.replyTo === undefined ? undefined : existing(dialog, request.replyTo);
  const content = contentOf(telegram, request);
  dialog.access = 'member';
  const isPost = record.chat.type === 'channel';
  const from = isPost ? undefined : authorIn(telegram, record, request.from);
  const message = addMessage(telegram, account, record, {
    from,
    content,
    replyTo,
    threadId: request.topicId,
  });
  publish(telegram, account, chatId, updateOf(isPost ? 'channel_post' : 'message', message));
  return message;
}

const updateOf = (
  kind: 'message' | 'edited_message' | 'channel_post',
  message: Message,
): Omit<Update, 'update_id'> => ({ [kind]: message }) as Omit<Update, 'update_id'>;

function currentRecord(telegram: Telegram, chatId: number): ChatRecord {
  const record = chatRecordOf(telegram, chatId);
  if (record.migratedTo === undefined) return record;
  throw new PersonError(409, `The group ${chatId} became the supergroup ${record.migratedTo}: write there.`);
}

function authorIn(telegram: Telegram, { user }: ChatRecord, memberId: number): User {
  const author = user ?? chatRecordOf(telegram, memberId).user;
  if (!author) throw new PersonError(400, `from: ${memberId} is no person. A person's id is positive.`);
  return author;
}

function existing(dialog: Dialog, messageId: number): Message {
  const message = findMessage(dialog, messageId);
  if (!message) throw new PersonError(404, `There is no message ${messageId} in this chat.`);
  return message;
}

function contentOf(telegram: Telegram, { text, file }: MessageRequest): Partial<Message> {
  if (text.length > longestText) {
    throw new PersonError(
      400,
      `text: has ${text.length} characters; a person can write ${longestText} at once.`,
    );
  }
  const formatted = withAutomaticEntities({ text, entities: [] });
  if (!file) {
    if (text.trim() === '') throw new PersonError(400, 'text: is empty, and there is no file.');
    return textContent(formatted);
  }
  const content = 'base64' in file ? Buffer.from(file.base64, 'base64') : Buffer.from(file.text);
  const { name, mimeType = 'application/octet-stream' } = file;
  const stored = storeFile(telegram, { name, mimeType, content });
  const kind = mimeType === 'image/jpeg' ? 'photo' : 'document';
  return { ...fileContent(kind, stored), ...captionContent(formatted) };
}

/** A person changes the text of a message. */
export function editOwnMessage(
  telegram: Telegram,
  chatId: number,
  messageId: number,
  { text, bot }: { readonly text: string; readonly bot?: BotChoice },
): Message {
  const account = chosenAccount(telegram, bot);
  const dialog = dialogOf(telegram, account, chatId);
  const message = existing(dialog, messageId);
  if (message.from?.is_bot)
    throw new PersonError(409, `Message ${messageId} is the bot's: a person cannot edit it.`);
  const formatted = textContent(withAutomaticEntities({ text, entities: [] }));
  const edited = { ...message, ...formatted, edit_date: dateOf(telegram) } as Message;
  replaceMessage(telegram, dialog, edited);
  publish(telegram, account, chatId, updateOf('edited_message', edited));
  return edited;
}

/** A person taps a button. @returns the id by which the bot answers */
export function tapButton(telegram: Telegram, chatId: number, request: CallbackRequest): string {
  const account = chosenAccount(telegram, request.bot);
  const record = currentRecord(telegram, chatId);
  const message = existing(dialogOf(telegram, account, chatId), request.messageId);
  const buttons = (message.reply_markup?.inline_keyboard ?? []).flat();
  const offered = buttons.flatMap((button) => ('callback_data' in button ? [button.callback_data] : []));
  if (!offered.includes(request.data)) {
    const known = offered.length === 0 ? 'It has none.' : `Its buttons have: ${offered.join(', ')}.`;
    throw new PersonError(
      409,
      `data: message ${request.messageId} has no button with "${request.data}". ${known}`,
    );
  }
  const id = String(Math.floor(telegram.random() * 1e15) + 1e15);
  telegram.state.callbacks[id] = { token: account.token, chatId, createdAt: telegram.now() };
  const from = authorIn(telegram, record, request.from);
  const instance = String(account.user.id * 1_000 + Math.abs(chatId % 1_000));
  publish(telegram, account, chatId, {
    callback_query: { id, from, message, chat_instance: instance, data: request.data },
  });
  telegram.changed.give();
  return id;
}

/** A person blocks the bot or lets it in again; a group removes it or takes it in again. */
export function setAccess(telegram: Telegram, chatId: number, bot: BotChoice, isIn: boolean): void {
  const account = chosenAccount(telegram, bot);
  const { chat, user } = chatRecordOf(telegram, chatId);
  const dialog = dialogOf(telegram, account, chatId);
  const isPrivate = user !== undefined;
  dialog.access = isIn ? 'member' : isPrivate ? 'blocked' : 'kicked';
  const member = { status: 'member' as const, user: account.user };
  const out = { status: 'kicked' as const, user: account.user, until_date: 0 };
  const [before, after] = isIn ? [out, member] : [member, out];
  const from = user ?? account.user;
  const change = { chat, from, date: dateOf(telegram), old_chat_member: before, new_chat_member: after };
  publish(telegram, account, chatId, { my_chat_member: change });
  telegram.changed.give();
}

/** Makes a person an administrator of a group, or something else. */
export function setMember(
  telegram: Telegram,
  chatId: number,
  userId: number,
  status: MemberStatus,
): ChatMembership {
  chatRecordOf(telegram, userId);
  setMemberStatus(currentRecord(telegram, chatId), userId, status);
  telegram.changed.give();
  return { chatId, userId, status };
}

interface ChatMembership {
  readonly chatId: number;
  readonly userId: number;
  readonly status: MemberStatus;
}

/** A group becomes a supergroup with an id of its own. @returns that id */
export function migrateGroup(telegram: Telegram, chatId: number, bot: BotChoice): number {
  const account = chosenAccount(telegram, bot);
  const record = currentRecord(telegram, chatId);
  if (record.chat.type !== 'group')
    throw new PersonError(409, `Chat ${chatId} is a ${record.chat.type}, no group.`);
  const newId = -(1_000_000_000_000 + Math.floor(telegram.random() * 1_000_000_000) + 1);
  const newRecord = chatRecordOf(telegram, newId);
  if (record.members) newRecord.members = record.members;
  newRecord.chat = { ...newRecord.chat, title: record.chat.title } as ChatRecord['chat'];
  record.migratedTo = newId;
  dialogOf(telegram, account, newId).access = dialogOf(telegram, account, chatId).access;
  const from = authorIn(telegram, record, 1);
  const told = addMessage(telegram, account, record, { from, content: { migrate_to_chat_id: newId } });
  publish(telegram, account, chatId, updateOf('message', told));
  const first = addMessage(telegram, account, newRecord, { from, content: { migrate_from_chat_id: chatId } });
  publish(telegram, account, newId, updateOf('message', first));
  return newId;
}
