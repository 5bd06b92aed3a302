import type { InlineKeyboardMarkup, Message, User } from '@grammyjs/types';
import { dateOf, type Telegram } from '../telegram.ts';
import type { FormattedText } from '../text/formatted-text.ts';
import { dialogOf } from './chats.ts';
import type { BotAccount, ChatRecord, Dialog } from './state.ts';

/** A message is kept until so many newer ones are there. */
const mostMessages = 10_000;

/** What makes a new message. */
export interface NewMessage {
  /** Who it is from; nobody in a channel. */
  readonly from?: User | undefined;
  readonly content: Partial<Message>;
  readonly replyTo?: Message | undefined;
  readonly threadId?: number | undefined;
  readonly keyboard?: InlineKeyboardMarkup | undefined;
}

/** Puts a message at the end of a dialog. */
export function addMessage(
  telegram: Telegram,
  account: BotAccount,
  { chat }: ChatRecord,
  { from, content, replyTo, threadId, keyboard }: NewMessage,
): Message {
  const dialog = dialogOf(telegram, account, chat.id);
  const message = {
    message_id: dialog.nextMessageId,
    ...(threadId !== undefined && { message_thread_id: threadId, is_topic_message: true }),
    ...(from ? { from } : { sender_chat: chat }),
    chat,
    date: dateOf(telegram),
    ...(replyTo && { reply_to_message: withoutReply(replyTo) }),
    ...content,
    ...(keyboard && { reply_markup: keyboard }),
  } as Message;
  dialog.nextMessageId += 1;
  dialog.messages.push(message);
  if (dialog.messages.length > mostMessages) dialog.messages.shift();
  delete dialog.action;
  if (from?.is_bot) delete dialog.draft;
  telegram.changed.give();
  return message;
}

/** Telegram shows one step of a chain of replies. */
const withoutReply = ({ reply_to_message: _, ...message }: Message): Message => message as Message;

export const findMessage = (dialog: Dialog, messageId: number | undefined): Message | undefined =>
  dialog.messages.find(({ message_id }) => message_id === messageId);

/** Puts a new version in the place of the message with the same id. */
export function replaceMessage(telegram: Telegram, dialog: Dialog, message: Message): void {
  const index = dialog.messages.findIndex(({ message_id }) => message_id === message.message_id);
  dialog.messages.splice(index, 1, message);
  telegram.changed.give();
}

export function removeMessage(telegram: Telegram, dialog: Dialog, message: Message): void {
  dialog.messages = dialog.messages.filter((other) => other !== message);
  telegram.changed.give();
}

/** The fields of a message with a text. Entities are left out if there are none, as Telegram does. */
export const textContent = ({ text, entities }: FormattedText): Partial<Message> => ({
  text,
  ...(entities.length > 0 && { entities: [...entities] }),
});

/** The fields of a caption, which may be empty. */
export const captionContent = ({ text, entities }: FormattedText): Partial<Message> => ({
  ...(text !== '' && { caption: text }),
  ...(entities.length > 0 && { caption_entities: [...entities] }),
});
