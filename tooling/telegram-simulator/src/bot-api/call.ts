import { chatRecordOf, dialogOf } from '../state/chats.ts';
import type { BotAccount, ChatRecord, Dialog } from '../state/state.ts';
import type { Telegram } from '../telegram.ts';
import { badRequest, forbidden } from './bot-api-error.ts';
import type { Parameters } from './parameters.ts';

/** A method that a bot calls. */
export interface Call {
  readonly telegram: Telegram;
  readonly account: BotAccount;
  readonly parameters: Parameters;
  /** Aborted when the bot closes the connection. */
  readonly signal: AbortSignal;
}

/** A method's work. What it returns is the `result` of the answer; a refusal is thrown as a `BotApiError`. */
export type Method = (call: Call) => unknown;

/** A chat that a bot may write to. */
export interface Place {
  readonly record: ChatRecord;
  readonly dialog: Dialog;
}

/**
 * The chat that a call is about.
 *
 * @throws {BotApiError} where the bot may not write there
 */
export function placeOf({ telegram, account, parameters }: Call): Place {
  const chatId = parameters.integer('chat_id');
  if (parameters.text('chat_id') === '') throw badRequest('chat_id is empty');
  if (chatId === undefined || !telegram.state.chats[chatId]) throw badRequest('chat not found');
  const record = chatRecordOf(telegram, chatId);
  const dialog = dialogOf(telegram, account, chatId);
  if (record.migratedTo !== undefined) {
    throw badRequest('group chat was upgraded to a supergroup chat', {
      migrate_to_chat_id: record.migratedTo,
    });
  }
  if (record.isDeactivated) throw forbidden('user is deactivated');
  if (dialog.access === 'blocked') throw forbidden('bot was blocked by the user');
  if (dialog.access === 'kicked') throw forbidden(`bot was kicked from the ${record.chat.type} chat`);
  if (dialog.access === 'none' && record.user) throw forbidden("bot can't initiate conversation with a user");
  if (dialog.access === 'none') throw badRequest('chat not found');
  return { record, dialog };
}
