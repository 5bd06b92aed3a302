import type { Message } from '@grammyjs/types';
import * as v from 'valibot';
import { addMessage, findMessage, textContent } from '../state/messages.ts';
import type { Dialog } from '../state/state.ts';
import { badRequest, tooManyRequests } from './bot-api-error.ts';
import { type Call, type Method, type Place, placeOf } from './call.ts';
import { longestText, readFormatted, readText } from './message-text.ts';
import type { Parameters } from './parameters.ts';
import { readInlineKeyboard } from './reply-markup.ts';

export const sendMessage: Method = (call) => {
  const content = textContent(readText(call.parameters));
  return send(call, placeOf(call), content);
};

/** Sends what a bot has to say, within the limits, as a reply or in a topic where it asks for that. */
export function send(call: Call, { record, dialog }: Place, content: Partial<Message>): Message {
  const { telegram, account, parameters } = call;
  const message = {
    from: account.user,
    content,
    keyboard: readInlineKeyboard(parameters),
    replyTo: repliedMessage(dialog, parameters),
    threadId: parameters.integer('message_thread_id'),
  };
  respectLimits(call, record.chat.id);
  return addMessage(telegram, account, record, message);
}

/** @throws {BotApiError} 429 where the bot sends too fast */
export function respectLimits({ telegram, account }: Call, chatId: number): void {
  const waitSeconds = telegram.limits.take(account.user.id, chatId, telegram.now());
  if (waitSeconds > 0) throw tooManyRequests(waitSeconds);
}

const replySchema = v.looseObject({
  message_id: v.number(),
  allow_sending_without_reply: v.optional(v.boolean(), false),
});

function repliedMessage(dialog: Dialog, parameters: Parameters): Message | undefined {
  const given = parameters.json('reply_parameters', 'reply parameters');
  const reply = v.safeParse(v.optional(replySchema), given);
  if (!reply.success) throw badRequest("can't parse reply parameters JSON object");
  const messageId = reply.output?.message_id ?? parameters.integer('reply_to_message_id');
  if (messageId === undefined) return undefined;
  const message = findMessage(dialog, messageId);
  const mayBeMissing =
    reply.output?.allow_sending_without_reply || parameters.boolean('allow_sending_without_reply');
  if (!message && !mayBeMissing) throw badRequest('message to be replied not found');
  return message;
}

/** How long a chat shows what the bot is said to be doing, and how long a draft, milliseconds. */
const actionLifeMs = 5_000;
const draftLifeMs = 30_000;

const actions = new Set([
  'typing',
  'upload_photo',
  'record_video',
  'upload_video',
  'record_voice',
  'upload_voice',
  'upload_document',
  'choose_sticker',
  'find_location',
  'record_video_note',
  'upload_video_note',
]);

export const sendChatAction: Method = (call) => {
  const { telegram, parameters } = call;
  const name = parameters.text('action');
  if (!actions.has(name)) throw badRequest('wrong parameter action in request');
  placeOf(call).dialog.action = { name, until: telegram.now() + actionLifeMs };
  telegram.changed.give();
  return true;
};

export const sendMessageDraft: Method = (call) => {
  const { telegram, parameters } = call;
  const { record, dialog } = placeOf(call);
  const id = parameters.integer('draft_id');
  if (record.chat.type !== 'private') throw badRequest('message drafts can be sent only to private chats');
  if (!id) throw badRequest('draft_id must be non-zero');
  const formatted = readFormatted(parameters, 'text', 'entities');
  if (formatted.text.length > longestText) throw badRequest('message is too long');
  dialog.draft = { id, ...formatted, until: telegram.now() + draftLifeMs };
  telegram.changed.give();
  return true;
};
