import { epochSeconds } from '@switchboard/data-core';
import { sendAttachments } from '../attachments/attachment-records.ts';
import { overrideAttribute } from '../connections/connection-item.ts';
import { notErasedMeanwhile } from '../connections/erasure-mark.ts';
import type { ChatContext, ChatTableNames } from '../context/chat-context.ts';
import {
  type CommitOutcome,
  commit,
  type FailedWrite,
  type NamedWrite,
  type TransactItem,
} from '../context/commit.ts';
import { remainingMs } from '../context/deadline.ts';
import { pauseFor } from '../context/pause.ts';
import { ThreadBusyError } from '../errors.ts';
import { parseHead, putHead, updateHead } from '../threads/head-item.ts';
import { listThread } from '../threads/listed-threads.ts';
import { customersOf } from '../threads/ownership.ts';
import { readThread } from '../threads/read-thread.ts';
import type { ThreadHead } from '../threads/thread-head.ts';
import type { AppendRefusal, AppendRequest, AppendResult } from './append-request.ts';
import { decideAppend, type PlannedAppend } from './decide-append.ts';
import { findMarker, type Identified, type MarkerVerdict, putMarker, verdictOf } from './marker.ts';
import { pauseAfterLoss } from './pause-after-loss.ts';

/** Tries of one message without a deadline. Among 32 writers at least a third of the tries win. */
const mostTries = 40;

/** What a write of the transaction is for, which says what it means when its condition fails. */
type Part =
  | { readonly part: 'head' | 'message' | 'marker' | 'list' | 'opening' | 'erased' | 'attachment' }
  | { readonly part: 'override'; readonly userId: string }
  | { readonly part: 'extra'; readonly index: number };

/**
 * Commits a message to its thread: the head, the message and its marker in one transaction, retried while others win.
 * If `request.head` is given and nobody else writes, that transaction is the only request.
 *
 * @throws {ThreadBusyError} when no try succeeded within the context's deadline: nothing was stored
 * @throws the SDK's error when the last tries got no answer: the message may have been stored; a retry with the same
 * clientMessageId is safe
 */
export async function appendMessage(context: ChatContext, asked: AppendRequest): Promise<AppendResult> {
  let head = asked.head === undefined ? await readThread(context, asked.threadId) : asked.head;
  const request = withAnswer(asked, head);
  const messageId = asked.messageId ?? context.newId();
  const first = { seq: head?.seq ?? 0, at: context.now() };
  const { retentionDays, limits } = context;
  const facts = { request, messageId, life: head?.createdAt, retentionDays, ...limits };
  for (let losses = 1; ; losses += 1) {
    const startedAt = context.now();
    const decision = decideAppend({ ...facts, head, now: startedAt });
    if ('outcome' in decision) return await refusedOrStored(context, request, head, decision);
    const plan = withListing(context.tables, decision);
    const opened = head === null ? openedFor(context, plan.nextHead, request.lookedAt ?? first.at) : [];
    const writes = writesOf(context.tables, request, head, plan, startedAt);
    const outcome = await commit(context, [...writes, ...opened]);
    const result = await resultOf(context, request, head, plan, outcome);
    if (result !== undefined) return result;
    const pauseMs = pauseAfterLoss({
      losses,
      roundTripMs: context.now() - startedAt,
      elapsedMs: context.now() - first.at,
      othersWrote: seqOf(outcome, head) - first.seq,
      random: context.random(),
    });
    if (losses === mostTries || pauseMs >= remainingMs(context))
      throw new ThreadBusyError(request.threadId, losses);
    await pauseFor(context, pauseMs);
    // What the failed condition returned is as good as a read, unless others have had the time to write since.
    const seen = pauseMs < context.now() - startedAt - pauseMs ? headOf(outcome, context.now()) : null;
    head = seen ?? (await readThread(context, request.threadId));
  }
}

/** An operator's message does not answer messages that came in while it was being sent. */
function withAnswer(asked: AppendRequest, head: ThreadHead | null): AppendRequest {
  if (asked.author.type !== 'operator') return asked;
  return { answersThrough: head?.lastUserSeq ?? 0, ...asked };
}

/** A message that may be written, with the writes that list its thread under its customers where they are due. */
interface ListedAppend extends PlannedAppend {
  readonly listing: readonly TransactItem[];
}

function withListing(tables: ChatTableNames, plan: PlannedAppend): ListedAppend {
  const { head, writes } = listThread(tables.partitionedKeys, plan.nextHead, plan.message.expiresAt);
  return { ...plan, nextHead: head, listing: writes };
}

/** A retry gets the result of the first try, whatever has changed in the meantime: the marker is checked before any refusal. */
const refusedOrStored = async (
  context: ChatContext,
  request: AppendRequest,
  head: ThreadHead | null,
  refusal: AppendRefusal,
): Promise<AppendResult> => (await findEarlierTry(context, request, head)) ?? refusal;

/** What an earlier try of the same message came to. */
export type EarlierTry = Extract<AppendResult, { readonly outcome: 'duplicate' | 'idReused' }>;

/**
 * Looks for an earlier try of a message, for a caller that is about to refuse it. At most one request.
 *
 * @returns `undefined` if there was none that was stored, or the message has no clientMessageId
 */
export async function findEarlierTry(
  context: ChatContext,
  request: Identifiable,
  head: ThreadHead | null,
): Promise<EarlierTry | undefined> {
  const identified = identify(request);
  if (identified === undefined || head === null) return undefined;
  const verdict = await findMarker(context, identified, head.createdAt);
  return verdict === undefined ? undefined : repeated(verdict, head);
}

const repeated = (verdict: MarkerVerdict, head: ThreadHead | null): EarlierTry =>
  verdict.outcome === 'duplicate' ? { ...verdict, head } : verdict;

/** What identifies a message if it has a clientMessageId. */
export type Identifiable = Omit<Identified, 'clientMessageId'> & { readonly clientMessageId?: string };

const identify = ({ clientMessageId, ...request }: Identifiable): Identified | undefined =>
  clientMessageId === undefined ? undefined : { ...request, clientMessageId };

/**
 * The one transaction that commits a message: the head on the condition that it is as read, the message, its marker on
 * the condition that there is none, its files on the condition that they are the author's, were not sent before and last as
 * long, and for a bot that no human has taken a customer over.
 */
function writesOf(
  tables: ChatTableNames,
  request: AppendRequest,
  read: ThreadHead | null,
  { message, nextHead, listing, threadsUsedUntil }: ListedAppend,
  now: number,
): readonly NamedWrite<Part>[] {
  const nowSeconds = epochSeconds(now);
  const identified = identify(request);
  const headItem =
    read === null
      ? { Put: putHead(tables.threads, nextHead, nowSeconds) }
      : { Update: updateHead(tables.threads, read, nextHead, now) };
  return [
    { name: { part: 'head' }, item: headItem },
    { name: { part: 'message' }, item: { Put: { TableName: tables.messages, Item: message } } },
    ...listing.map((item) => ({ name: { part: 'list' } as const, item })),
    ...(identified === undefined
      ? []
      : [
          {
            name: { part: 'marker' } as const,
            item: putMarker(tables.partitionedKeys, identified, message, nextHead.createdAt, nowSeconds),
          },
        ]),
    ...(threadsUsedUntil === undefined || request.connection === undefined
      ? []
      : [openingWrite(tables, request.connection, threadsUsedUntil)]),
    ...attachmentWrites(tables, request, message.expiresAt),
    ...(request.author.type === 'bot' ? overrideChecks(tables, nextHead, nowSeconds) : []),
    ...(request.extraWrites ?? []).map((item, index) => ({ name: { part: 'extra', index } as const, item })),
  ];
}

/** A thread is opened for nobody who was erased since the message came in: an erasure that ran meanwhile does not find it. */
const openedFor = (context: ChatContext, head: ThreadHead, lookedAt: number): readonly NamedWrite<Part>[] =>
  customersOf(head).map((userId) => ({
    name: { part: 'erased' },
    item: notErasedMeanwhile(context, userId, lookedAt),
  }));

function attachmentWrites(
  tables: ChatTableNames,
  { author, attachments, threadId }: AppendRequest,
  expiresAt: number,
): readonly NamedWrite<Part>[] {
  if (author.type === 'bot' || attachments === undefined) return [];
  const { userId } = author;
  return sendAttachments(tables, { threadId, userId }, attachments, expiresAt).map((item) => ({
    name: { part: 'attachment' },
    item,
  }));
}

/** Counts the thread that the message opens, unless its author has opened another one since the connection was read. */
function openingWrite(
  tables: ChatTableNames,
  { userId, threadsUsedUntil: read }: NonNullable<AppendRequest['connection']>,
  threadsUsedUntil: number,
): NamedWrite<Part> {
  const isAsRead = read === undefined ? 'attribute_not_exists(threadsUsedUntil)' : 'threadsUsedUntil = :read';
  return {
    name: { part: 'opening' },
    item: {
      Update: {
        TableName: tables.connections,
        Key: { userId },
        UpdateExpression: 'SET threadsUsedUntil = :next',
        ConditionExpression: isAsRead,
        ExpressionAttributeValues: {
          ':next': threadsUsedUntil,
          ...(read === undefined ? {} : { ':read': read }),
        },
      },
    },
  };
}

/** An override ends with its item: one that has expired counts as none, though DynamoDB has not deleted it yet. */
function overrideChecks(
  tables: ChatTableNames,
  head: ThreadHead,
  nowSeconds: number,
): readonly NamedWrite<Part>[] {
  return customersOf(head).map((userId) => ({
    name: { part: 'override', userId },
    item: {
      ConditionCheck: {
        TableName: tables.connections,
        Key: { userId },
        ConditionExpression: 'attribute_not_exists(#override) OR #override <> :true OR expiresAt <= :now',
        ExpressionAttributeNames: { '#override': overrideAttribute },
        ExpressionAttributeValues: { ':true': true, ':now': nowSeconds },
      },
    },
  }));
}

/** A stored duplicate outweighs all else, then what retrying cannot change. @returns `undefined` after a lost race */
async function resultOf(
  context: ChatContext,
  request: AppendRequest,
  read: ThreadHead | null,
  { message, nextHead }: PlannedAppend,
  outcome: CommitOutcome<Part>,
): Promise<AppendResult | undefined> {
  if (outcome.type === 'committed') {
    return { outcome: 'stored', message, head: { ...nextHead, version: (read?.version ?? 0) + 1 } };
  }
  if (outcome.type === 'busy') return undefined;
  const identified = identify(request);
  const marker = outcome.failed.find(({ name }) => name.part === 'marker');
  if (marker?.item !== undefined && identified !== undefined) {
    // A retry may have looked before there was a thread.
    return repeated(
      verdictOf(marker.item, identified),
      read ?? (await readThread(context, request.threadId)),
    );
  }
  for (const { name } of outcome.failed) {
    if (name.part === 'override') return { outcome: 'overridden', userId: name.userId };
    if (name.part === 'attachment') return { outcome: 'noAttachment' };
    if (name.part === 'erased') return { outcome: 'notParticipant' };
    if (name.part === 'extra') return { outcome: 'extraWriteRefused', index: name.index };
  }
  // A thread that someone has opened meanwhile is not opened: the next try has its head. Otherwise only the
  // caller knows which thread the author has opened, and reads it again.
  const isOpening = outcome.failed.some(({ name }) => name.part === 'opening');
  if (isOpening && failedHead(outcome) === undefined) throw new ThreadBusyError(request.threadId, 1);
  return undefined;
}

const failedHead = (outcome: CommitOutcome<Part>): FailedWrite<Part> | undefined =>
  outcome.type === 'refused' ? outcome.failed.find(({ name }) => name.part === 'head') : undefined;

/** The head that made the transaction fail, where DynamoDB told. */
const headOf = (outcome: CommitOutcome<Part>, now: number): ThreadHead | null =>
  parseHead(failedHead(outcome)?.item, now);

/** The number of the newest message, as far as is known after a loss. */
const seqOf = (outcome: CommitOutcome<Part>, read: ThreadHead | null): number =>
  Math.max(Number(failedHead(outcome)?.item?.seq ?? 0), read?.seq ?? 0);
