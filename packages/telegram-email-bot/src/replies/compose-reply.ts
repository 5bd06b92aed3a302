import { loopHeader, loopMark } from '../inbound/mail-kind.ts';
import { oneLine } from '../mail/visible-text.ts';

export interface ReplyFile {
  readonly name: string;
  readonly mimeType: string;
  readonly content: Uint8Array;
}

/** A mail that answers another. */
export interface ReplyMail {
  /** The user's address here. It says nothing of the user's Telegram account. */
  readonly from: string;
  readonly to: string;
  /** The subject of the mail that is answered. */
  readonly subject: string;
  /** The id of the mail that is answered, with angle brackets; '' where it has none. */
  readonly inReplyTo: string;
  /** The references of that mail. */
  readonly references: readonly string[];
  readonly text: string;
  readonly files: readonly ReplyFile[];
  /** With angle brackets. */
  readonly messageId: string;
  /** Epoch milliseconds. */
  readonly date: number;
  /** A line that occurs in no part. */
  readonly boundary: string;
}

const longestSubject = 250;

/** @returns the mail as it is sent: ASCII, with lines that no server has to break */
export function composeReply(mail: ReplyMail): Uint8Array {
  const { from, to, subject, inReplyTo, references, text, files, messageId, date, boundary } = mail;
  const thread = [...new Set([...references, inReplyTo])].filter((id) => id !== '').slice(-20);
  const headers = [
    `From: <${from}>`,
    `To: <${to}>`,
    `Subject: ${encodeHeader(replySubject(subject))}`,
    `Message-ID: ${messageId}`,
    `Date: ${new Date(date).toUTCString().replace('GMT', '+0000')}`,
    ...(inReplyTo === '' ? [] : [`In-Reply-To: ${inReplyTo}`]),
    ...(thread.length === 0 ? [] : [`References: ${thread.join('\r\n ')}`]),
    `${loopHeader}: ${loopMark(from)}`,
    'MIME-Version: 1.0',
  ];
  const body = part({
    type: 'text/plain; charset=utf-8',
    content: Buffer.from(text.replaceAll(/\r?\n/g, '\r\n')),
  });
  const lines =
    files.length === 0
      ? [...headers, body]
      : [
          ...headers,
          `Content-Type: multipart/mixed; boundary="${boundary}"`,
          '',
          ...[body, ...files.map(filePart)].flatMap((content) => [`--${boundary}`, content]),
          `--${boundary}--`,
          '',
        ];
  return Buffer.from(lines.join('\r\n'), 'latin1');
}

/** One `Re:`, however often the mail was answered before. */
const replySubject = (subject: string): string =>
  `Re: ${oneLine(subject, longestSubject).replace(/^(?:(?:re|aw|antw|sv)(?:\[\d+\])?\s*:\s*)+/i, '')}`.trim();

interface Part {
  readonly type: string;
  readonly disposition?: string;
  readonly content: Uint8Array;
}

const part = ({ type, disposition, content }: Part): string =>
  [
    `Content-Type: ${type}`,
    ...(disposition === undefined ? [] : [`Content-Disposition: ${disposition}`]),
    'Content-Transfer-Encoding: base64',
    '',
    ...(Buffer.from(content)
      .toString('base64')
      .match(/.{1,76}/g) ?? []),
    '',
  ].join('\r\n');

function filePart({ name, mimeType, content }: ReplyFile): string {
  const type = /^[\w.+-]+\/[\w.+-]+$/.test(mimeType) ? mimeType : 'application/octet-stream';
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );
  return part({ type, disposition: `attachment; filename*=utf-8''${encoded}`, content });
}

/** Words of a header that are not ASCII, as RFC 2047 wants them: each at most 75 characters, none cut inside a character. */
function encodeHeader(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (Buffer.byteLength(word + character) > 42) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  return [...words, word]
    .map((piece) => `=?utf-8?B?${Buffer.from(piece).toString('base64')}?=`)
    .join('\r\n ');
}
