import * as v from 'valibot';
import type { Notice } from './notice.ts';

/**
 * How far a mail has come for one recipient.
 *
 * ```
 *            claim                  notice is stored              Telegram took all parts
 * (no item) ------> processing ---------------------> ready ----------------------------> done
 *                     |  ^ lease ran out: claimed again |  ^ later, or lease ran out
 *                     +--+                              +--+
 * ```
 */
type MailStatus = 'processing' | 'ready' | 'done';

/** What became of a mail. */
export type MailOutcome =
  /** Its summary was sent. */
  | 'summarised'
  /** It was sent as a file: it could not be read. */
  | 'filed'
  /** It waits for the user's digest. */
  | 'digested'
  /** It is held in quarantine. */
  | 'held'
  /** The user was told what a server says of a mail of theirs. */
  | 'reported'
  /** Nobody has the address. */
  | 'unknownAddress'
  /** Telegram refused it for good. */
  | 'refused';

/** What is kept of a mail for answers to it. */
export interface MailFacts {
  readonly chatId: number;
  /** The user's address that it came to. */
  readonly address: string;
  /** The key of the raw mail in the bucket. */
  readonly rawKey: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** The address that answers go to; '' if there is none. */
  readonly replyTo: string;
  /** The sender's address; '' if there is none. */
  readonly sender: string;
  /** The sender's name, or the address. */
  readonly from: string;
  readonly subject: string;
  /** With angle brackets; '' if there is none. */
  readonly messageId: string;
  readonly references: readonly string[];
  /** Why it was marked or held. */
  readonly reason?: string;
  /** Whether the sender's name shows another address. */
  readonly hasMisleadingName?: boolean;
  /** Whether the mail was for several recipients, so that its raw mail is not this one's alone. @default false */
  readonly isShared?: boolean;
}

/** The facts of a notice that is about no mail of its own. */
export const chatFacts = (chatId: number, references: readonly string[] = []): MailFacts => ({
  chatId,
  address: '',
  rawKey: '',
  receivedAt: 0,
  replyTo: '',
  sender: '',
  from: '',
  subject: '',
  messageId: '',
  references,
});

/** A mail's item as it is. */
export interface MailState {
  readonly id: string;
  readonly status: MailStatus;
  /** Rises with every claim: a holder of an older number has lost the mail to another. */
  readonly fence: number;
  /** The end of the lease, epoch milliseconds: nobody else works on the mail until then. */
  readonly leaseUntil: number;
  /** The claim that put the work off last; 0 if none has. */
  readonly putOffBy: number;
  /** Whether it was counted among those that its address takes. @default false */
  readonly isCounted: boolean;
  readonly facts?: MailFacts;
  readonly notice?: Notice;
  /** How many parts of the notice Telegram has taken. */
  readonly partsSent: number;
  readonly outcome?: MailOutcome;
  /** How much an erasure is about to delete; null if that was too much to count. Only an erasure's item has it. */
  readonly counts?: AccountCounts | null;
}

/** The numbers that a receipt names. */
export interface AccountCounts {
  readonly addresses: number;
  readonly mails: number;
  readonly conversations: number;
  readonly messages: number;
  /** Settings, senders, what the bot has sent, and the like. */
  readonly others: number;
  /** Mails that were also for others: their raw mails stay until the bucket's retention ends. */
  readonly sharedMails: number;
}

const factsSchema = v.object({
  chatId: v.number(),
  address: v.string(),
  rawKey: v.string(),
  receivedAt: v.number(),
  replyTo: v.string(),
  sender: v.fallback(v.string(), ''),
  from: v.string(),
  subject: v.string(),
  messageId: v.string(),
  references: v.array(v.string()),
  reason: v.exactOptional(v.string()),
  hasMisleadingName: v.exactOptional(v.boolean()),
  isShared: v.exactOptional(v.boolean()),
});

const stored = v.object({
  message_id: v.string(),
  status: v.picklist(['processing', 'ready', 'done']),
  fence: v.fallback(v.number(), 0),
  lease_until: v.fallback(v.number(), 0),
  put_off_by: v.fallback(v.number(), 0),
  counted: v.fallback(v.boolean(), false),
  facts: v.exactOptional(factsSchema),
  notice: v.exactOptional(v.string()),
  parts_sent: v.fallback(v.number(), 0),
  outcome: v.exactOptional(v.string()),
  /** Written by `keepCounts` alone. */
  counts: v.exactOptional(v.custom<AccountCounts | null>(() => true)),
});

/** @returns undefined where there is no item */
export function parseMailState(item: Readonly<Record<string, unknown>> | undefined): MailState | undefined {
  if (item === undefined) return undefined;
  const { message_id, lease_until, put_off_by, counted, parts_sent, notice, outcome, facts, ...state } =
    v.parse(stored, item);
  return {
    ...state,
    id: message_id,
    leaseUntil: lease_until,
    putOffBy: put_off_by,
    isCounted: counted,
    partsSent: parts_sent,
    ...(facts && { facts }),
    // Written by `storeNotice` alone.
    ...(notice !== undefined && { notice: JSON.parse(notice) as Notice }),
    ...(outcome !== undefined && { outcome: outcome as MailOutcome }),
  };
}
