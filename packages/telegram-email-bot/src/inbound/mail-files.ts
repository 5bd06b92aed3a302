import { parseMail } from '../mail/parse/parse-mail.ts';
import type { MailFiles } from '../notices/notice.ts';

/** What gives the files of raw mails: the mail as it came, its text, or an attachment by its number. */
export const createMailFiles = (
  rawMail: (key: string) => Promise<Uint8Array | undefined>,
  link: MailFiles['link'],
): MailFiles => ({
  link,
  async read(rawKey, source) {
    const raw = await rawMail(rawKey);
    if (raw === undefined || source === 'raw') return raw;
    const { text, attachments } = await parseMail(raw);
    return source === 'text' ? new TextEncoder().encode(text) : attachments[source]?.content;
  },
});
