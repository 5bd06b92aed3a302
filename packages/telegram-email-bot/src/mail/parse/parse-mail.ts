import PostalMime, { decodeWords, type Email } from 'postal-mime';
import { htmlToText, type Link } from '../html/html-to-text.ts';
import type { Mail, MailProblem } from '../mail.ts';
import { oneLine, tidyText } from '../visible-text.ts';
import { attachmentsOf, bytesOf } from './attachments.ts';
import { boundRaw, headersOnly } from './bound-raw.ts';
import { parseCalendar } from './calendar.ts';
import { parseDeliveryStatus } from './delivery-status.ts';
import { hasMisleadingName, mailboxesIn } from './mailboxes.ts';

/** How much of a text is read, in UTF-16 code units. */
const longestText = 200_000;
const longestSubject = 300;
/** A mail that is attached to a mail without a text is read in its place, so many times over. */
const deepestAttachedMail = 2;

/** Attached mails are files, as in mail programs; the limits hold for parts inside parts and for all headers together. */
const parserOptions = { forceRfc822Attachments: true, maxNestingDepth: 50, maxHeadersSize: 256 * 1024 };

/**
 * Reads a raw mail. It never fails: of a mail that cannot be read as a whole, the headers are, and `problems` says so.
 *
 * Time and memory are linear in the size, of which at most 42 MB are read.
 */
export const parseMail = (raw: Uint8Array): Promise<Mail> => parseNested(raw, 0);

/** Reads the headers of a raw mail alone: for a mail that could not be read as a whole in several tries. */
export const readHeaders = async (raw: Uint8Array): Promise<Mail> =>
  composeMail(await PostalMime.parse(headersOnly(raw)), ['damaged']);

async function parseNested(raw: Uint8Array, depth: number): Promise<Mail> {
  const bounded = boundRaw(raw);
  const [email, problems] = await parseOrHeaders(bounded.raw);
  const mail = composeMail(email, [...bounded.problems, ...problems]);
  const attached = email.attachments.find(({ mimeType }) => mimeType === 'message/rfc822');
  if (mail.text !== '' || !attached || depth === deepestAttachedMail) return mail;
  const { text, links } = await parseNested(bytesOf(attached.content), depth + 1);
  return { ...mail, text, links, textSource: text === '' ? 'none' : 'attachedMail' };
}

async function parseOrHeaders(raw: Uint8Array): Promise<[Email, MailProblem[]]> {
  try {
    return [await PostalMime.parse(raw, parserOptions), []];
  } catch {
    // Parts nested too deep, or too many headers: the parser gives nothing then.
    return [await PostalMime.parse(headersOnly(raw)), ['damaged']];
  }
}

function composeMail(email: Email, problems: readonly MailProblem[]): Mail {
  const headers = firstHeaders(email);
  const [from] = mailboxesIn(headers.get('from')).concat(mailboxesIn(headers.get('sender')));
  const body = bodyOf(email);
  const protection = protectionOf(email, headers, body.text);
  const calendar = email.attachments.find(({ mimeType }) =>
    /^(text\/calendar|application\/ics)$/.test(mimeType),
  );
  const event = calendar && parseCalendar(textIn(calendar.content), calendar.method);
  const status = email.attachments.find(({ mimeType }) => mimeType === 'message/delivery-status');
  const deliveryStatus = status && parseDeliveryStatus(textIn(status.content));
  const date = Date.parse(headers.get('date') ?? '');
  const [messageId] = messageIdsIn(headers.get('message-id'));
  return {
    ...(from && { from }),
    replyTo: mailboxesIn(headers.get('reply-to')),
    to: mailboxesIn(headers.get('to')),
    cc: mailboxesIn(headers.get('cc')),
    subject: oneLine(decodeWords((headers.get('subject') ?? '').slice(0, 10_000)), longestSubject),
    ...(!Number.isNaN(date) && { date }),
    ...(messageId !== undefined && { messageId }),
    inReplyTo: messageIdsIn(headers.get('in-reply-to')),
    references: messageIdsIn(headers.get('references')),
    ...body,
    attachments: attachmentsOf(email.attachments),
    ...(event && { event }),
    ...(deliveryStatus && { deliveryStatus }),
    isSigned: protection.isSigned,
    problems: unique([
      ...problems,
      ...body.problems,
      ...protection.problems,
      ...(from && hasMisleadingName(from) ? (['misleadingName'] as const) : []),
    ]),
    headers,
  };
}

const unique = <T>(items: readonly T[]): readonly T[] => [...new Set(items)];

function firstHeaders({ headers }: Email): ReadonlyMap<string, string> {
  const first = new Map<string, string>();
  for (const { key, value } of headers) if (!first.has(key)) first.set(key, value.slice(0, 20_000));
  return first;
}

const textIn = (content: Email['attachments'][number]['content']): string =>
  new TextDecoder().decode(bytesOf(content).subarray(0, 1_000_000));

/** @returns the ids in angle brackets; a few at most, each as long as a header line may be */
const messageIdsIn = (header = ''): readonly string[] => (header.match(/<[^<>\s]{1,990}>/g) ?? []).slice(-50);

type Body = Pick<Mail, 'text' | 'textSource' | 'links' | 'problems'>;

/**
 * What a person reads: the HTML where there is any, as in mail programs, and the plain text where the HTML has much less to say.
 */
function bodyOf({ html = '', text: plain = '' }: Email): Body {
  const rendered = htmlToText(html);
  const htmlText = tidyText(rendered.text);
  const plainText = tidyText(plain.slice(0, longestText));
  const takesHtml = htmlText.length * 3 >= plainText.length && htmlText !== '';
  if (takesHtml) {
    const problems: readonly MailProblem[] = [
      ...(rendered.isCut ? (['cut'] as const) : []),
      ...(rendered.hiddenCharacters > 0 ? (['hiddenText'] as const) : []),
    ];
    return { text: htmlText, textSource: 'html', links: rendered.links, problems };
  }
  const links: readonly Link[] = [];
  const problems: readonly MailProblem[] = plain.length > longestText ? ['cut'] : [];
  return { text: plainText, textSource: plainText === '' ? 'none' : 'plain', links, problems };
}

/** Whether the mail is signed, and whether its text is closed to us. */
function protectionOf(
  { attachments }: Email,
  headers: ReadonlyMap<string, string>,
  text: string,
): { readonly isSigned: boolean; readonly problems: readonly MailProblem[] } {
  const type = (headers.get('content-type') ?? '').toLowerCase();
  const types = attachments.map(({ mimeType }) => mimeType);
  const isEnvelope = /^application\/(x-)?pkcs7-mime/.test(type);
  const isOpaque = isEnvelope && /smime-type="?signed-data/.test(type);
  const isEncrypted =
    (isEnvelope && !isOpaque) ||
    type.startsWith('multipart/encrypted') ||
    types.includes('application/pgp-encrypted') ||
    /^-----BEGIN PGP MESSAGE-----/m.test(text);
  const isSigned =
    isOpaque ||
    type.startsWith('multipart/signed') ||
    types.some((mimeType) => mimeType.endsWith('-signature')) ||
    text.startsWith('-----BEGIN PGP SIGNED MESSAGE-----');
  return { isSigned, problems: isEncrypted ? ['encrypted'] : isOpaque ? ['opaque'] : [] };
}
