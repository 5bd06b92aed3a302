import type { MailVerdicts } from './verdicts.ts';

/** A mail that was taken from a client. */
export interface ReceivedMail {
  /** SES's own id, by which the mail is stored. */
  readonly messageId: string;
  /** The sender of the envelope; empty for a bounce. */
  readonly sender: string;
  /** The recipients of the envelope. */
  readonly recipients: readonly string[];
  readonly ip: string;
  readonly helo: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** How long it took to judge it. */
  readonly processingMs: number;
  readonly verdicts: MailVerdicts;
  /** The mail with the headers that SES puts in front. */
  readonly raw: Buffer;
}

/**
 * Puts in front of a mail what SES does.
 *
 * @param raw as the client sent it
 */
export function withReceiptHeaders(mail: Omit<ReceivedMail, 'raw'>, raw: Buffer, region: string): Buffer {
  const { messageId, sender, recipients, ip, helo, receivedAt, verdicts } = mail;
  const lines = [
    `Return-Path: <${sender}>`,
    `Received: from ${helo} (${helo} [${ip}])`,
    ` by inbound-smtp.${region}.amazonaws.com with SMTP id ${messageId}`,
    ` for ${recipients[0] ?? ''};`,
    ` ${new Date(receivedAt).toUTCString().replace('GMT', '+0000')} (UTC)`,
    `X-SES-Spam-Verdict: ${verdicts.spam}`,
    `X-SES-Virus-Verdict: ${verdicts.virus}`,
    `Received-SPF: ${verdicts.receivedSpf}`,
    `Authentication-Results: ${verdicts.authenticationResults}`,
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n`), raw]);
}
