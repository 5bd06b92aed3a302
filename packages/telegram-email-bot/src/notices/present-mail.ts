import type { MailKind } from '../inbound/mail-kind.ts';
import type { Reason } from '../inbound/verdict.ts';
import type { CalendarEvent, Mail, Mailbox, MailProblem } from '../mail/mail.ts';
import { cutAt, oneLine } from '../mail/visible-text.ts';
import type { Fact } from '../summary/facts.ts';
import type { ImportantLink } from '../summary/important-links.ts';
import type { Summary } from '../summary/summary.ts';
import { blocks, bold, code, italic, lines, link, type RichText, rich } from '../telegram/rich-text.ts';
import { longestMessage, splitText } from '../telegram/split-text.ts';
import { dateTime, type Texts } from '../texts/texts.ts';
import { filePart } from './file-part.ts';
import type { Button, Notice, NoticePart } from './notice.ts';

export interface Presentation {
  readonly mail: Mail;
  readonly summary: Summary;
  readonly kind: MailKind;
  /** Why the mail is marked. @default it is not */
  readonly reason?: Reason;
  /** The label of the user's address; '' where it has none. */
  readonly label: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** The size of the raw mail. */
  readonly sizeBytes: number;
  /** The user's time zone. @default 'UTC' */
  readonly zone?: string;
}

/** How many names of attachments are listed. */
const mostNames = 5;
/** The longest heading of a mail, so that a summary stays one message. */
const longestSubject = 200;

/** What a user is told of a mail: its summary, and the mail itself as a file where the summary cannot stand for it. */
export function presentMail(presentation: Presentation, texts: Texts): Notice {
  const { mail } = presentation;
  const buttons = buttonsOf(presentation, texts);
  const pieces = splitText(summaryText(presentation, texts), longestMessage);
  const parts = pieces.map(
    (text, index): NoticePart => ({ type: 'text', text, ...(index === pieces.length - 1 && { buttons }) }),
  );
  const file = fileCaption(mail.problems, texts);
  return {
    parts: file
      ? [
          ...parts,
          rawPart({ sizeBytes: presentation.sizeBytes, subject: mail.subject, caption: file }, texts),
        ]
      : parts,
  };
}

function summaryText(presentation: Presentation, texts: Texts): RichText {
  const { mail, summary, kind, reason, label, receivedAt, zone } = presentation;
  const words = texts.mail;
  return blocks(
    lines(
      bold(cutAt(mail.subject, longestSubject) || words.noSubject),
      rich(
        sender(mail.from, words.noSender),
        label === '' ? '' : ` · ${words.to(label)}`,
        ` · ${dateTime(texts, mail.date ?? receivedAt, zone)}`,
      ),
    ),
    lines(
      reason && words.marked[reason],
      mail.problems.includes('misleadingName') ? words.misleadingName : undefined,
      kind === 'autoReply'
        ? words.autoReply(mail.from?.name || mail.from?.address || words.noSender)
        : undefined,
    ),
    mail.event && eventText(mail.event, texts),
    factsText(summary.facts, texts),
    bodyText(presentation, texts),
    linksText(summary.links, texts),
    attachmentsText(mail, texts),
  );
}

/** The name and always the address: anyone can write any name. */
const sender = (from: Mailbox | undefined, nobody: string): RichText =>
  from === undefined ? rich(nobody) : rich(from.name === '' ? '' : `${from.name} `, `<${from.address}>`);

function factsText(facts: readonly Fact[], { mail }: Texts): RichText {
  const kinds = [...new Set(facts.map(({ kind }) => kind))];
  return lines(
    ...kinds.map((kind) => {
      const values = facts.filter((fact) => fact.kind === kind).map((fact) => oneLine(fact.text, 60));
      return rich(
        `${mail.facts[kind]}: `,
        ...values.flatMap((value, index) => [index > 0 ? ', ' : '', code(value)]),
      );
    }),
  );
}

function bodyText({ mail, summary }: Presentation, { mail: words }: Texts): RichText {
  if (mail.problems.includes('encrypted')) return rich();
  const { sentences, isWhole, source } = summary;
  if (sentences.length === 0) {
    if (mail.event !== undefined) return rich();
    return mail.attachments.length > 0 ? words.onlyAttachments : words.noText;
  }
  const shown = sentences.map(({ text }) => (isWhole ? rich(text) : rich(`• ${text}`)));
  return lines(
    mail.textSource === 'attachedMail' ? words.attachedMail : undefined,
    ...shown,
    source === 'model' ? words.byModel : undefined,
    mail.problems.includes('hiddenText') ? words.hiddenText : undefined,
  );
}

const linksText = (links: readonly ImportantLink[], { mail }: Texts): RichText =>
  links.length === 0
    ? rich()
    : lines(
        `${mail.links}:`,
        ...links.map(({ text, url, host, isMisleading }) =>
          rich(
            '• ',
            link(text, url),
            isMisleading ? bold(` ⚠️ ${mail.misleadingLink(host)}`) : text === host ? '' : ` (${host})`,
          ),
        ),
      );

function attachmentsText(mail: Mail, texts: Texts): RichText {
  const files = mail.attachments.filter(({ isInline }) => !isInline);
  if (files.length === 0) return rich();
  const names = files.slice(0, mostNames).map(({ name }) => name);
  return texts.mail.attachments(names, files.length - names.length);
}

function eventText(
  { method, title, place, organiser, start, end }: CalendarEvent,
  { mail: words }: Texts,
): RichText {
  const readable = (local: string) => local.replace('T', ' ');
  return lines(
    bold(`${words.event(method)}${title === '' ? '' : `: ${title}`}`),
    start && words.eventTime(readable(start.local), end && readable(end.local), start.zone),
    place === '' ? undefined : `${words.eventPlace}: ${place}`,
    organiser === '' ? undefined : `${words.eventOrganiser}: ${organiser}`,
  );
}

/** The problems because of which the mail is sent as a file, with what the user is told. */
const filed: readonly MailProblem[] = ['encrypted', 'opaque', 'damaged', 'tooManyParts', 'cut'];

function fileCaption(problems: readonly MailProblem[], { mail }: Texts): RichText | undefined {
  const problem = filed.find((known) => problems.includes(known));
  if (problem === undefined) return undefined;
  const captions: Partial<Record<MailProblem, RichText>> = {
    encrypted: mail.encrypted,
    opaque: mail.opaque,
    damaged: mail.damaged,
  };
  return captions[problem] ?? mail.cut;
}

/** The mail as it came. */
export const rawPart = (
  {
    sizeBytes,
    subject,
    caption,
  }: { readonly sizeBytes: number; readonly subject: string; readonly caption: RichText },
  texts: Texts,
): NoticePart => filePart({ source: 'raw', name: rawName(subject), caption, sizeBytes }, texts);

const rawName = (subject: string): string =>
  `${cutAt(subject.replaceAll(/[^\p{L}\p{N} ._-]+/gu, ' ').trim(), 60).trim() || 'mail'}.eml`;

function buttonsOf({ mail, kind, reason }: Presentation, { buttons }: Texts): readonly (readonly Button[])[] {
  const files = mail.attachments.filter(({ isInline }) => !isInline).length;
  const hasSender = mail.from !== undefined;
  const isWarned = reason !== undefined || mail.problems.includes('misleadingName');
  const rows: readonly (readonly Button[])[] = [
    [
      ...(mail.text === '' ? [] : [{ text: buttons.fullText, data: 'full' }]),
      ...(files === 0 ? [] : [{ text: buttons.attachments(files), data: 'files' }]),
      ...(mail.textSource === 'html' ? [{ text: buttons.original, data: 'raw' }] : []),
    ],
    [
      ...(hasSender && kind !== 'autoReply' ? [{ text: buttons.reply, data: 'reply' }] : []),
      ...(hasSender ? [{ text: buttons.block, data: 'block' }] : []),
    ],
    isWarned ? [{ text: buttons.why, data: 'why' }] : [],
  ];
  return rows.filter((row) => row.length > 0);
}

/** What a user is told when a server says what became of a mail of theirs. */
export function presentReport(mail: Mail, sizeBytes: number, texts: Texts): Notice {
  const { deliveryStatus: status } = mail;
  const { bounced, delayed, bouncedUnknown } = texts.mail;
  if (status?.action === 'failed') {
    return { parts: [{ type: 'text', text: bounced(status.recipient, status.diagnostic || status.status) }] };
  }
  if (status?.action === 'delayed') return { parts: [{ type: 'text', text: delayed(status.recipient) }] };
  const caption = status ? italic(mail.subject) : bouncedUnknown;
  return { parts: [filePart({ source: 'raw', name: 'report.eml', caption, sizeBytes }, texts)] };
}
