import { type MailHeader, readMailHeaders, splitAddresses } from './mail-headers.ts';
import type { ReceivedMail } from './received-mail.ts';

/** SES tells no more of a mail's headers, in bytes. */
const largestHeadersBytes = 10 * 1024;

/**
 * The event that a function gets for a mail.
 *
 * @param recipients those of the envelope that the rule is for
 * @param functionArn the function that gets it
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html
 */
export function mailEvent(
  mail: ReceivedMail,
  recipients: readonly string[],
  { functionArn, invocationType }: { readonly functionArn: string; readonly invocationType: string },
) {
  const { verdicts } = mail;
  const status = (value: string) => ({ status: value });
  const { headers, headersTruncated } = toldHeaders(readMailHeaders(mail.raw));
  const timestamp = new Date(mail.receivedAt).toISOString();
  return {
    Records: [
      {
        eventSource: 'aws:ses',
        eventVersion: '1.0',
        ses: {
          mail: {
            timestamp,
            source: mail.sender,
            messageId: mail.messageId,
            destination: [...mail.recipients],
            headersTruncated,
            headers,
            commonHeaders: commonHeaders(headers),
          },
          receipt: {
            timestamp,
            processingTimeMillis: mail.processingMs,
            recipients: [...recipients],
            spamVerdict: status(verdicts.spam),
            virusVerdict: status(verdicts.virus),
            spfVerdict: status(verdicts.spf),
            dkimVerdict: status(verdicts.dkim),
            dmarcVerdict: status(verdicts.dmarc),
            ...(verdicts.dmarcPolicy === undefined ? {} : { dmarcPolicy: verdicts.dmarcPolicy }),
            action: { type: 'Lambda', functionArn, invocationType },
          },
        },
      },
    ],
  };
}

function toldHeaders(headers: readonly MailHeader[]): {
  headers: readonly MailHeader[];
  headersTruncated: boolean;
} {
  let sizeBytes = 0;
  const told = headers.filter(({ name, value }) => {
    sizeBytes += Buffer.byteLength(name) + Buffer.byteLength(value);
    return sizeBytes <= largestHeadersBytes;
  });
  return { headers: told, headersTruncated: told.length < headers.length };
}

function commonHeaders(headers: readonly MailHeader[]) {
  const text = (name: string) => headers.find((header) => header.name.toLowerCase() === name)?.value;
  const list = (name: string) => {
    const value = text(name);
    return value === undefined ? undefined : splitAddresses(value);
  };
  const fields = {
    returnPath: text('return-path')?.replace(/^<(.*)>$/, '$1'),
    from: list('from'),
    date: text('date'),
    to: list('to'),
    cc: list('cc'),
    bcc: list('bcc'),
    sender: list('sender'),
    replyTo: list('reply-to'),
    messageId: text('message-id'),
    subject: text('subject'),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
