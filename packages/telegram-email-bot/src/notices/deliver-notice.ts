import type { Log } from '@switchboard/chat-core';
import type { TransactWriteItem } from '@switchboard/data-core';
import type { StoreContext } from '../context/store-context.ts';
import { holdWrite, refOf } from '../quarantine/quarantine-store.ts';
import { blocks, lines, link } from '../telegram/rich-text.ts';
import {
  type SendOutcome,
  type TelegramSender,
  TelegramUnavailableError,
} from '../telegram/telegram-sender.ts';
import { erasedWrite } from '../users/erasure-mark.ts';
import { reserveSlot } from '../users/pace.ts';
import { setReachable } from '../users/user-store.ts';
import { endWorkWrite, workAttribute } from '../users/work.ts';
import type { MailFacts, MailOutcome } from './mail-state.ts';
import {
  type Claim,
  finishMail,
  handBack,
  putOffNotice,
  readMailState,
  recordPart,
  storeNotice,
} from './mail-state-store.ts';
import type { MailFiles, Notice, NoticePart, OpenedMail } from './notice.ts';
import { noticeItemWrite } from './notice-item.ts';
import { type Place, sendPlainPart } from './send-part.ts';
import { sentMessageWrite } from './sent-messages.ts';

/** What sending a notice needs. */
export interface NoticeDependencies {
  readonly context: StoreContext;
  readonly sender: TelegramSender;
  /** @default there are none: for functions whose notices have no files */
  readonly files?: MailFiles;
  /** Has the delivery of a mail tried again after some milliseconds. @param claim the one that puts it off */
  readonly deliverLater: (claim: Claim, afterMs: number) => Promise<void>;
  readonly log: Log;
  /** Whether there is no time left to send another part. @default there is */
  readonly isOver?: () => boolean;
}

/** A notice that is to be sent now, by the holder of the mail's claim. */
export interface Delivery {
  readonly claim: Claim;
  readonly facts: MailFacts;
  readonly notice: Notice;
  readonly outcome: MailOutcome;
  /** How many parts Telegram has taken. @default 0 */
  readonly partsSent?: number;
  /** Whether the notice stands in the mail's item already. @default false */
  readonly isStored?: boolean;
}

/** What became of a delivery. */
export type DeliveryResult =
  | { readonly outcome: 'delivered' }
  | { readonly outcome: 'later' }
  /** The mail is held, or those that the notice summarises are: the chat cannot be reached, or Telegram refused the message for good. */
  | { readonly outcome: 'held' };

/**
 * Sends a notice part by part, and ends the mail in the transaction that counts it. Whatever crashes, the next delivery goes on behind the last
 * part that was recorded: a part comes twice only where Telegram took it and its answer was lost.
 *
 * The caller has begun the work for the chat.
 *
 * @throws {TelegramUnavailableError} where Telegram has given no answer for a day: the caller's retry delivers again
 * @throws {ClaimLostError}
 */
export async function deliverNotice(
  dependencies: NoticeDependencies,
  delivery: Delivery,
): Promise<DeliveryResult> {
  const { context, log } = dependencies;
  const { claim, notice } = delivery;
  let facts = delivery.facts;
  let messageId: number | undefined;
  let opened: Promise<OpenedMail | undefined> | undefined;
  const open = (files: MailFiles) => {
    opened ??= files.open(facts.rawKey);
    return opened;
  };
  for (let index = delivery.partsSent ?? 0; index < notice.parts.length; ) {
    const part = notice.parts[index];
    if (part === undefined) break;
    if (messageId !== undefined && dependencies.isOver?.())
      return postpone(dependencies, { ...delivery, facts, partsSent: index }, 0);
    let sent: SendOutcome;
    try {
      const { replyTo, topicId } = notice;
      sent = await sendPart(dependencies, { part, place: { chatId: facts.chatId, replyTo, topicId }, open });
    } catch (error) {
      return afterFailure(dependencies, { ...delivery, facts, partsSent: index }, error);
    }
    switch (sent.outcome) {
      case 'sent':
        messageId = sent.messageId;
        index += 1;
        if (index < notice.parts.length) await keep(context, { ...delivery, facts }, index, messageId);
        break;
      case 'later':
        return postpone(dependencies, { ...delivery, facts, partsSent: index }, sent.afterMs);
      case 'moved':
        facts = { ...facts, chatId: sent.chatId };
        break;
      case 'unreachable':
        await setReachable(context, facts.chatId, false);
        return hold(dependencies, { ...delivery, facts }, 'paused');
      case 'refused':
        log('notice.refused', { chatId: facts.chatId, part: index, description: sent.description });
        return hold(dependencies, { ...delivery, facts }, 'refused');
    }
  }
  const counted = delivery.outcome === 'reported' ? 0 : aboutOf(delivery).length;
  const others = [
    notice.receiptOf === undefined
      ? userWrite(context, delivery, counted)
      : erasedWrite(context, notice.receiptOf, messageId),
    ...(messageId === undefined ? [] : sentWrites(context, { ...delivery, facts }, messageId)),
  ];
  await finishMail(context, claim, {
    outcome: delivery.outcome,
    facts: isOnlyReport(delivery) ? 'none' : facts,
    others,
  });
  return { outcome: 'delivered' };
}

/** How long after a first failure Telegram is tried again, milliseconds; each time twice as long as before, up to the longest. */
const firstRetryMs = 5_000;
const longestRetryMs = 600_000;
/** After so many claims, a day of retries, a notice fails for good. */
const mostClaims = 150;

/** Telegram gave no answer: comes back soon, since the retries of an event or of a queue are minutes apart and few. */
async function afterFailure(
  dependencies: NoticeDependencies,
  delivery: Delivery,
  error: unknown,
): Promise<DeliveryResult> {
  const { context, log } = dependencies;
  const { claim } = delivery;
  const isRetried = error instanceof TelegramUnavailableError && claim.fence <= mostClaims;
  try {
    if (!isRetried) throw error;
    const afterMs = Math.min(firstRetryMs * 2 ** (claim.fence - 1), longestRetryMs);
    await postponeNotice(dependencies, delivery, context.now() + afterMs);
  } catch (failure) {
    await handBack(context, claim, delivery);
    throw failure;
  }
  log('notice.delayed', { stateId: claim.id }, error);
  return { outcome: 'later' };
}

/** The items of the mails that a notice is about. */
const aboutOf = ({ claim, notice }: Pick<Delivery, 'claim' | 'notice'>): readonly string[] =>
  notice.about ?? [claim.id];

/** The write that remembers which mails a message stands for; none for a notice about no mail. */
function sentWrites(
  context: StoreContext,
  delivery: Pick<Delivery, 'claim' | 'facts' | 'notice'>,
  messageId: number,
): readonly TransactWriteItem[] {
  const { chatId } = delivery.facts;
  const stateIds = aboutOf(delivery);
  return stateIds.length === 0
    ? []
    : [sentMessageWrite(context, { chatId, messageId, stateIds, noticeId: delivery.claim.id })];
}

/** Keeps what is still to be sent, so that a crash repeats nothing that Telegram has taken, and what the message that it took stands for. */
async function keep(
  context: StoreContext,
  delivery: Delivery,
  partsSent: number,
  messageId: number,
): Promise<void> {
  const sent = sentWrites(context, delivery, messageId);
  return delivery.isStored
    ? recordPart(context, delivery.claim, partsSent, sent)
    : storeNotice(context, delivery.claim, { ...delivery, partsSent }, sent);
}

interface OutgoingPart {
  readonly part: NoticePart;
  readonly place: Place;
  /** Opens the mail that the parts are files of. */
  readonly open: (files: MailFiles) => Promise<OpenedMail | undefined>;
}

/** Sends one part. */
async function sendPart(
  dependencies: NoticeDependencies,
  { part, place, open }: OutgoingPart,
): Promise<SendOutcome> {
  if (part.type !== 'file') return sendPlainPart(dependencies, part, place);
  const { sender, files } = dependencies;
  const content = await (files && (await open(files))?.file(part.source));
  if (!files || content === undefined)
    return sender.sendText({ ...place, text: blocks(part.caption, part.gone) });
  const { name, caption, tooLarge, download } = part;
  if (content.length <= largestFileBytes) {
    const sent = await sender.sendDocument({ ...place, name, content, caption });
    if (sent.outcome !== 'refused') return sent;
  }
  const text = blocks(caption, lines(tooLarge, link(download, await files.link(name, content))));
  return sender.sendText({ ...place, text });
}

/** Telegram takes files of at most 50 MB from bots. */
const largestFileBytes = 50 * 1024 * 1024;

/** Telegram takes nothing for the chat for a while: stores the notice and comes back then, each of several at a moment of its own. */
async function postpone(
  dependencies: NoticeDependencies,
  delivery: Delivery,
  afterMs: number,
): Promise<DeliveryResult> {
  const { context } = dependencies;
  const { chatId } = delivery.facts;
  // Nothing is reserved for a chat without an item.
  const { at } = await reserveSlot(context, chatId, { notBefore: context.now() + afterMs });
  await postponeNotice(dependencies, delivery, at);
  return { outcome: 'later' };
}

/**
 * Stores a notice to be sent from a moment on. The message that brings it back goes out first: without it nobody would come back.
 *
 * @param atMs epoch milliseconds
 */
export async function postponeNotice(
  { context, deliverLater }: NoticeDependencies,
  delivery: Delivery,
  atMs: number,
): Promise<void> {
  await deliverLater(delivery.claim, atMs - context.now());
  await putOffNotice(context, delivery.claim, delivery, atMs);
}

/** Whether a notice only tells something about other mails: nothing of it is needed once it is sent. */
const isOnlyReport = ({ notice, outcome }: Delivery): boolean =>
  outcome === 'reported' && notice.about !== undefined;

/** Ends a notice that nobody got, and keeps the mails that it summarises where their user finds them. */
async function hold(
  { context }: NoticeDependencies,
  delivery: Delivery,
  reason: 'paused' | 'refused',
): Promise<DeliveryResult> {
  const { claim, facts, notice } = delivery;
  if (isOnlyReport(delivery)) {
    const ending =
      notice.receiptOf === undefined
        ? endWorkWrite(context, facts.chatId, claim.id)
        : erasedWrite(context, notice.receiptOf, undefined);
    await finishMail(context, claim, { outcome: 'held', facts: 'none', others: [ending] });
    return { outcome: 'held' };
  }
  const mails = await summarisedBy(context, delivery);
  await finishMail(context, claim, {
    outcome: 'held',
    facts: { ...facts, reason },
    others: [
      ...mails.map(({ stateId, from, subject, receivedAt }) => {
        const held = { ref: refOf(receivedAt, stateId), stateId, from, subject, reason, receivedAt };
        return holdWrite(context, facts.chatId, held);
      }),
      // What is kept of a digest is found by no mail of it.
      ...(notice.about === undefined ? [] : [noticeItemWrite(context, facts.chatId, claim.id, notice)]),
      endWorkWrite(context, facts.chatId, claim.id),
    ],
  });
  return { outcome: 'held' };
}

type SummarisedMail = Pick<MailFacts, 'from' | 'subject' | 'receivedAt'> & { readonly stateId: string };

/** The mails that a notice summarises: its own, or those of a digest. */
async function summarisedBy(context: StoreContext, delivery: Delivery): Promise<readonly SummarisedMail[]> {
  const { claim, facts, notice } = delivery;
  if (notice.about === undefined) return [{ ...facts, stateId: claim.id }];
  const states = await Promise.all(notice.about.map((stateId) => readMailState(context, stateId)));
  return states.flatMap((state) => (state?.facts ? [{ ...state.facts, stateId: state.id }] : []));
}

/** The write that ends the work for a user and counts summaries, so that the user's item tells the truth about them. */
const userWrite = (
  { tables, now }: StoreContext,
  { claim, facts }: Delivery,
  count: number,
): TransactWriteItem => ({
  Update: {
    TableName: tables.telegramUsers,
    Key: { chat_id: facts.chatId },
    UpdateExpression: `REMOVE #work${count === 0 ? '' : ' SET last_summary_time = :now ADD email_count :count'}`,
    ConditionExpression: 'attribute_exists(chat_id)',
    ExpressionAttributeNames: { '#work': workAttribute(claim.id) },
    ...(count > 0 && {
      ExpressionAttributeValues: { ':now': new Date(now()).toISOString(), ':count': count },
    }),
  },
});
