import { isDeepStrictEqual } from 'node:util';
import type { Message } from '@grammyjs/types';
import {
  captionContent,
  findMessage,
  removeMessage,
  replaceMessage,
  textContent,
} from '../state/messages.ts';
import { dateOf } from '../telegram.ts';
import { badRequest } from './bot-api-error.ts';
import { type Call, type Method, placeOf } from './call.ts';
import { readCaption, readText } from './message-text.ts';
import { readInlineKeyboard } from './reply-markup.ts';
import { respectLimits } from './send.ts';

export const editMessageText: Method = (call) => {
  const content = textContent(readText(call.parameters));
  return edit(call, ({ text, entities: _, ...rest }) => {
    if (text === undefined) throw badRequest('there is no text in the message to edit');
    return { ...rest, ...content };
  });
};

export const editMessageCaption: Method = (call) => {
  const content = captionContent(readCaption(call.parameters));
  return edit(call, ({ caption: _, caption_entities: __, ...rest }) => {
    if (!rest.document && !rest.photo) throw badRequest('there is no caption in the message to edit');
    return { ...rest, ...content };
  });
};

export const editMessageReplyMarkup: Method = (call) => edit(call, (message) => message);

/** Replaces a message of the bot by a new version, with the buttons of the call or none. */
function edit(call: Call, change: (message: Partial<Message>) => Partial<Message>): Message {
  const { telegram, account, parameters } = call;
  const { record, dialog } = placeOf(call);
  const message = findMessage(dialog, parameters.integer('message_id'));
  if (!message) throw badRequest('message to edit not found');
  if (message.from?.id !== account.user.id) throw badRequest("message can't be edited");
  const { edit_date: _, ...current } = message;
  const { reply_markup: __, ...changed } = change(current);
  const keyboard = readInlineKeyboard(parameters);
  const edited = { ...changed, ...(keyboard && { reply_markup: keyboard }) };
  if (isDeepStrictEqual(edited, current)) throw badRequest(notModified);
  respectLimits(call, record.chat.id);
  const version = { ...edited, edit_date: dateOf(telegram) } as Message;
  replaceMessage(telegram, dialog, version);
  return version;
}

const notModified =
  'message is not modified: specified new message content and reply markup are exactly the same as a current content ' +
  'and reply markup of the message';

/** A bot may delete what it wrote, and what others wrote, for so many seconds. */
const deletableSeconds = 48 * 60 * 60;

export const deleteMessage: Method = (call) => {
  const { dialog } = placeOf(call);
  const message = findMessage(dialog, call.parameters.integer('message_id'));
  if (!message) throw badRequest('message to delete not found');
  if (message.date < dateOf(call.telegram) - deletableSeconds)
    throw badRequest("message can't be deleted for everyone");
  removeMessage(call.telegram, dialog, message);
  return true;
};
