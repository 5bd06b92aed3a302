import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { type AddressRecord, countWrite, findAddress } from '../addresses/address-store.ts';
import { addressOfRecipient } from '../addresses/mail-address.ts';
import type { PutWrite } from '../context/put-write.ts';
import type { StoreContext } from '../context/store-context.ts';
import { digestWrites, makeDue } from '../digests/digest-store.ts';
import { nextDigest } from '../digests/next-digest.ts';
import { nextReminder } from '../digests/next-reminder.ts';
import type { Mail } from '../mail/mail.ts';
import {
  type Delivery,
  deliverNotice,
  type NoticeDependencies,
  postponeNotice,
} from '../notices/deliver-notice.ts';
import type { MailFacts, MailOutcome } from '../notices/mail-state.ts';
import { type Claim, claimMail, countOnce, finishMail, forgetMail } from '../notices/mail-state-store.ts';
import { presentMail, presentReport } from '../notices/present-mail.ts';
import { resumeNotice } from '../notices/resume-notice.ts';
import { holdWrite, refOf } from '../quarantine/quarantine-store.ts';
import type { Summariser } from '../summary/summariser.ts';
import { textsIn } from '../texts/texts-in.ts';
import type { TelegramUser } from '../users/telegram-user.ts';
import { endWorkWrite } from '../users/work.ts';
import { type Assessment, assessMail } from './assess-mail.ts';
import { kindOfMail, type MailKind } from './mail-kind.ts';
import { type ReadMail, readMail } from './read-mail.ts';
import type { Receipt } from './ses-event.ts';
import { stateIdOf } from './state-id.ts';
import type { Reason } from './verdict.ts';

export interface ReceiveDependencies extends NoticeDependencies {
  readonly summarise: Summariser;
  /** The raw mail of a key; undefined if there is none. */
  readonly rawMail: (key: string) => Promise<Uint8Array | undefined>;
  /** The domain that mail is received for. */
  readonly domain: string;
  /** The raw mail of SES's id lies at `<prefix><id>`. */
  readonly rawPrefix: string;
}

/** What became of a mail for one recipient. */
export type Received =
  | MailOutcome
  /** It was handled before. */
  | 'done'
  /** It is to be sent later. */
  | 'later'
  /** Everything of its recipient is being erased. */
  | 'gone'
  /** The recipient is no address of the domain. */
  | 'foreign';

/** Another invocation works on the mail, which is to be tried again when that has ended. */
class MailBusyError extends Error {
  override readonly name = 'MailBusyError';
  readonly code = 'mail.busy';
}

/** The bucket does not have the raw mail of an event. */
class RawMailMissingError extends Error {
  override readonly name = 'RawMailMissingError';
  readonly code = 'mail.rawMissing';
}

/**
 * Handles a mail for one of its recipients: once, however often its event comes.
 *
 * @param leaseMs how long nobody else begins the same work: longer than the function lives
 * @throws {MailBusyError} while another invocation works on it
 */
export async function receiveMail(
  dependencies: ReceiveDependencies,
  receipt: Receipt,
  recipient: string,
  leaseMs: number,
): Promise<Received> {
  const { context, domain, rawPrefix } = dependencies;
  const address = addressOfRecipient(recipient, domain);
  if (address === undefined) return 'foreign';
  const id = stateIdOf(receipt.messageId, address.slice(0, address.lastIndexOf('@')));
  const [claimed, owner] = await Promise.all([
    claimMail(context, id, leaseMs),
    // The mail may be tried again after its address has expired.
    findAddress({ ...context, now: () => receipt.receivedAt }, address),
  ]);
  if (claimed.outcome === 'done') return 'done';
  if (claimed.outcome === 'busy') throw new MailBusyError('Another invocation works on this mail.');
  const { claim, state } = claimed;
  const { facts, notice, outcome, partsSent } = state;
  // Once a notice is stored, it is only sent.
  if (facts && notice && outcome) {
    const sent = await resumeNotice(dependencies, { claim, facts, notice, outcome, partsSent });
    return sent === 'delivered' ? outcome : sent;
  }
  const isOpen =
    owner !== undefined &&
    (owner.mailsLeft === undefined || (await countOnce(context, claimed, countWrite(context, address))));
  const assessed = isOpen
    ? await assessMail(context, receipt, owner, { rawKey: rawPrefix + receipt.messageId, work: id })
    : undefined;
  if (owner === undefined || assessed === undefined) {
    // Somebody had the address when the mail came, and was erased since: nothing that names the mail is kept.
    if (owner !== undefined || claim.fence > 1) await forgetMail(context, claim);
    else await finishMail(context, claim, { outcome: 'unknownAddress' });
    return 'unknownAddress';
  }
  return assessed.decision.action === 'quarantine'
    ? quarantine(dependencies, claim, assessed)
    : open(dependencies, { claim, receipt, owner, assessed });
}

/** Sends a notice. @returns what became of the mail */
async function deliver(dependencies: ReceiveDependencies, delivery: Delivery): Promise<Received> {
  const { outcome } = await deliverNotice(dependencies, delivery);
  return outcome === 'delivered' ? delivery.outcome : outcome;
}

/** Holds a mail unread. The user is told of the first one that is too many. */
async function quarantine(
  dependencies: ReceiveDependencies,
  claim: Claim,
  { user, facts, decision: { reason = 'paused' }, tellsLimit }: Assessment,
): Promise<Received> {
  const { context } = dependencies;
  await remind(dependencies, user);
  if (reason !== 'limit' || !tellsLimit) return hold(dependencies, claim, facts, reason);
  await context.client.send(new PutCommand(heldWrite(context, claim, facts, reason).Put));
  const text = textsIn(user.language).mail.limit(facts.address);
  const notice = { parts: [{ type: 'text' as const, text }], about: [] };
  return deliver(dependencies, { claim, facts, notice, outcome: 'held' });
}

/** Holds a mail and ends it in one transaction: a mail that its user brings back before it has ended would be handled once more. */
async function hold(
  { context }: ReceiveDependencies,
  claim: Claim,
  facts: MailFacts,
  reason: Reason,
): Promise<'held'> {
  await finishMail(context, claim, {
    outcome: 'held',
    facts,
    others: [heldWrite(context, claim, facts, reason), endWorkWrite(context, facts.chatId, claim.id)],
  });
  return 'held';
}

const heldWrite = (
  context: StoreContext,
  { id }: Claim,
  { chatId, receivedAt, from, subject }: MailFacts,
  reason: Reason,
): PutWrite =>
  holdWrite(context, chatId, { ref: refOf(receivedAt, id), stateId: id, from, subject, reason, receivedAt });

/** Has the user told tomorrow morning what was held. */
async function remind(
  { context }: ReceiveDependencies,
  { chatId, digest: setting }: TelegramUser,
): Promise<void> {
  const due = nextReminder(setting, context.now());
  if (due) await makeDue(context, { chatId, kind: 'held', digestId: due.id }, due.at);
}

interface OpenMail {
  readonly claim: Claim;
  readonly receipt: Receipt;
  readonly owner: AddressRecord;
  readonly assessed: Assessment;
}

/** Reads a mail and tells its user of it: now, when Telegram takes it, or with the next digest. */
async function open(dependencies: ReceiveDependencies, opened: OpenMail): Promise<Received> {
  const { context, rawMail, summarise } = dependencies;
  const { claim, receipt, owner, assessed } = opened;
  const raw = await rawMail(assessed.facts.rawKey);
  if (raw === undefined) throw new RawMailMissingError(`There is no raw mail of ${receipt.messageId}.`);
  const read = await readMail(raw, summarise, claim.fence);
  const own = Object.keys(assessed.user.addresses);
  const kind = kindOfMail(read.mail, { ...receipt, own });
  const facts = completeFacts(assessed.facts, read.mail);
  if (kind === 'loop') {
    await remind(dependencies, assessed.user);
    return hold(dependencies, claim, { ...facts, reason: 'loop' }, 'loop');
  }
  if (kind === 'personal' || kind === 'list' || kind === 'autoReply') {
    const digested = await digest(dependencies, opened, { facts, read });
    if (digested) return 'digested';
  }
  const { user, sendAt, decision } = assessed;
  const texts = textsIn(user.language);
  const presentation = {
    ...read,
    kind,
    label: owner.label,
    receivedAt: receipt.receivedAt,
    ...(decision.reason !== undefined && { reason: decision.reason }),
    ...(user.digest.mode === 'daily' && { zone: user.digest.zone }),
  };
  const notice =
    kind === 'bounce' ? presentReport(read.mail, read.sizeBytes, texts) : presentMail(presentation, texts);
  const delivery = { claim, facts, notice, outcome: outcomeOf(kind, read) };
  const waitMs = sendAt - context.now();
  if (waitMs <= 0) return deliver(dependencies, delivery);
  await postponeNotice(dependencies, delivery, sendAt);
  return 'later';
}

function outcomeOf(kind: MailKind, { mail }: ReadMail): MailOutcome {
  if (kind === 'bounce') return 'reported';
  return mail.text === '' && mail.problems.length > 0 ? 'filed' : 'summarised';
}

/** What answers to the mail need. */
const completeFacts = (facts: MailFacts, mail: Mail): MailFacts => ({
  ...facts,
  replyTo: mail.replyTo[0]?.address ?? mail.from?.address ?? facts.replyTo,
  from: mail.from === undefined ? facts.from : mail.from.name || mail.from.address,
  subject: mail.subject,
  messageId: mail.messageId ?? '',
  references: mail.references.slice(-20),
  sender: mail.from?.address ?? facts.sender,
  ...(mail.problems.includes('misleadingName') && { hasMisleadingName: true }),
});

/**
 * Puts a mail into its user's digest and ends it in one transaction, where the user wants digests: a mail that has not ended when its digest
 * is sent would come with the next one again. A mail with a code cannot wait.
 */
async function digest(
  { context }: ReceiveDependencies,
  { claim, assessed: { user } }: OpenMail,
  { facts, read: { summary } }: { readonly facts: MailFacts; readonly read: ReadMail },
): Promise<boolean> {
  const due = nextDigest(user.digest, context.now());
  if (due === undefined || summary.facts.some(({ kind }) => kind === 'code')) return false;
  const { chatId, from, subject, receivedAt } = facts;
  const entry = {
    ref: refOf(receivedAt, claim.id),
    stateId: claim.id,
    from,
    subject,
    sentence: summary.sentences[0]?.text ?? '',
    receivedAt,
  };
  const others = [...digestWrites(context, chatId, entry, due), endWorkWrite(context, chatId, claim.id)];
  await finishMail(context, claim, { outcome: 'digested', facts, others });
  return true;
}
