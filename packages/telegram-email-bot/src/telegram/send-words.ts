import type { Language } from '../texts/language.ts';
import { textsIn } from '../texts/texts-in.ts';
import { plainText } from './rich-text.ts';
import type { SendOutcome, TelegramSender, TextMessage } from './telegram-sender.ts';

/**
 * Sends a text. One that Telegram refuses even without markup goes as a file, with a sentence that says what the file is.
 *
 * @param readerLanguage is asked for that sentence only
 */
export async function sendWords(
  sender: TelegramSender,
  message: TextMessage,
  readerLanguage: () => Promise<Language>,
): Promise<SendOutcome> {
  const sent = await sender.sendText(message);
  if (sent.outcome !== 'refused') return sent;
  const { chatId, text, replyTo, topicId } = message;
  const content = new TextEncoder().encode(plainText(text));
  const caption = textsIn(await readerLanguage()).messageInFile;
  return sender.sendDocument({ chatId, name: 'message.txt', content, caption, replyTo, topicId });
}
