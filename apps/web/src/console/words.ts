import { en } from '../i18n/en.ts';
import { english, type Language } from '../i18n/language.ts';

/** What a conversation looks like from the operators' side. */
const consoleLanguage: Language = {
  ...english,
  locale: 'en',
  words: {
    ...en,
    conversationBegins: 'The conversation begins here',
    handedOver: 'Handed over to people',
    botIsBack: 'Back with the bot',
    ended: 'The conversation was closed',
    assistant: 'Bot',
    notSentRefused: 'Not sent: the conversation is somebody else’s.',
    writeMessage: 'Write a reply',
  },
};

/** A language for times and dates as the operator's system writes them. */
export const consoleLanguageIn = (locale: string): Language => ({ ...consoleLanguage, locale });
