import { Api, type ApiClientOptions, GrammyError, HttpError, InputFile } from 'grammy/web';
import type { SecretValue } from '../aws/secret-value.ts';
import type { Button } from '../notices/notice.ts';
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

/** Telegram gave no answer, or said that it is not to blame: the message may have been taken, and is to be sent again. */
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
}

export interface DocumentMessage {
  readonly chatId: number;
  readonly name: string;
  readonly content: Uint8Array;
  /** At most 1024 UTF-16 code units. */
  readonly caption: RichText;
  readonly replyTo?: number | undefined;
}

export interface TelegramSender {
  sendText(message: TextMessage): Promise<SendOutcome>;
  sendDocument(message: DocumentMessage): Promise<SendOutcome>;
  /** Shows for some seconds that the bot types. Best effort. */
  showTyping(chatId: number): Promise<void>;
}

export interface SenderOptions {
  /** The bot's token, read again when Telegram refuses it. */
  readonly token: SecretValue;
  /** @default 'https://api.telegram.org' */
  readonly apiRoot?: string | undefined;
  /** How long a call may take, seconds. @default 10 */
  readonly timeoutSeconds?: number;
}

/** Sends by the Bot API. Text goes as HTML; should Telegram refuse the markup, as plain text. */
export function createTelegramSender({ token, apiRoot, timeoutSeconds = 10 }: SenderOptions): TelegramSender {
  const options: ApiClientOptions = { timeoutSeconds, ...(apiRoot !== undefined && { apiRoot }) };

  /** Calls with the token at hand, and once more with a fresh one where Telegram does not know it. */
  async function call<T>(work: (api: Api) => Promise<T>): Promise<T> {
    try {
      return await work(new Api(await token.get(), options));
    } catch (error) {
      if (!(error instanceof GrammyError) || ![401, 404].includes(error.error_code)) throw error;
      return work(new Api(await token.refresh(), options));
    }
  }

  async function send(work: (api: Api) => Promise<{ readonly message_id: number }>): Promise<SendOutcome> {
    try {
      return { outcome: 'sent', messageId: (await call(work)).message_id };
    } catch (error) {
      return outcomeOf(error);
    }
  }

  return {
    async sendText({ chatId, text, buttons = [], replyTo }) {
      const extra = {
        link_preview_options: { is_disabled: true },
        ...(buttons.length > 0 && { reply_markup: { inline_keyboard: buttons.map(keyboardRow) } }),
        ...replyOption(replyTo),
      };
      const asHtml = await send((api) =>
        api.sendMessage(chatId, renderHtml(text), { ...extra, parse_mode: 'HTML' }),
      );
      if (asHtml.outcome !== 'refused' || !/can't parse entities/i.test(asHtml.description)) return asHtml;
      return send((api) => api.sendMessage(chatId, plainText(text), extra));
    },
    sendDocument: ({ chatId, name, content, caption, replyTo }) =>
      send((api) =>
        api.sendDocument(chatId, new InputFile(content, name), {
          caption: renderHtml(caption),
          parse_mode: 'HTML',
          ...replyOption(replyTo),
        }),
      ),
    async showTyping(chatId) {
      await call((api) => api.sendChatAction(chatId, 'typing'));
    },
  };
}

const keyboardRow = (row: readonly Button[]) => row.map(({ text, data }) => ({ text, callback_data: data }));

const replyOption = (messageId: number | undefined) =>
  messageId === undefined
    ? {}
    : { reply_parameters: { message_id: messageId, allow_sending_without_reply: true } };

/** @throws {TelegramUnavailableError} where nobody knows whether the message was taken, or the bot itself is refused */
function outcomeOf(error: unknown): SendOutcome {
  if (!(error instanceof GrammyError)) {
    const reason = error instanceof HttpError ? 'gave no answer' : 'could not be asked';
    throw new TelegramUnavailableError(`Telegram ${reason}.`, { cause: error });
  }
  const { error_code: status, description, parameters, method } = error;
  if (status === 429) return { outcome: 'later', afterMs: (parameters.retry_after ?? 1) * 1_000 };
  if (parameters.migrate_to_chat_id !== undefined)
    return { outcome: 'moved', chatId: parameters.migrate_to_chat_id };
  if (status === 403 || /chat not found|PEER_ID_INVALID/i.test(description))
    return { outcome: 'unreachable', description };
  if (status === 400 || status === 413) return { outcome: 'refused', description };
  throw new TelegramUnavailableError(`Telegram answered ${method} with ${status}: ${description}`, {
    cause: error,
  });
}
