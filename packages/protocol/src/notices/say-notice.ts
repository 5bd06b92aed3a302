import type { Notice } from '../message.ts';

/** What the platform says to a customer, in one language. */
export interface NoticeSentences {
  readonly next: string;
  readonly place: (place: number) => string;
  readonly manyWait: string;
  readonly backAt: (time: string) => string;
  readonly handOver: string;
  readonly askedOperators: string;
}

/** How and for when a time is told. */
export interface NoticeClock {
  /** For example `de-AT`. */
  readonly locale: string;
  /** The zone in which times are told, by its IANA name. @default that of the machine */
  readonly timeZone?: string | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What a notice says, in a language that the caller has at hand. */
export function sayNotice(
  { type, position, backAt }: Notice,
  sentences: NoticeSentences,
  clock: NoticeClock,
): string {
  if (type !== 'queued') return sentences[type];
  if (backAt !== undefined) return sentences.backAt(spokenTime(backAt, clock));
  if (position === undefined) return sentences.manyWait;
  return position === 1 ? sentences.next : sentences.place(position);
}

/** From here on a weekday alone would say another day. */
const farMs = 6 * 24 * 60 * 60_000;

/** A day as people say it, and the time: `Monday 9:00 AM`; with the date where it is a week away or more. */
function spokenTime(at: number, { locale, timeZone, now }: NoticeClock): string {
  return new Intl.DateTimeFormat(locale, {
    ...(timeZone === undefined ? {} : { timeZone }),
    weekday: 'long',
    ...(at - now >= farMs ? { month: 'long', day: 'numeric' } : {}),
    hour: 'numeric',
    minute: '2-digit',
  }).format(at);
}
