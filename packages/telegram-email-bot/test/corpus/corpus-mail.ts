import type { MailOutcome } from '../../src/notices/mail-state.ts';

/** A mail that is difficult, and what must become of it. */
export interface CorpusMail {
  /** What is difficult about it. */
  readonly name: string;
  readonly raw: string | Buffer;
  readonly outcome: MailOutcome;
  /** What the user must read in Telegram. @default nothing */
  readonly shows?: readonly string[];
  /** What the user must not read. @default nothing */
  readonly hides?: readonly string[];
  /** The name of the file that comes along. @default no file comes */
  readonly file?: string;
  /** The buttons that must be there. @default any */
  readonly buttons?: readonly string[];
  /** What SES says of it. @default all is well */
  readonly verdicts?: Readonly<Record<string, unknown>>;
  /** The sender by SMTP. @default an address */
  readonly sender?: string;
}

/** A mail of header lines and a body, with the line ends of mail. */
export const mail = (headers: readonly string[], body: string | readonly string[] = ''): string =>
  [...headers, '', ...[body].flat()].join('\n').replaceAll(/\r?\n/g, '\r\n');

/** Stands for what the header of our own mails says of the address that the mail is for. */
export const markOfAddress = '{the mark of the address}';

/** The usual sender and subject. */
export const usual = ['From: Ann Lee <ann@example.com>', 'Subject: The plan'] as const;

export const plain = (body: string, ...headers: readonly string[]): string =>
  mail([...usual, 'Content-Type: text/plain; charset=utf-8', ...headers], body);

export const html = (body: string, ...headers: readonly string[]): string =>
  mail([...usual, 'Content-Type: text/html; charset=utf-8', ...headers], body);

/** The parts between the lines of a boundary. */
export const parts = (boundary: string, ...contents: readonly (readonly string[])[]): readonly string[] => [
  ...contents.flatMap((content) => [`--${boundary}`, ...content]),
  `--${boundary}--`,
];

export const multipart = (type: string, ...contents: readonly (readonly string[])[]): string =>
  mail([...usual, `Content-Type: multipart/${type}; boundary=b1`], parts('b1', ...contents));

export const base64 = (text: string | Uint8Array): readonly string[] =>
  Buffer.from(text)
    .toString('base64')
    .match(/.{1,76}/g) ?? [''];

export const textPart = (text: string, type = 'text/plain; charset=utf-8'): readonly string[] => [
  `Content-Type: ${type}`,
  '',
  text,
];

export const filePart = (
  name: string,
  content: string,
  type = 'application/octet-stream',
): readonly string[] => [
  `Content-Type: ${type}`,
  `Content-Disposition: attachment; filename="${name}"`,
  'Content-Transfer-Encoding: base64',
  '',
  ...base64(content),
];
