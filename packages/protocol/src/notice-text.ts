import type { Notice } from './message.ts';

/** What the platform says to a customer, in one language. */
interface Sentences {
  readonly next: string;
  readonly place: (place: number) => string;
  readonly manyWait: string;
  readonly backAt: (time: string) => string;
}

const sentences = {
  en: {
    next: 'You are next in line.',
    place: (place) => `You are number ${place} in line.`,
    manyWait: 'Many people are waiting at the moment. Somebody will answer you.',
    backAt: (time) => `Nobody is here at the moment. We are back on ${time}.`,
  },
  de: {
    next: 'Sie sind als Nächstes an der Reihe.',
    place: (place) => `Sie sind an ${place}. Stelle.`,
    manyWait: 'Gerade warten viele. Es wird Ihnen jemand antworten.',
    backAt: (time) => `Gerade ist niemand da. Wir sind ab ${time} wieder für Sie da.`,
  },
  ar: {
    next: 'أنت التالي في الدور.',
    place: (place) => `رقمك في الدور ${place}.`,
    manyWait: 'ينتظر كثيرون في هذه اللحظة. سيجيبك أحد الموظفين.',
    backAt: (time) => `لا يوجد أحد الآن. سنعود ${time}.`,
  },
} satisfies Readonly<Record<string, Sentences>>;

type NoticeLanguage = keyof typeof sentences;

const isNoticeLanguage = (code: string): code is NoticeLanguage => Object.hasOwn(sentences, code);

export interface NoticeReader {
  /** The reader's languages, best first, for example `['de-AT', 'en']`. The first that is known is spoken, and English if none is. */
  readonly languages: readonly string[];
  /** The zone in which times are told, by its IANA name. @default that of the machine */
  readonly timeZone?: string | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What a notice says, in a sentence in the reader's language. */
export function noticeText({ position, backAt }: Notice, { languages, timeZone, now }: NoticeReader): string {
  const locale = languages.find((language) => isNoticeLanguage(codeOf(language))) ?? 'en';
  const code = codeOf(locale);
  const {
    next,
    place,
    manyWait,
    backAt: back,
  }: Sentences = isNoticeLanguage(code) ? sentences[code] : sentences.en;
  if (backAt !== undefined) return back(spokenTime(backAt, { locale, timeZone, now }));
  if (position === undefined) return manyWait;
  return position === 1 ? next : place(position);
}

const codeOf = (language: string): string => language.toLowerCase().split('-')[0] ?? '';

/** From here on a weekday alone would say another day. */
const farMs = 6 * 24 * 60 * 60_000;

interface Clock {
  readonly locale: string;
  readonly timeZone: string | undefined;
  readonly now: number;
}

/** A day as people say it, and the time: `Monday 9:00 AM`; with the date where it is a week away or more. */
function spokenTime(at: number, { locale, timeZone, now }: Clock): string {
  return new Intl.DateTimeFormat(locale, {
    ...(timeZone === undefined ? {} : { timeZone }),
    weekday: 'long',
    ...(at - now >= farMs ? { month: 'long', day: 'numeric' } : {}),
    hour: 'numeric',
    minute: '2-digit',
  }).format(at);
}
