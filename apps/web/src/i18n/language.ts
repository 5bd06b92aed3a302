import { type Notice, sayNotice } from '@switchboard/chat-client';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { en } from './en.ts';
import type { Words } from './words.ts';

export type LanguageCode = 'en' | 'de' | 'ar';

export interface Language {
  readonly code: LanguageCode;
  /** For dates and numbers: the reader's own, for example `de-AT`. */
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  readonly words: Words;
}

const loaders: Readonly<Record<LanguageCode, () => Promise<Words>>> = {
  en: () => Promise.resolve(en),
  de: async () => (await import('./de.ts')).de,
  ar: async () => (await import('./ar.ts')).ar,
};

const isLanguageCode = (code: string): code is LanguageCode => Object.hasOwn(loaders, code);

/** The first of the reader's languages that the page speaks, and English if it speaks none. */
export function chooseLocale(preferred: readonly string[]): {
  readonly code: LanguageCode;
  readonly locale: string;
} {
  for (const locale of preferred) {
    const code = locale.toLowerCase().split('-')[0] ?? '';
    if (isLanguageCode(code)) return { code, locale };
  }
  return { code: 'en', locale: 'en' };
}

/** @param preferred the reader's languages, best first: `navigator.languages` */
export async function loadLanguage(preferred: readonly string[]): Promise<Language> {
  const { code, locale } = chooseLocale(preferred);
  return { code, locale, direction: code === 'ar' ? 'rtl' : 'ltr', words: await loaders[code]() };
}

/** What the platform says, in the page's language and at the reader's own time. @param now epoch milliseconds */
export function noticeIn({ code, locale, words }: Language, notice: Notice, now: number): string {
  // The console says it in English to an operator whose times are written otherwise.
  return sayNotice(notice, words.notices, {
    locale: locale.toLowerCase().startsWith(code) ? locale : code,
    now,
  });
}

export const english: Language = { code: 'en', locale: 'en', direction: 'ltr', words: en };

export const LanguageContext = createContext<Language>(english);

export const useLanguage = (): Language => useContext(LanguageContext);

export const useWords = (): Words => useLanguage().words;
