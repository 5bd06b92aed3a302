import { getChat, getChatMember, getMe } from './about.ts';
import type { Method } from './call.ts';
import { answerCallbackQuery } from './callbacks.ts';
import { deleteMyCommands, getMyCommands, setMyCommands } from './command-menus.ts';
import { deleteMessage, editMessageCaption, editMessageReplyMarkup, editMessageText } from './edit.ts';
import { getFile, sendDocument, sendPhoto } from './files.ts';
import { getUpdates } from './get-updates.ts';
import { sendChatAction, sendMessage, sendMessageDraft } from './send.ts';
import { deleteWebhook, getWebhookInfo, setWebhook } from './webhooks.ts';

const all: Readonly<Record<string, Method>> = {
  getMe,
  getUpdates,
  setWebhook,
  deleteWebhook,
  getWebhookInfo,
  sendMessage,
  sendMessageDraft,
  sendChatAction,
  sendDocument,
  sendPhoto,
  editMessageText,
  editMessageCaption,
  editMessageReplyMarkup,
  deleteMessage,
  answerCallbackQuery,
  getFile,
  getChat,
  getChatMember,
  setMyCommands,
  getMyCommands,
  deleteMyCommands,
};

/** The methods by their names in lower case: Telegram does not tell upper case from lower. */
export const methods: ReadonlyMap<string, Method> = new Map(
  Object.entries(all).map(([name, method]) => [name.toLowerCase(), method]),
);
