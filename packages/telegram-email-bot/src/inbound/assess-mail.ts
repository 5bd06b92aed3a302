import type { AddressRecord } from '../addresses/address-store.ts';
import type { StoreContext } from '../context/store-context.ts';
import { mailboxesIn } from '../mail/parse/mailboxes.ts';
import { oneLine } from '../mail/visible-text.ts';
import type { MailFacts } from '../notices/mail-state.ts';
import { countFromSender, type SenderRecord } from '../senders/sender-store.ts';
import { reserveSlot } from '../users/pace.ts';
import type { SenderVerdict, TelegramUser } from '../users/telegram-user.ts';
import type { Receipt } from './ses-event.ts';
import { type Decision, decide } from './verdict.ts';

/** How many mails of one sender come through to a user in an hour. */
const mostFromSender = 30;
/** If a user's messages wait longer than this to be sent, the user gets no more for now, milliseconds. */
const longestBacklogMs = 5 * 60_000;

/** What is known of a mail before it is read. */
export interface Assessment {
  readonly user: TelegramUser;
  readonly facts: MailFacts;
  readonly decision: Decision;
  /** When Telegram takes a message for the chat, epoch milliseconds. */
  readonly sendAt: number;
  /** The mail is the first one of its sender that is one too many in this hour: the user is told. */
  readonly tellsLimit: boolean;
}

/**
 * Begins the work on a mail, and finds out what is to be done with it.
 *
 * @param work the id of the mail's item
 * @returns undefined where the address has an owner that is not there, or is being erased
 */
export async function assessMail(
  context: StoreContext,
  receipt: Receipt,
  owner: AddressRecord,
  { rawKey, work }: { readonly rawKey: string; readonly work: string },
): Promise<Assessment | undefined> {
  const { chatId, address } = owner;
  const from = mailboxesIn(receipt.fromHeader)[0]?.address ?? receipt.sender;
  const nobody: SenderRecord = { mails: 0 };
  const { user, at } = await reserveSlot(context, chatId, { work });
  if (user === undefined) return undefined;
  // Not before the work has begun: nothing may be stored about somebody who was erased.
  const sender = from === '' ? nobody : await countFromSender(context, chatId, from);
  // What was decided about an address goes before what was decided about its domain.
  const verdict = sender.verdict ?? user.domains[from.slice(from.lastIndexOf('@') + 1).toLowerCase()];
  const backlogMs = at - context.now();
  const decision = decideFor({
    receipt,
    owner,
    user,
    verdict,
    isTooMuch: sender.mails > mostFromSender || backlogMs > longestBacklogMs,
  });
  const facts: MailFacts = {
    chatId,
    address,
    rawKey,
    receivedAt: receipt.receivedAt,
    replyTo: from,
    sender: from,
    from: oneLine(receipt.fromHeader, 120) || from,
    subject: oneLine(receipt.subject, 200),
    messageId: '',
    references: [],
    ...(decision.reason !== undefined && { reason: decision.reason }),
    ...(receipt.recipients.length > 1 && { isShared: true }),
  };
  return { user, facts, decision, sendAt: at, tellsLimit: sender.mails === mostFromSender + 1 };
}

interface Circumstances {
  readonly receipt: Receipt;
  readonly owner: AddressRecord;
  readonly user: TelegramUser;
  readonly verdict: SenderVerdict | undefined;
  readonly isTooMuch: boolean;
}

/** What the user wants goes before what SES says; what SES says, before how much there is. */
function decideFor({ receipt, owner, user, verdict, isTooMuch }: Circumstances): Decision {
  const isPaused = owner.status === 'paused' || user.status !== 'active';
  if (isPaused) return { action: 'quarantine', reason: 'paused' };
  const decision = decide({
    ...receipt.verdicts,
    isBlocked: verdict === 'blocked',
    isAllowed: verdict === 'allowed',
  });
  return decision.action !== 'quarantine' && isTooMuch ? { action: 'quarantine', reason: 'limit' } : decision;
}
