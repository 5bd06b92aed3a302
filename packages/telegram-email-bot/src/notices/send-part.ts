import type { StoreContext } from '../context/store-context.ts';
import { sendWords } from '../telegram/send-words.ts';
import type { SendOutcome, TelegramSender } from '../telegram/telegram-sender.ts';
import { languageOfCode } from '../texts/language.ts';
import { readUser } from '../users/user-store.ts';
import type { PlainPart } from './notice.ts';

/** Where a part is sent. */
export interface Place {
  readonly chatId: number;
  readonly replyTo?: number | undefined;
  readonly topicId?: number | undefined;
}

export interface PartDependencies {
  readonly context: StoreContext;
  readonly sender: TelegramSender;
}

/** Sends a part that has no file. @throws {TelegramUnavailableError} */
export function sendPlainPart(
  { context, sender }: PartDependencies,
  part: PlainPart,
  { chatId, ...place }: Place,
): Promise<SendOutcome> {
  const { buttons } = part;
  if (part.type === 'buttons')
    return sender.editButtons({ chatId, messageId: part.messageId, buttons: part.buttons });
  const readerLanguage = async () => (await readUser(context, chatId))?.language ?? languageOfCode(undefined);
  return sendWords(sender, { chatId, text: part.text, buttons, ...place }, readerLanguage);
}
