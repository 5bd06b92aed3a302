import { parseMail } from '../mail/parse/parse-mail.ts';
import type { FileSource } from '../notices/notice.ts';

/** @returns what gives the files of raw mails: the mail as it came, its text, or an attachment by its number */
export const attachmentSource =
  (rawMail: (key: string) => Promise<Uint8Array | undefined>) =>
  async (rawKey: string, source: FileSource): Promise<Uint8Array | undefined> => {
    const raw = await rawMail(rawKey);
    if (raw === undefined || source === 'raw') return raw;
    const { text, attachments } = await parseMail(raw);
    return source === 'text' ? new TextEncoder().encode(text) : attachments[source]?.content;
  };
