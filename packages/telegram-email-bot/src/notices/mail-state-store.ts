import { DeleteCommand, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditionHeld, epochSeconds, type TransactWriteItem, transactWrite } from '@switchboard/data-core';
import { updateIf } from '../context/conditions.ts';
import type { StoreContext } from '../context/store-context.ts';
import { heldLifeSeconds } from '../quarantine/held-life.ts';
import {
  type AccountCounts,
  type MailFacts,
  type MailOutcome,
  type MailState,
  parseMailState,
} from './mail-state.ts';
import type { Notice } from './notice.ts';
import { noticeItemWrite } from './notice-item.ts';

/** How long a mail's item is kept after it was changed last, as in SevenBot. */
const lifeSeconds = 30 * 86_400;

/** What a worker holds of a mail: its writes are refused once another has claimed it. */
export interface Claim {
  readonly id: string;
  readonly fence: number;
}

export type ClaimResult =
  | { readonly outcome: 'claimed'; readonly claim: Claim; readonly state: MailState }
  /** It has ended, or a later message than this one goes on with it. */
  | { readonly outcome: 'done'; readonly facts?: MailFacts }
  /** Another works on it, or it waits for its time, until then (epoch milliseconds). */
  | { readonly outcome: 'busy'; readonly until: number };

/** The mail was claimed by another since: its lease had run out. What the loser did last may come twice. */
class ClaimLostError extends Error {
  override readonly name = 'ClaimLostError';
  readonly code = 'mail.claimLost';
  readonly id: string;

  constructor(id: string) {
    super(`Another has claimed ${id}: its lease had run out.`);
    this.id = id;
  }
}

const keyOf = (id: string) => ({ message_id: id });
const ttlAt = (nowMs: number): number => epochSeconds(nowMs) + lifeSeconds;

/**
 * Claims a mail that nobody works on, and makes its item if there is none.
 *
 * A function that puts the work off first sends a message that brings it back. If the function dies right after that, its own message comes
 * again, so there are two messages, and more after each such death. Each names the claim that has sent it, and all but those of the newest
 * claim end without effect.
 *
 * @param leaseMs how long it is nobody else's, unless it is finished or put off before
 * @param putOffBy the claim (`fence`) that has sent the message which brings the work. @default 0: the first message
 */
export const claimMail = (
  context: StoreContext,
  id: string,
  leaseMs: number,
  putOffBy = 0,
): Promise<ClaimResult> =>
  claim(context, id, { leaseMs, putOffBy, isFree: 'attribute_not_exists(message_id) OR ' });

/**
 * Claims a mail that nobody works on, if its item is there: everything of its user may have been erased.
 *
 * @returns `done` as well where there is no item
 */
export const claimStored = (
  context: StoreContext,
  id: string,
  leaseMs: number,
  putOffBy = 0,
): Promise<ClaimResult> => claim(context, id, { leaseMs, putOffBy, isFree: '' });

interface ClaimOptions {
  readonly leaseMs: number;
  readonly putOffBy: number;
  readonly isFree: string;
}

async function claim(
  { client, tables, now }: StoreContext,
  id: string,
  { leaseMs, putOffBy, isFree }: ClaimOptions,
): Promise<ClaimResult> {
  const nowMs = now();
  const { isUpdated, item } = await updateIf(client, {
    TableName: tables.emailProcessingState,
    Key: keyOf(id),
    UpdateExpression:
      'SET #status = if_not_exists(#status, :processing), lease_until = :until, #ttl = :ttl, ' +
      'first_seen = if_not_exists(first_seen, :now) ADD fence :one',
    ConditionExpression: `${isFree}(#status <> :done AND lease_until <= :now AND (attribute_not_exists(put_off_by) OR put_off_by <= :by))`,
    ExpressionAttributeNames: { '#status': 'status', '#ttl': 'ttl' },
    ExpressionAttributeValues: {
      ':processing': 'processing',
      ':done': 'done',
      ':now': nowMs,
      ':until': nowMs + leaseMs,
      ':ttl': ttlAt(nowMs),
      ':one': 1,
      ':by': putOffBy,
    },
  });
  const state = parseMailState(item);
  if (state === undefined || state.status === 'done' || putOffBy < state.putOffBy)
    return { outcome: 'done', ...(state?.facts && { facts: state.facts }) };
  if (!isUpdated) return { outcome: 'busy', until: state.leaseUntil };
  return { outcome: 'claimed', claim: { id, fence: state.fence }, state };
}

export async function readMailState(
  { client, tables }: StoreContext,
  id: string,
): Promise<MailState | undefined> {
  const get = new GetCommand({
    TableName: tables.emailProcessingState,
    Key: keyOf(id),
    ConsistentRead: true,
  });
  return parseMailState((await client.send(get)).Item);
}

/** What is still to be sent of a mail. */
export interface PendingNotice {
  readonly facts: MailFacts;
  readonly notice: Notice;
  /** What becomes of the mail once it is sent. */
  readonly outcome: MailOutcome;
  /** How many parts Telegram has taken. @default 0 */
  readonly partsSent?: number;
}

/**
 * Stores what is to be sent of a mail: from now on it is only sent, never read again.
 *
 * @param others writes of the same transaction
 * @throws {ClaimLostError}
 */
export const storeNotice = (
  context: StoreContext,
  claim: Claim,
  pending: PendingNotice,
  others: readonly TransactWriteItem[] = [],
): Promise<void> => changeNamed(context, claim, pending, readyChange(pending), others);

/**
 * Stores what is to be sent of a mail, and lets it be claimed again at once: for a delivery that failed, so that the mail is not read again,
 * nor taken for one that ends the function.
 *
 * @throws {ClaimLostError}
 */
export async function handBack(context: StoreContext, claim: Claim, pending: PendingNotice): Promise<void> {
  const { expression, values } = readyChange(pending);
  await changeNamed(context, claim, pending, {
    expression: `${expression}, lease_until = :until`,
    values: { ...values, ':until': context.now() },
  });
}

/**
 * Puts the rest of a notice off: the message that this claim has sent can claim it from a moment on. Stores the notice unless it is stored. One
 * write.
 *
 * @throws {ClaimLostError}
 */
export async function putOffNotice(
  context: StoreContext,
  claim: Claim,
  { isStored = false, ...pending }: PendingNotice & { readonly isStored?: boolean },
  untilMs: number,
): Promise<void> {
  const { expression, values } = isStored ? partChange(pending) : readyChange(pending);
  const changed = {
    expression: `${expression}, ${putOffExpression}`,
    values: { ...values, ':until': untilMs },
  };
  await (isStored ? change(context, claim, changed) : changeNamed(context, claim, pending, changed));
}

/** Stores a notice together with the item of its chat that names it. */
async function changeNamed(
  context: StoreContext,
  claim: Claim,
  { facts, notice }: PendingNotice,
  changed: Change,
  others: readonly TransactWriteItem[] = [],
): Promise<void> {
  const isReceipt = notice.receiptOf !== undefined;
  const named = isReceipt ? [] : [noticeItemWrite(context, facts.chatId, claim.id, notice)];
  await changeWith(context, claim, changed, [...named, ...others]);
}

/** Forgets a mail whose recipient is gone. @throws {ClaimLostError} */
export async function forgetMail({ client, tables }: StoreContext, { id, fence }: Claim): Promise<void> {
  const remove = new DeleteCommand({
    TableName: tables.emailProcessingState,
    Key: keyOf(id),
    ConditionExpression: 'fence = :fence',
    ExpressionAttributeValues: { ':fence': fence },
  });
  if (!(await conditionHeld(client.send(remove)))) throw new ClaimLostError(id);
}

const readyChange = ({ facts, notice, outcome, partsSent = 0 }: PendingNotice): Change => ({
  expression:
    'SET #status = :ready, facts = :facts, notice = :notice, parts_sent = :parts, outcome = :outcome',
  values: {
    ':ready': 'ready',
    ':facts': facts,
    ':notice': JSON.stringify(notice),
    ':parts': partsSent,
    ':outcome': outcome,
  },
});

/** Records that Telegram has taken so many parts. @param others writes of the same transaction. @throws {ClaimLostError} */
export const recordPart = (
  context: StoreContext,
  claim: Claim,
  partsSent: number,
  others: readonly TransactWriteItem[],
): Promise<void> => changeWith(context, claim, partChange({ partsSent }), others);

const partChange = ({ partsSent = 0 }: Pick<PendingNotice, 'partsSent'>): Change => ({
  expression: 'SET parts_sent = :parts',
  values: { ':parts': partsSent },
});

/** Only the message that this claim has sent brings the work back, no earlier one. */
const putOffExpression = 'lease_until = :until, put_off_by = :fence';

/** Lets the mail be claimed again from a moment on, by the message that this claim has sent. @throws {ClaimLostError} */
export const putOff = (context: StoreContext, claim: Claim, untilMs: number): Promise<void> =>
  change(context, claim, {
    expression: `SET ${putOffExpression}`,
    values: { ':until': untilMs },
  });

/**
 * Counts a mail where it is to be counted, in one transaction with the note that it was: a mail that comes again after a failure is not
 * counted twice.
 *
 * @param write what counts it; refused where no more may be counted
 * @returns false where it was refused
 * @throws {ClaimLostError}
 */
export async function countOnce(
  context: StoreContext,
  { claim, state }: { readonly claim: Claim; readonly state: Pick<MailState, 'isCounted'> },
  write: TransactWriteItem,
): Promise<boolean> {
  if (state.isCounted) return true;
  const counted: Change = { expression: 'SET counted = :counted', values: { ':counted': true } };
  const failed = await transactWrite(context.client, [
    { Update: changeInput(context, claim, counted) },
    write,
  ]);
  if (failed.includes(0)) throw new ClaimLostError(claim.id);
  return failed.length === 0;
}

/** Stores how much an erasure is about to delete. @throws {ClaimLostError} */
export const keepCounts = (
  context: StoreContext,
  claim: Claim,
  counts: AccountCounts | null,
): Promise<void> =>
  change(context, claim, { expression: 'SET counts = :counts', values: { ':counts': counts } });

interface Change {
  readonly expression: string;
  /** @default none */
  readonly names?: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
}

async function change(context: StoreContext, claim: Claim, changed: Change): Promise<void> {
  const update = new UpdateCommand(changeInput(context, claim, changed));
  if (!(await conditionHeld(context.client.send(update)))) throw new ClaimLostError(claim.id);
}

/** Changes a mail with other writes, none of which has a condition. @throws {ClaimLostError} */
async function changeWith(
  context: StoreContext,
  claim: Claim,
  changed: Change,
  others: readonly TransactWriteItem[],
): Promise<void> {
  if (others.length === 0) return change(context, claim, changed);
  const failed = await transactWrite(context.client, [
    { Update: changeInput(context, claim, changed) },
    ...others,
  ]);
  if (failed.length > 0) throw new ClaimLostError(claim.id);
}

const changeInput = (
  { tables }: StoreContext,
  { id, fence }: Claim,
  { expression, names, values }: Change,
) => ({
  TableName: tables.emailProcessingState,
  Key: keyOf(id),
  UpdateExpression: expression,
  ConditionExpression: 'fence = :fence AND #status <> :done',
  ExpressionAttributeNames: { ...names, '#status': 'status' },
  ExpressionAttributeValues: { ...values, ':fence': fence, ':done': 'done' },
});

/** How a mail ends. */
export interface Ending {
  readonly outcome: MailOutcome;
  /** `none`: they are forgotten. @default as they were stored */
  readonly facts?: MailFacts | 'none';
  /** Writes of the same transaction, for example that the user has got one mail more. Where one is refused, none of them is made. */
  readonly others?: readonly TransactWriteItem[];
}

/** Ends the work on a mail: no event begins it again. @throws {ClaimLostError} */
export async function finishMail(
  context: StoreContext,
  claim: Claim,
  { outcome, facts, others = [] }: Ending,
): Promise<void> {
  const ending = endingOf(context, outcome, facts);
  if (others.length === 0) return change(context, claim, ending);
  const failed = await transactWrite(context.client, [
    { Update: changeInput(context, claim, ending) },
    ...others,
  ]);
  if (failed.includes(0)) throw new ClaimLostError(claim.id);
  // The user is gone: the mail ends all the same, and nothing is kept of it.
  if (failed.length > 0) await change(context, claim, endingOf(context, outcome, 'none'));
}

function endingOf({ now }: StoreContext, outcome: MailOutcome, facts: Ending['facts']): Change {
  const isKept = facts !== undefined && facts !== 'none';
  const isHeld = outcome === 'held';
  return {
    expression:
      `SET #status = :finished, outcome = :outcome${isKept ? ', facts = :facts' : ''}${isHeld ? ', #ttl = :ttl' : ''} ` +
      `REMOVE notice, lease_until${facts === 'none' ? ', facts' : ''}`,
    names: isHeld ? { '#ttl': 'ttl' } : {},
    values: {
      ':finished': 'done',
      ':outcome': outcome,
      ...(isKept && { ':facts': facts }),
      ...(isHeld && { ':ttl': epochSeconds(now()) + heldLifeSeconds }),
    },
  };
}
