import { findAddress } from '../addresses/address-store.ts';
import { kindOfMail } from '../inbound/mail-kind.ts';
import { readMail } from '../inbound/read-mail.ts';
import type { ReceiveDependencies } from '../inbound/receive-mail.ts';
import { reasons } from '../inbound/verdict.ts';
import type { Mail } from '../mail/mail.ts';
import { type Delivery, type DeliveryResult, deliverNotice } from '../notices/deliver-notice.ts';
import { filePart } from '../notices/file-part.ts';
import { chatFacts, type MailFacts } from '../notices/mail-state.ts';
import { type Claim, claimMail, claimStored, readMailState } from '../notices/mail-state-store.ts';
import type { NoticePart } from '../notices/notice.ts';
import { presentMail, rawPart } from '../notices/present-mail.ts';
import { resumeNotice } from '../notices/resume-notice.ts';
import { refOf, releaseHeld } from '../quarantine/quarantine-store.ts';
import { rich } from '../telegram/rich-text.ts';
import type { Texts } from '../texts/texts.ts';
import { textsIn } from '../texts/texts-in.ts';
import { beginAnswer, beginWork } from '../users/work.ts';
import type { MailJob } from './mail-job.ts';
import { presentText } from './present-text.ts';

/** What became of a job. `busy`: another works on the same mail; it is to be tried again then. */
export type JobResult = DeliveryResult['outcome'] | 'done' | 'gone' | { readonly busyUntil: number };

type AnswerJob = Extract<MailJob, { type: 'answer' }>;
type Request = Exclude<MailJob, { type: 'deliver' | 'answer' }>;

/**
 * Does what a job asks for, once however often its message comes.
 *
 * @param leaseMs how long nobody else begins the same work: longer than the function lives
 */
export async function runMailJob(
  dependencies: ReceiveDependencies,
  job: MailJob,
  leaseMs: number,
): Promise<JobResult> {
  const { context } = dependencies;
  const id = claimedBy(job);
  const claimed =
    job.type === 'deliver'
      ? await claimStored(context, id, leaseMs, job.putOffBy)
      : await claimMail(context, id, leaseMs);
  if (claimed.outcome === 'done') return 'done';
  if (claimed.outcome === 'busy') return { busyUntil: claimed.until };
  const { claim, state } = claimed;
  const { facts, notice, outcome, partsSent } = state;
  if (facts && notice && outcome) {
    const pending = { claim, facts, notice, outcome, partsSent };
    return released(dependencies, pending, await resumeNotice(dependencies, pending));
  }
  if (job.type === 'deliver') return 'gone';
  return job.type === 'answer' ? say(dependencies, claim, job) : answer(dependencies, claim, job);
}

/** The item that a job is claimed by. A tap may have an answer of its own beside what it asks for. */
function claimedBy(job: MailJob): string {
  if (job.type === 'deliver') return job.stateId;
  return `${job.type === 'answer' ? 'answer' : 'job'}.${job.updateId}`;
}

/** Sends what is left of the answer to an update, unless everything of its chat was erased since. */
async function say(
  dependencies: ReceiveDependencies,
  claim: Claim,
  { chatId, topicId, parts, updateId, messageId }: AnswerJob,
): Promise<JobResult> {
  const sent = { updateId, messageId };
  if (!(await beginAnswer(dependencies.context, { ...sent, chatId, id: claim.id }))) return 'gone';
  const notice = { parts, about: [], topicId, answers: sent };
  const delivery = { claim, facts: chatFacts(chatId), notice, outcome: 'reported' } as const;
  return (await deliverNotice(dependencies, delivery)).outcome;
}

/** Answers a button, in the chat that the mail was for and in no other. */
async function answer(dependencies: ReceiveDependencies, claim: Claim, job: Request): Promise<JobResult> {
  const { context, rawMail } = dependencies;
  const user = await beginWork(context, job.chatId, claim.id);
  const facts = (await readMailState(context, job.stateId))?.facts;
  if (!user || facts?.chatId !== job.chatId) return 'gone';
  const texts = textsIn(user.language);
  const raw = await rawMail(facts.rawKey);
  const parts: readonly NoticePart[] =
    raw === undefined
      ? [{ type: 'text', text: texts.mail.rawGone }]
      : await partsOf(dependencies, { job, facts, raw, texts });
  const isShown = job.type === 'show' && raw !== undefined;
  const delivery: Delivery = {
    claim,
    facts,
    notice: {
      parts,
      about: [job.stateId],
      ...(job.replyTo !== undefined && { replyTo: job.replyTo }),
    },
    outcome: isShown ? 'summarised' : 'reported',
  };
  return released(dependencies, delivery, (await deliverNotice(dependencies, delivery)).outcome);
}

/** A mail that was held and is shown by a notice is held no longer. */
async function released(
  dependencies: ReceiveDependencies,
  delivery: Delivery,
  outcome: DeliveryResult['outcome'] | 'gone',
): Promise<JobResult> {
  const { facts, notice } = delivery;
  const [shown, ...others] = notice.about ?? [];
  if (
    outcome === 'delivered' &&
    delivery.outcome === 'summarised' &&
    shown !== undefined &&
    others.length === 0
  )
    await releaseHeld(dependencies.context, facts.chatId, refOf(facts.receivedAt, shown));
  return outcome;
}

interface Asked {
  readonly job: Request;
  readonly facts: MailFacts;
  readonly raw: Uint8Array;
  readonly texts: Texts;
}

async function partsOf(
  dependencies: ReceiveDependencies,
  { job, facts, raw, texts }: Asked,
): Promise<readonly NoticePart[]> {
  const { mail, summary, sizeBytes } = await readMail(raw, dependencies.summarise, 1);
  if (job.type === 'full') return presentText(mail, summary.sentences, texts);
  if (job.type === 'files') return filesOf(mail, texts);
  if (job.type === 'raw') return [rawPart({ sizeBytes, subject: mail.subject, caption: rich() }, texts)];
  const owner = await findAddress(dependencies.context, facts.address);
  const reason = reasons.find((known) => known === facts.reason);
  const presentation = {
    mail,
    summary,
    sizeBytes,
    kind: kindOfMail(mail, { sender: facts.replyTo, hops: 0, own: [facts.address] }),
    label: owner?.label ?? '',
    receivedAt: facts.receivedAt,
    ...(reason && { reason }),
  };
  return presentMail(presentation, texts).parts;
}

function filesOf({ attachments }: Mail, texts: Texts): readonly NoticePart[] {
  const files = attachments.flatMap(({ name, content, isInline }, source): readonly NoticePart[] => {
    if (isInline) return [];
    // Telegram takes no empty file.
    if (content.length === 0) return [{ type: 'text', text: rich(`📎 ${name} (0 B)`) }];
    return [filePart({ source, name, caption: rich(), sizeBytes: content.length }, texts)];
  });
  return files.length > 0 ? files : [{ type: 'text', text: texts.mail.noAttachments }];
}
