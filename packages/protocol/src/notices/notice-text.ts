import type { Notice } from '../message.ts';
import { noticesInArabic } from './ar.ts';
import { noticesInGerman } from './de.ts';
import { noticesInEnglish } from './en.ts';
import { type NoticeClock, type NoticeSentences, sayNotice } from './say-notice.ts';

const languages: ReadonlyMap<string, NoticeSentences> = /* @__PURE__ */ new Map([
  ['en', noticesInEnglish],
  ['de', noticesInGerman],
  ['ar', noticesInArabic],
]);

export interface NoticeReader extends Omit<NoticeClock, 'locale'> {
  /** The reader's languages, best first, for example `['de-AT', 'en']`. The first that is known is spoken, and English if none is. */
  readonly languages: readonly string[];
}

/** What a notice says, in a sentence in the reader's language. */
export function noticeText(notice: Notice, { languages: preferred, ...clock }: NoticeReader): string {
  for (const locale of preferred) {
    const sentences = languages.get(locale.toLowerCase().split('-')[0] ?? '');
    if (sentences) return sayNotice(notice, sentences, { ...clock, locale });
  }
  return sayNotice(notice, noticesInEnglish, { ...clock, locale: 'en' });
}
