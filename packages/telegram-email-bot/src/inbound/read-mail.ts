import type { Mail } from '../mail/mail.ts';
import { parseMail, readHeaders } from '../mail/parse/parse-mail.ts';
import { extractSummary } from '../summary/extract-summary.ts';
import type { Summariser } from '../summary/summariser.ts';
import type { Summary } from '../summary/summary.ts';

/** After so many tries the mail itself is taken to be what ends the function. */
const mostTries = 2;
/** How long a summariser may take, milliseconds. */
const summaryTimeoutMs = 20_000;

/** A mail as its user is told of it. */
export interface ReadMail {
  readonly mail: Mail;
  readonly summary: Summary;
  /** The size of the raw mail. */
  readonly sizeBytes: number;
}

/**
 * Reads a raw mail and summarises it.
 *
 * @param tries how often it was begun, this time included: a mail on which the function died before is not opened again, but sent as a file
 */
export async function readMail(raw: Uint8Array, summarise: Summariser, tries: number): Promise<ReadMail> {
  const mail = tries > mostTries ? await readHeaders(raw) : await parseMail(raw);
  const input = { subject: mail.subject, text: mail.text, links: mail.links };
  const isReadable = !mail.problems.includes('encrypted') && mail.text !== '';
  const summary = isReadable
    ? await summarise(input, AbortSignal.timeout(summaryTimeoutMs))
    : extractSummary({ ...input, text: '', links: [] });
  return { mail, summary, sizeBytes: raw.length };
}
