import { digestOf, type Invocation, listThreadIds, withDeadline } from '@switchboard/chat-core';
import type { DynamoLock } from '@switchboard/data-core';
import { userIdOf } from '../chat/telegram-thread.ts';
import { handleQueueMessages, type QueueAnswer, queueMessagesOf } from '../jobs/queue-event.ts';
import { deliverNotice, type NoticeDependencies } from '../notices/deliver-notice.ts';
import { chatFacts } from '../notices/mail-state.ts';
import {
  type Claim,
  type ClaimResult,
  claimMail,
  finishMail,
  keepCounts,
  putOff,
  storeNotice,
} from '../notices/mail-state-store.ts';
import { receiptIn } from '../texts/receipt-in.ts';
import { textsIn } from '../texts/texts-in.ts';
import { isMarkedErased } from '../users/erasure-mark.ts';
import { readUser } from '../users/user-store.ts';
import { beginAnswer, endWorkWrite } from '../users/work.ts';
import { type AccountJob, parseAccountJob, UnreadableAccountJobError } from './account-job.ts';
import { beginErasure, type ErasureContext, eraseAccount, eraseTelegramUser } from './erase-account.ts';
import { countAccount, exportFiles } from './export-account.ts';
import { DeliveryUnderWayError, HeldDeliveries } from './held-deliveries.ts';
import { endMigration, migrateChat, othersEndAt } from './migrate-chat.ts';

export interface AccountDependencies extends NoticeDependencies, Omit<ErasureContext, 'deliveries'> {
  /** The locks of threads' deliveries. */
  readonly locks: DynamoLock;
  /** Has a job done after some milliseconds. */
  readonly sendAgain: (job: AccountJob, afterMs: number) => Promise<void>;
}

/** A job stays claimed for so much longer than the function lives, milliseconds. */
const leaseReserveMs = 2_000;

/** How long an erasure waits until it looks again whether work for its chat has ended, milliseconds. */
const longestLookMs = 2_000;

/** The function behind the queue of exports, erasures and migrations. Each is done once, however often its message comes. */
export function createAccountHandler(dependencies: AccountDependencies) {
  const { context, log, sendAgain } = dependencies;

  async function run(job: AccountJob, leaseMs: number): Promise<void> {
    const claimed = await claimMail(context, `${job.type}.${job.updateId}`, leaseMs, job.putOffBy);
    const outcome = await work(claimed, job, leaseMs);
    log('account.done', { type: job.type, updateId: job.updateId, outcome });
  }

  async function work(claimed: ClaimResult, job: AccountJob, leaseMs: number): Promise<string> {
    if (claimed.outcome === 'done') return 'done';
    if (claimed.outcome === 'busy') {
      await sendAgain(job, Math.max(claimed.until - context.now(), 1_000));
      return 'busy';
    }
    const { claim } = claimed;
    if (job.type === 'export') return sendExport(dependencies, claim, job, leaseMs);
    if (job.type === 'migrate') return migrate(dependencies, claim, job, leaseMs);
    const timed = {
      ...dependencies,
      chat: withDeadline(dependencies.chat, context.now() + leaseMs - leaseReserveMs),
    };
    const deliveries = new HeldDeliveries(dependencies.locks, leaseMs);
    try {
      return await erase({ ...timed, deliveries }, claimed, job);
    } catch (error) {
      if (!(error instanceof DeliveryUnderWayError)) throw error;
      return lookAgain(dependencies, claim, job);
    } finally {
      await deliveries.release();
    }
  }

  return async (event: unknown, invocation: Invocation): Promise<QueueAnswer> => {
    const messages = queueMessagesOf(event);
    if (messages === undefined) throw new UnreadableAccountJobError('The event is not one of SQS.');
    const leaseMs = invocation.getRemainingTimeInMillis() + leaseReserveMs;
    return handleQueueMessages(
      messages,
      ({ body }) => run(parseAccountJob(body), leaseMs),
      (error) => log('account.failed', {}, error),
    );
  };
}

/**
 * Sends everything as files, unless it was erased since it was asked for. Should the function die between two of them, the whole comes again.
 */
async function sendExport(
  dependencies: AccountDependencies,
  claim: Claim,
  job: Extract<AccountJob, { type: 'export' }>,
  leaseMs: number,
): Promise<string> {
  const { context, sender, log } = dependencies;
  const { chatId, updateId, messageId, language } = job;
  const work = { chatId, updateId, messageId, id: claim.id, forMs: leaseMs };
  if (!(await beginAnswer(context, work))) return nothingToDo(dependencies, claim);
  const texts = textsIn(language);
  let number = 0;
  for await (const content of exportFiles(dependencies, chatId)) {
    number += 1;
    const name = `export-${new Date(context.now()).toISOString().slice(0, 10)}-${number}.json`;
    const sent = await sender.sendDocument({ chatId, name, content, caption: texts.exportCaption });
    if (sent.outcome === 'later') {
      await comeBack(dependencies, claim, job, sent.afterMs);
      return 'later';
    }
    if (sent.outcome !== 'sent') {
      log('export.refused', { updateId, outcome: sent.outcome });
      break;
    }
  }
  const others = [endWorkWrite(context, chatId, claim.id)];
  await finishMail(context, claim, { outcome: 'reported', facts: 'none', others });
  return 'sent';
}

/**
 * Gives everything of a group to the supergroup that it became, at once, and then what the work that was under way for the group has left
 * there; unless everything of the group was erased since.
 */
async function migrate(
  dependencies: AccountDependencies,
  claim: Claim,
  job: Extract<AccountJob, { type: 'migrate' }>,
  leaseMs: number,
): Promise<string> {
  const { context } = dependencies;
  const { chatId: from, to, updateId, messageId } = job;
  if (await isMarkedErased(context, to)) return eraseGroup(dependencies, claim, job);
  const work = { id: claim.id, forMs: leaseMs };
  if (!(await beginAnswer(context, { chatId: from, updateId, messageId, ...work })))
    return nothingToDo(dependencies, claim);
  const migration = { from, to, ...work };
  if (!(await migrateChat(context, migration))) return lookAgain(dependencies, claim, job);
  // What began before the addresses had moved may still leave something.
  const workMs = (await othersEndAt(context, from, claim.id)) - context.now();
  if (workMs > 0) return lookAgain(dependencies, claim, job, workMs);
  await endMigration(context, migration);
  const others = [from, to].map((chatId) => endWorkWrite(context, chatId, claim.id));
  await finishMail(context, claim, { outcome: 'reported', facts: 'none', others });
  return 'migrated';
}

/** Who has everything of the supergroup erased before the migration has ended means the group's as well. */
async function eraseGroup(
  dependencies: AccountDependencies,
  claim: Claim,
  { chatId, updateId, messageId }: AccountJob,
): Promise<string> {
  const { context, sendAgain } = dependencies;
  const language = (await readUser(context, chatId))?.language ?? 'en';
  await sendAgain({ type: 'erase', chatId, updateId, messageId, language }, 0);
  return nothingToDo(dependencies, claim);
}

/** Ends a job that an erasure has overtaken. */
async function nothingToDo({ context }: AccountDependencies, claim: Claim): Promise<string> {
  await finishMail(context, claim, { outcome: 'reported', facts: 'none' });
  return 'erased';
}

/** Puts a job off. The message that brings it back goes out first: without it nobody would come back. */
async function comeBack(
  { context, sendAgain }: AccountDependencies,
  claim: Claim,
  job: AccountJob,
  afterMs: number,
): Promise<void> {
  await sendAgain({ ...job, putOffBy: claim.fence }, afterMs);
  // The message may come a little early.
  await putOff(context, claim, context.now());
}

/** Comes back when what is under way for the chat may have ended. */
async function lookAgain(
  dependencies: AccountDependencies,
  claim: Claim,
  job: AccountJob,
  afterMs = longestLookMs,
): Promise<string> {
  await comeBack(dependencies, claim, job, afterMs);
  return 'busy';
}

/**
 * Waits until no update of the chat and no other work for it is under way. Then it counts everything, erases it, deletes the chat's own item
 * and sends the receipt. The counts are stored before anything is deleted, and the receipt before the chat's own item is deleted, so a crash
 * loses neither. Updates wait until the receipt was sent.
 *
 * @throws {DeliveryUnderWayError}
 */
async function erase(
  dependencies: AccountDependencies & ErasureContext,
  claimed: Extract<ClaimResult, { outcome: 'claimed' }>,
  job: Extract<AccountJob, { type: 'erase' }>,
): Promise<string> {
  const { context, chat, deliveries } = dependencies;
  const { claim, state } = claimed;
  const { chatId, updateId, language } = job;
  let notice = state.notice;
  const isStored = notice !== undefined;
  if (notice === undefined) {
    const underWay = await beginErasure(dependencies, job);
    if (underWay === undefined) return nothingToDo(dependencies, claim);
    const updatesMs = underWay.updatesEndAt - context.now();
    if (updatesMs > 0) {
      await lookAgain(dependencies, claim, job, updatesMs);
      return 'begun';
    }
    const workMs = underWay.workEndsAt - context.now();
    if (workMs > 0) return lookAgain(dependencies, claim, job, Math.min(workMs, longestLookMs));
    await deliveries.hold(await listThreadIds(chat, userIdOf(chatId)));
    const counts = state.counts === undefined ? await countAccount(dependencies, chatId) : state.counts;
    if (state.counts === undefined) await keepCounts(context, claim, counts);
    if (!(await eraseAccount(dependencies, chatId))) {
      await comeBack(dependencies, claim, job, 1_000);
      return 'incomplete';
    }
    const at = new Date(context.now()).toISOString();
    // Anyone who knows the user's id can check that the receipt is theirs.
    const receipt = `${at.slice(0, 19)}Z-${digestOf(userIdOf(chatId)).slice(0, 16)}`;
    const text = receiptIn(language)({ counts, receipt });
    notice = { parts: [{ type: 'text', text }], about: [], receiptOf: chatId };
    await storeNotice(context, claim, { facts: chatFacts(chatId), notice, outcome: 'reported' });
  }
  await eraseTelegramUser(dependencies, chatId, updateId);
  const delivery = { claim, facts: chatFacts(chatId), notice, isStored, partsSent: state.partsSent };
  const { outcome } = await deliverNotice(dependencies, {
    ...delivery,
    outcome: 'reported',
  });
  return outcome;
}
