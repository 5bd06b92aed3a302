import type { ChatContext } from '../context/chat-context.ts';
import { pauseFor } from '../context/pause.ts';
import { ThreadBusyError } from '../errors.ts';
import { parseHead } from '../threads/head-item.ts';
import { readThread } from '../threads/read-thread.ts';
import type { ThreadHead } from '../threads/thread-head.ts';
import type { AppendRequest, AppendResult, StoredMarker } from './append-request.ts';
import { appendTransaction } from './append-transaction.ts';
import type { CommitOutcome } from './commit.ts';
import { commitSurely } from './commit-surely.ts';
import { decideAppend, type PlannedAppend } from './decide-append.ts';
import { type LostRace, pauseAfterLoss } from './pause-after-loss.ts';

/** Tries of one message. Among 32 writers at least a third of the tries win: one message in ten million loses 40 times. */
const mostTries = 40;

/**
 * Commits a message to its thread: the head, the message and its marker in one transaction, retried while others win.
 * If `request.head` is given and nobody else writes, that transaction is the only request.
 *
 * @throws {ThreadBusyError} when no try succeeded: nothing was stored
 * @throws the SDK's error when the last tries got no answer: the message may have been stored; a retry with the same
 * clientMessageId is safe
 */
export async function appendMessage(context: ChatContext, asked: AppendRequest): Promise<AppendResult> {
  let head = asked.head === undefined ? await readThread(context, asked.threadId) : asked.head;
  // What came in while a reply was tried is not answered by it.
  const request = { answersThrough: head?.lastUserSeq ?? 0, ...asked };
  const messageId = asked.messageId ?? context.newId();
  const { retentionDays } = context;
  const firstHead = head;
  const startedAt = context.now();
  for (let losses = 1; losses <= mostTries; losses += 1) {
    const now = context.now();
    const plan = decideAppend({ request, head, messageId, now, retentionDays });
    if ('outcome' in plan) return plan;
    const writes = appendTransaction(context.tables, request, head, plan, now);
    const outcome = await commitSurely(context, writes);
    if (outcome.type === 'duplicate') return duplicateOf(context, outcome.marker, head);
    const result = resultOf(outcome, plan);
    if (result !== 'lost') return result;
    head = await headAfterLoss(context, request.threadId, outcome, {
      losses,
      roundTripMs: context.now() - now,
      elapsedMs: context.now() - startedAt,
      othersWrote: seqAfter(outcome, head) - (firstHead?.seq ?? 0),
    });
  }
  throw new ThreadBusyError(asked.threadId, mostTries);
}

/** Who finds its own message stored by another try may have looked before there was a thread. */
async function duplicateOf(
  context: ChatContext,
  message: StoredMarker,
  read: ThreadHead | null,
): Promise<AppendResult> {
  return { outcome: 'duplicate', message, head: read ?? (await readThread(context, message.threadId)) };
}

function resultOf(
  outcome: Exclude<CommitOutcome, { type: 'duplicate' }>,
  { message, nextHead }: PlannedAppend,
): AppendResult | 'lost' {
  switch (outcome.type) {
    case 'committed':
      return { outcome: 'stored', message, head: nextHead };
    case 'overridden':
      return { outcome: 'overridden', userId: outcome.userId };
    case 'extraWriteRefused':
      return { outcome: 'extraWriteRefused', index: outcome.index };
    case 'headMoved':
    case 'busy':
      return 'lost';
  }
}

/** The number of the newest message, as far as is known after a loss. */
function seqAfter(outcome: CommitOutcome, read: ThreadHead | null): number {
  const moved = outcome.type === 'headMoved' ? Number(outcome.item?.seq ?? 0) : 0;
  return Math.max(moved, read?.seq ?? 0);
}

/** Waits, and finds out what the head is then. */
async function headAfterLoss(
  context: ChatContext,
  threadId: string,
  outcome: CommitOutcome,
  race: Omit<LostRace, 'random'>,
): Promise<ThreadHead | null> {
  const pauseMs = pauseAfterLoss({ ...race, random: context.random() });
  await pauseFor(context, pauseMs);
  // What the failed condition returned is as good as a read, unless others have had the time to write since.
  if (outcome.type === 'headMoved' && outcome.item !== undefined && pauseMs < race.roundTripMs) {
    return parseHead(outcome.item, context.now());
  }
  return await readThread(context, threadId);
}
