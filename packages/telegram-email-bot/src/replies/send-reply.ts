import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { AwsRequestError } from '@switchboard/chat-core/aws';
import { epochSeconds } from '@switchboard/data-core';
import type { RawMail } from '../aws/services.ts';
import type { StoreContext } from '../context/store-context.ts';
import { isAddress } from '../mail/parse/mailboxes.ts';
import { oneLine } from '../mail/visible-text.ts';
import { type DeliveryResult, deliverNotice, type NoticeDependencies } from '../notices/deliver-notice.ts';
import { chatFacts, type MailFacts } from '../notices/mail-state.ts';
import { type Claim, claimMail, readMailState, storeNotice } from '../notices/mail-state-store.ts';
import { resumeNotice } from '../notices/resume-notice.ts';
import type { Download } from '../telegram/download-file.ts';
import type { RichText } from '../telegram/rich-text.ts';
import type { Texts } from '../texts/texts.ts';
import { textsIn } from '../texts/texts-in.ts';
import { standingOf } from '../users/erasure-mark.ts';
import { userPartition } from '../users/user-partition.ts';
import { beginWork } from '../users/work.ts';
import { composeReply, type ReplyFile } from './compose-reply.ts';
import type { ReplyJob } from './reply-job.ts';

export interface ReplyDependencies extends NoticeDependencies {
  /** Sends a mail. It throws an `AwsRequestError`: with status 0 where nobody knows whether the mail was sent. */
  readonly sendMail: (mail: RawMail) => Promise<unknown>;
  readonly download: Download;
  readonly domain: string;
  /** A new id that nobody has had before. */
  readonly newId: () => string;
}

/** What Telegram gives to a bot, and what a mail may hold, bytes. */
const largestDownload = 20 * 1024 * 1024;
const largestMail = 9 * 1024 * 1024;
const mostRepliesAnHour = 30;

export type ReplyResult = DeliveryResult['outcome'] | 'done' | 'gone' | { readonly busyUntil: number };

/** A reply that is being sent. */
interface Sending {
  readonly claim: Claim;
  readonly job: ReplyJob;
  readonly facts: MailFacts;
  readonly texts: Texts;
}

/**
 * Sends an answer to a mail, once, and tells its writer what became of it. What is known before it is sent is that nobody knows: should
 * the function die while it sends, that is what the writer is told, and nothing is sent again.
 */
export async function sendReply(
  dependencies: ReplyDependencies,
  job: ReplyJob,
  leaseMs: number,
): Promise<ReplyResult> {
  const { context } = dependencies;
  const claimed = await claimMail(context, `reply.${job.updateId}`, leaseMs);
  if (claimed.outcome === 'done') return 'done';
  if (claimed.outcome === 'busy') return { busyUntil: claimed.until };
  const { claim, state } = claimed;
  if (state.facts && state.notice && state.outcome) {
    const { facts, notice, outcome, partsSent } = state;
    return resumeNotice(dependencies, { claim, facts, notice, outcome, partsSent });
  }
  const user = await beginWork(context, job.chatId, claim.id);
  if (user === undefined) return 'gone';
  const answered = await readMailState(context, job.stateId);
  const texts = textsIn(user.language);
  const facts = answered?.facts;
  // If the person was erased and has come back since, the mail is gone.
  if (facts?.chatId !== job.chatId && (await standingOf(context, job)).standing !== 'live') return 'gone';
  if (facts?.chatId !== job.chatId)
    return tell(dependencies, { claim, job, facts: chatFacts(job.chatId), texts }, texts.reply.noMail);
  const sending: Sending = { claim, job, facts, texts };
  const refusal = await refusalOf(context, sending);
  return tell(dependencies, sending, refusal ?? (await send(dependencies, sending)));
}

/** Why a reply cannot be sent; undefined where it can. */
async function refusalOf(
  context: StoreContext,
  { job, facts, texts }: Sending,
): Promise<RichText | undefined> {
  const { reply } = texts;
  if (!isAddress(facts.replyTo)) return reply.nobody;
  if (job.text.trim() === '' && job.files.length === 0) return reply.empty;
  if (job.files.some(({ sizeBytes }) => sizeBytes > largestDownload)) return reply.tooLarge;
  return (await countReply(context, job.chatId)) > mostRepliesAnHour ? reply.limited : undefined;
}

async function send(dependencies: ReplyDependencies, sending: Sending): Promise<RichText> {
  const { context, domain, download, newId, sendMail } = dependencies;
  const { claim, job, facts, texts } = sending;
  const files: ReplyFile[] = [];
  for (const { fileId, name, mimeType } of job.files) {
    const content = await download(fileId);
    if (content === 'tooLarge') return texts.reply.tooLarge;
    if (content === 'gone') return texts.notTaken;
    files.push({ name, mimeType, content });
  }
  const raw = composeReply({
    from: facts.address,
    to: facts.replyTo,
    subject: facts.subject,
    inReplyTo: facts.messageId,
    references: facts.references,
    text: job.text,
    files,
    messageId: `<${newId()}@${domain}>`,
    date: context.now(),
    boundary: `=_${newId()}`,
  });
  if (raw.length > largestMail) return texts.reply.tooLarge;
  const unsure = texts.reply.unsure(facts.replyTo);
  await storeNotice(context, claim, { facts, notice: noticeOf(job, unsure), outcome: 'reported' });
  try {
    await sendMail({ from: facts.address, to: [facts.replyTo], raw });
    return texts.reply.sent(facts.replyTo);
  } catch (error) {
    if (!(error instanceof AwsRequestError)) throw error;
    dependencies.log('reply.unsent', { status: error.status }, error);
    return error.status === 0 ? unsure : texts.reply.refused(facts.replyTo, oneLine(error.message, 200));
  }
}

const noticeOf = ({ messageId, stateId }: ReplyJob, text: RichText) => ({
  parts: [{ type: 'text' as const, text }],
  replyTo: messageId,
  about: [stateId],
});

/** Tells the writer what became of the reply. */
async function tell(
  dependencies: ReplyDependencies,
  { claim, job, facts }: Sending,
  text: RichText,
): Promise<ReplyResult> {
  const delivery = {
    claim,
    facts,
    notice: noticeOf(job, text),
    outcome: 'reported' as const,
  };
  return (await deliverNotice(dependencies, delivery)).outcome;
}

const hourMs = 3_600_000;

/** How many replies a user has sent in this hour, this one included. */
async function countReply({ client, tables, now }: StoreContext, chatId: number): Promise<number> {
  const hour = Math.floor(now() / hourMs);
  const update = new UpdateCommand({
    TableName: tables.partitionedKeys,
    Key: { partitionKey: userPartition(chatId), sortKey: `replies.${hour}` },
    UpdateExpression: 'ADD #count :one SET expiresAt = :expiresAt',
    ExpressionAttributeNames: { '#count': 'count' },
    ExpressionAttributeValues: { ':one': 1, ':expiresAt': epochSeconds((hour + 2) * hourMs) },
    ReturnValues: 'UPDATED_NEW',
  });
  return Number((await client.send(update)).Attributes?.count);
}
