import type { Mail } from '../mail/mail.ts';
import { parseMail } from '../mail/parse/parse-mail.ts';
import type { MailFiles } from '../notices/notice.ts';

/** What gives the files of raw mails: the mail as it came, its text, or an attachment by its number. Each mail is read and parsed once. */
export const createMailFiles = (
  rawMail: (key: string) => Promise<Uint8Array | undefined>,
  link: MailFiles['link'],
): MailFiles => ({
  link,
  async open(rawKey) {
    const raw = await rawMail(rawKey);
    if (raw === undefined) return undefined;
    let parsed: Promise<Mail> | undefined;
    return {
      async file(source) {
        if (source === 'raw') return raw;
        parsed ??= parseMail(raw);
        const { text, attachments } = await parsed;
        return source === 'text' ? new TextEncoder().encode(text) : attachments[source]?.content;
      },
    };
  },
});
