import { en } from '../i18n/en.ts';
import { english, type Language } from '../i18n/language.ts';

/** What a conversation looks like from the operators' side. */
const consoleLanguage: Language = {
  ...english,
  locale: 'en',
  words: {
    ...en,
    conversationBegins: 'The conversation begins here',
    handedOver: 'Handed over to a person',
    botIsBack: 'Back with the bot',
    ended: 'The conversation was closed',
    // What the customer is told of their waiting, for those who read it over the customer's shoulder.
    notices: {
      ...en.notices,
      next: 'The customer is next in line.',
      place: (place) => `The customer is number ${place} in line.`,
      manyWait: 'The customer was told that many are waiting.',
      backAt: (time) => `The customer was told that we are back on ${time}.`,
    },
    assistant: 'Bot',
    notSentRefused: 'Not sent: a colleague has this conversation.',
    writeMessage: 'Write a reply',
  },
};

/** A language for times and dates as the operator's system writes them. */
export const consoleLanguageIn = (locale: string): Language => ({ ...consoleLanguage, locale });
