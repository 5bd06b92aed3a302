import { dialogOf } from '../state/chats.ts';
import { badRequest } from './bot-api-error.ts';
import type { Method } from './call.ts';

/** How long a tap on a button can be answered, milliseconds. */
const callbackLifeMs = 15 * 60_000;
const longestNotice = 200;

export const answerCallbackQuery: Method = ({ telegram, account, parameters }) => {
  const id = parameters.text('callback_query_id');
  const callback = telegram.state.callbacks[id];
  const isKnown = callback?.token === account.token && callback.createdAt > telegram.now() - callbackLifeMs;
  if (!isKnown) throw badRequest('query is too old and response timeout expired or query ID is invalid');
  const text = parameters.text('text');
  if (text.length > longestNotice) throw badRequest('MESSAGE_TOO_LONG');
  delete telegram.state.callbacks[id];
  const url = parameters.text('url');
  const notice = {
    callbackId: id,
    text,
    showAlert: parameters.boolean('show_alert'),
    ...(url !== '' && { url }),
  };
  dialogOf(telegram, account, callback.chatId).notices.push(notice);
  telegram.changed.give();
  return true;
};
