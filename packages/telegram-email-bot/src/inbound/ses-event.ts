import * as v from 'valibot';
import type { Evidence, Verdict } from './verdict.ts';

const verdict = v.object({ status: v.picklist(['PASS', 'FAIL', 'GRAY', 'PROCESSING_FAILED', 'DISABLED']) });
const missing: { readonly status: Verdict } = { status: 'GRAY' };

/** The part of what SES says of a mail that we read. */
const recordSchema = v.object({
  ses: v.object({
    mail: v.object({
      timestamp: v.string(),
      source: v.fallback(v.string(), ''),
      messageId: v.pipe(v.string(), v.regex(/^[\w-]{1,100}$/)),
      headers: v.fallback(v.array(v.object({ name: v.string(), value: v.string() })), []),
      commonHeaders: v.fallback(
        v.object({ from: v.fallback(v.array(v.string()), []), subject: v.fallback(v.string(), '') }),
        { from: [], subject: '' },
      ),
    }),
    receipt: v.object({
      recipients: v.array(v.string()),
      spamVerdict: v.fallback(verdict, missing),
      virusVerdict: v.fallback(verdict, missing),
      spfVerdict: v.fallback(verdict, missing),
      dkimVerdict: v.fallback(verdict, missing),
      dmarcVerdict: v.fallback(verdict, missing),
      dmarcPolicy: v.fallback(v.picklist(['none', 'quarantine', 'reject']), 'none'),
    }),
  }),
});

const eventSchema = v.object({ Records: v.pipe(v.array(v.unknown()), v.minLength(1)) });

/** A mail that SES has received. */
export interface Receipt {
  /** SES's own id: the same however often the event comes, and the end of the raw mail's key. */
  readonly messageId: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** Who it came from by SMTP; '' for a report. */
  readonly sender: string;
  /** Who it is for by SMTP. */
  readonly recipients: readonly string[];
  /** The header as it is. */
  readonly fromHeader: string;
  readonly subject: string;
  /** How many servers it has passed. */
  readonly hops: number;
  readonly verdicts: Omit<Evidence, 'isBlocked' | 'isAllowed'>;
}

/** The event is not one of SES, or one of its records is not. Retrying does not help: it goes to the dead-letter queue. */
export class UnreadableMailEventError extends Error {
  override readonly name = 'UnreadableMailEventError';
  readonly code = 'mail.eventUnreadable';
}

/** @returns the mails of an event; for a record that is none, the error in its place */
export function receiptsOf(event: unknown): readonly (Receipt | UnreadableMailEventError)[] {
  const parsed = v.safeParse(eventSchema, event);
  if (!parsed.success)
    throw new UnreadableMailEventError('The event has no Records.', { cause: parsed.issues });
  return parsed.output.Records.map((record) => {
    const result = v.safeParse(recordSchema, record);
    return result.success ? receiptOf(result.output) : unreadable(result.issues);
  });
}

const unreadable = (issues: readonly v.BaseIssue<unknown>[]): UnreadableMailEventError =>
  new UnreadableMailEventError(
    `A record is no mail: ${issues.map((issue) => `${v.getDotPath(issue as v.InferIssue<typeof recordSchema>)}: ${issue.message}`).join('; ')}`,
  );

function receiptOf({ ses: { mail, receipt } }: v.InferOutput<typeof recordSchema>): Receipt {
  const { source, messageId, headers, commonHeaders } = mail;
  return {
    messageId,
    receivedAt: Date.parse(mail.timestamp),
    sender: source === '<>' ? '' : source,
    recipients: receipt.recipients,
    fromHeader: commonHeaders.from.join(', '),
    subject: commonHeaders.subject,
    hops: headers.filter(({ name }) => name.toLowerCase() === 'received').length,
    verdicts: {
      spam: receipt.spamVerdict.status,
      virus: receipt.virusVerdict.status,
      spf: receipt.spfVerdict.status,
      dkim: receipt.dkimVerdict.status,
      dmarc: receipt.dmarcVerdict.status,
      dmarcPolicy: receipt.dmarcPolicy,
    },
  };
}
