import { Buffer } from 'node:buffer';

const bytes = 40 * 1024 * 1024;

/** What the 40 MB are. */
export const largeMailKinds = [
  'attachment',
  'attachments',
  'text',
  'quoted',
  'html',
  'parts',
  'line',
  'mail',
] as const;

export type LargeMailKind = (typeof largeMailKinds)[number];

const header = (...more: readonly string[]): string =>
  ['From: ann@example.com', 'Subject: Large', ...more, '', ''].join('\r\n');

/** A part in base64 with lines of 76 characters. */
function file(name: string, rawBytes: number): string {
  const line = `${'QUJD'.repeat(19)}\r\n`;
  const headers = `Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=${name}\r\nContent-Transfer-Encoding: base64\r\n\r\n`;
  return headers + line.repeat(Math.floor(rawBytes / line.length));
}

const multipart = (...contents: readonly string[]): string =>
  header('Content-Type: multipart/mixed; boundary=b1') +
  contents.map((content) => `--b1\r\n${content}\r\n`).join('') +
  '--b1--\r\n';

/** @returns a raw mail of about 40 MB, the largest that SES takes */
export function largeMail(kind: LargeMailKind): Uint8Array {
  const sentence = 'The large mail goes on and on about <b>nothing</b> in particular. ';
  const line = `${sentence.trim()}\r\n`;
  const texts: Readonly<Record<LargeMailKind, () => string>> = {
    attachment: () => multipart('\r\nSee the file.', file('large.pdf', bytes)),
    attachments: () =>
      multipart(
        '\r\nSee the files.',
        ...Array.from({ length: 150 }, (_, at) => file(`f${at}.pdf`, bytes / 150)),
      ),
    text: () => header('Content-Type: text/plain') + line.repeat(bytes / line.length),
    quoted: () =>
      header('Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: quoted-printable') +
      '=C3=BC=C3=9F=20=\r\n'.repeat(bytes / 18),
    html: () => header('Content-Type: text/html') + `<div><p>${sentence}</p>`.repeat(bytes / 78),
    parts: () =>
      multipart(
        `${'Content-Type: text/plain\r\n\r\nA part, and no more.\r\n--b1\r\n'.repeat(bytes / 57)}\r\nThe last part.`,
      ),
    line: () => header('Content-Type: text/plain') + 'x'.repeat(bytes),
    mail: () =>
      multipart(`Content-Type: message/rfc822\r\n\r\n${header()}${line.repeat(bytes / line.length)}`),
  };
  return Buffer.from(texts[kind](), 'latin1');
}
