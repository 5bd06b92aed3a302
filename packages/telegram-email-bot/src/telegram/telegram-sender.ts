import * as v from 'valibot';
import type { Button } from '../notices/notice.ts';
import { type BotApi, BotApiError } from './bot-api.ts';
import { renderHtml } from './render-html.ts';
import { plainText, type RichText } from './rich-text.ts';

/** What Telegram did with a message. */
export type SendOutcome =
  | { readonly outcome: 'sent'; readonly messageId: number }
  /** It takes nothing for the chat before so many milliseconds have passed. The message was not taken. */
  | { readonly outcome: 'later'; readonly afterMs: number }
  /** The bot may not write there: the person blocked it, the group removed it, or there is no such chat any more. */
  | { readonly outcome: 'unreachable'; readonly description: string }
  /** The group became a supergroup with this id. The message was not taken. */
  | { readonly outcome: 'moved'; readonly chatId: number }
  /** It will never take this message. */
  | { readonly outcome: 'refused'; readonly description: string };

type Refusal = Exclude<SendOutcome, { readonly outcome: 'sent' }>;

/** Telegram gave no answer, or answered with an error of its own: it may have accepted the message, which is to be sent again. */
export class TelegramUnavailableError extends Error {
  override readonly name = 'TelegramUnavailableError';
  readonly code = 'telegram.unavailable';
}

export interface TextMessage {
  readonly chatId: number;
  /** At most 4096 UTF-16 code units. */
  readonly text: RichText;
  readonly buttons?: readonly (readonly Button[])[] | undefined;
  /** The message that it answers; one that is gone is no obstacle. */
  readonly replyTo?: number | undefined;
  /** The topic of a forum. */
  readonly topicId?: number | undefined;
}

interface DocumentMessage {
  readonly chatId: number;
  readonly name: string;
  readonly content: Uint8Array;
  /** At most 1024 UTF-16 code units. */
  readonly caption: RichText;
  readonly replyTo?: number | undefined;
  /** The topic of a forum. */
  readonly topicId?: number | undefined;
}

/** A message of the bot. */
interface MessageKey {
  readonly chatId: number;
  readonly messageId: number;
}

/** What is shown over a chat when a button was tapped. */
export interface TapNotice {
  /** Telegram's id of the tap. */
  readonly tapId: string;
  /** At most 200 UTF-16 code units; '' ends the waiting alone. */
  readonly text: string;
  /** Whether the person has to close it. */
  readonly isAlert: boolean;
}

export interface TelegramSender {
  sendText(message: TextMessage): Promise<SendOutcome>;
  /** Gives a message of text another one. Doing it again changes nothing. */
  editText(message: MessageKey & Pick<TextMessage, 'text' | 'buttons'>): Promise<SendOutcome>;
  /** Gives a message other buttons. Doing it again changes nothing; a message that is gone is no obstacle. */
  editButtons(
    message: MessageKey & { readonly buttons: readonly (readonly Button[])[] },
  ): Promise<SendOutcome>;
  /** Takes a message away. Doing it again changes nothing. */
  deleteMessage(message: MessageKey): Promise<SendOutcome>;
  sendDocument(message: DocumentMessage): Promise<SendOutcome>;
  /** Shows for some seconds that the bot types. */
  showTyping(chatId: number): Promise<void>;
}

/** Sends by the Bot API. Text goes as HTML; should Telegram refuse the markup, as plain text. */
export function createTelegramSender(api: BotApi): TelegramSender {
  return {
    sendText: ({ chatId, text, buttons = [], replyTo, topicId }) =>
      asMarkupOrPlain(text, (formatted) =>
        outcomeOf(
          api.call('sendMessage', {
            chat_id: chatId,
            message_thread_id: topicId,
            ...formatted,
            ...withoutPreview,
            reply_markup: buttons.length > 0 ? keyboardOf(buttons) : undefined,
            reply_parameters: replyParameters(replyTo),
          }),
        ),
      ),
    editText: ({ chatId, messageId, text, buttons = [] }) =>
      asMarkupOrPlain(text, (formatted) => {
        const key = { chat_id: chatId, message_id: messageId };
        const edit = { ...key, ...formatted, ...withoutPreview, reply_markup: keyboardOf(buttons) };
        return changeOutcomeOf(messageId, /message is not modified/i, api.call('editMessageText', edit));
      }),
    editButtons: ({ chatId, messageId, buttons }) =>
      changeOutcomeOf(
        messageId,
        /message is not modified|message to edit not found/i,
        api.call('editMessageReplyMarkup', {
          chat_id: chatId,
          message_id: messageId,
          reply_markup: keyboardOf(buttons),
        }),
      ),
    deleteMessage: ({ chatId, messageId }) =>
      changeOutcomeOf(
        messageId,
        /message to delete not found/i,
        api.call('deleteMessage', { chat_id: chatId, message_id: messageId }),
      ),
    sendDocument: ({ chatId, name, content, caption, replyTo, topicId }) =>
      outcomeOf(
        api.upload(
          'sendDocument',
          {
            chat_id: chatId,
            message_thread_id: topicId,
            caption: renderHtml(caption),
            parse_mode: 'HTML',
            reply_parameters: replyParameters(replyTo),
          },
          { field: 'document', name, content },
        ),
      ),
    async showTyping(chatId) {
      await api.call('sendChatAction', { chat_id: chatId, action: 'typing' });
    },
  };
}

/**
 * Shows a person for a moment what a tap on a button has done.
 *
 * @returns why it is not shown; undefined where it is
 * @throws {TelegramUnavailableError}
 */
export async function showNotice(
  api: Pick<BotApi, 'call'>,
  { tapId, text, isAlert }: TapNotice,
): Promise<Refusal | undefined> {
  try {
    await api.call('answerCallbackQuery', { callback_query_id: tapId, text, show_alert: isAlert });
    return undefined;
  } catch (error) {
    return refusalOrThrow(error);
  }
}

const withoutPreview = { link_preview_options: { is_disabled: true } };

const keyboardOf = (buttons: readonly (readonly Button[])[]) => ({
  inline_keyboard: buttons.map((row) => row.map(({ text, data }) => ({ text, callback_data: data }))),
});

type FormattedText = { readonly text: string; readonly parse_mode?: 'HTML' };

/** Sends a text as HTML; should Telegram refuse the markup, as plain text. */
async function asMarkupOrPlain(
  text: RichText,
  send: (formatted: FormattedText) => Promise<SendOutcome>,
): Promise<SendOutcome> {
  const asHtml = await send({ text: renderHtml(text), parse_mode: 'HTML' });
  if (asHtml.outcome !== 'refused' || !/can't parse entities/i.test(asHtml.description)) return asHtml;
  return send({ text: plainText(text) });
}

const replyParameters = (messageId: number | undefined) =>
  messageId === undefined ? undefined : { message_id: messageId, allow_sending_without_reply: true };

const messageSchema = v.object({ message_id: v.number() });

/** @throws {TelegramUnavailableError} where nobody knows whether the message was taken, or the bot itself is refused */
async function outcomeOf(sending: Promise<unknown>): Promise<SendOutcome> {
  try {
    return { outcome: 'sent', messageId: v.parse(messageSchema, await sending).message_id };
  } catch (error) {
    return refusalOrThrow(error);
  }
}

/**
 * @param done what Telegram says where the message is already as it is to be
 * @throws {TelegramUnavailableError}
 */
async function changeOutcomeOf(
  messageId: number,
  done: RegExp,
  changing: Promise<unknown>,
): Promise<SendOutcome> {
  try {
    await changing;
  } catch (error) {
    const isDone = error instanceof BotApiError && done.test(error.description);
    if (!isDone) return refusalOrThrow(error);
  }
  return { outcome: 'sent', messageId };
}

function refusalOrThrow(error: unknown): Refusal {
  const refusal = error instanceof BotApiError ? refusalOf(error) : undefined;
  if (refusal !== undefined) return refusal;
  throw new TelegramUnavailableError('Telegram did not take the message.', { cause: error });
}

/** @returns undefined for a refusal that says nothing of the message: it is to be sent again */
function refusalOf({ status, description, retryAfter, migrateToChatId }: BotApiError): Refusal | undefined {
  if (status === 429) return { outcome: 'later', afterMs: (retryAfter ?? 1) * 1_000 };
  if (migrateToChatId !== undefined) return { outcome: 'moved', chatId: migrateToChatId };
  if (status === 403 || /chat not found|PEER_ID_INVALID/i.test(description))
    return { outcome: 'unreachable', description };
  return status === 400 || status === 413 ? { outcome: 'refused', description } : undefined;
}
