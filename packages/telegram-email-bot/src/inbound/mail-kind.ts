import { digestOf } from '@switchboard/chat-core';
import type { Mail } from '../mail/mail.ts';

/** Our own mails carry this header, so that a mail that comes back is known: by its user, since others may get it from a mailing list. */
export const loopHeader = 'x-switchboard-loop';

/** What the header says of mails from an address. The address is long and random, so a hash does not tell it to those who see only the header. */
export const loopMark = (address: string): string => digestOf(address.toLowerCase());

/** Every server on the way adds a `Received` header; more than this is a circle. */
const mostHops = 50;

/**
 * What a mail is. `loop`: one of the user's own that came back, which must never be answered. `bounce`: a server says what became of a mail.
 * `autoReply`: nobody wrote it. `list`: it went to many. `personal`: everything else.
 */
export type MailKind = 'loop' | 'bounce' | 'autoReply' | 'list' | 'personal';

export interface Envelope {
  /** Who the mail came from by SMTP; '' for a report that must not be answered. */
  readonly sender: string;
  /** How many `Received` headers the mail has. */
  readonly hops: number;
  /** The addresses of the user that the mail is for. */
  readonly own: readonly string[];
}

const automaticSubject =
  /^(?:automatic reply|auto(?:matic)?[- ]?reply|autoreply|out of (?:the )?office|abwesenheits?(?:notiz|nachricht|assistent)|automatische antwort|réponse automatique|absence du bureau|respuesta automática|risposta automatica|automatisch antwoord)\b/i;

export function kindOfMail(
  mail: Pick<Mail, 'headers' | 'subject' | 'from' | 'deliveryStatus'>,
  { sender, hops, own }: Envelope,
): MailKind {
  const header = (name: string) => (mail.headers.get(name) ?? '').toLowerCase();
  const isOwn = own.some((address) => loopMark(address) === mail.headers.get(loopHeader));
  if (isOwn || hops > mostHops) return 'loop';
  if (isBounce(mail, header)) return 'bounce';
  const submitted = header('auto-submitted');
  const isAutomatic =
    (submitted !== '' && !submitted.startsWith('no')) ||
    ['x-autoreply', 'x-autorespond', 'x-auto-response'].some((name) => mail.headers.has(name)) ||
    /auto[_-]?reply/.test(header('precedence')) ||
    automaticSubject.test(mail.subject) ||
    (sender === '' && !mail.headers.has('list-id'));
  if (isAutomatic && !submitted.startsWith('auto-generated')) return 'autoReply';
  const isList =
    mail.headers.has('list-id') ||
    mail.headers.has('list-unsubscribe') ||
    /bulk|list/.test(header('precedence'));
  return isList ? 'list' : 'personal';
}

function isBounce(
  { deliveryStatus, from, headers }: Pick<Mail, 'deliveryStatus' | 'from' | 'headers'>,
  header: (name: string) => string,
): boolean {
  const isReport =
    header('content-type').includes('report-type=delivery-status') ||
    header('content-type').includes('report-type="delivery-status"');
  const isFromServer = /^(?:mailer-daemon|postmaster)@/i.test(from?.address ?? '');
  return (
    deliveryStatus !== undefined ||
    isReport ||
    headers.has('x-failed-recipients') ||
    (isFromServer && header('auto-submitted') !== '')
  );
}
