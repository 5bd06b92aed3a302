import {
  type ChatContext,
  deliver,
  messageFrame,
  ownerAt,
  queryMessages,
  readThread,
  settleThread,
  type ThreadHead,
  userIdsOf,
} from '@switchboard/chat-core';
import { type LockedState, StateLockedError, StateLockLostError } from '@switchboard/data-core';
import { commitReply } from './commit-reply.ts';
import type { Assignment, ResponderDependencies } from './dependencies.ts';
import { TakenOverError } from './errors.ts';
import { mustLookAgain, type Outcome } from './outcome.ts';
import { answeredThrough, type Progress, progressOf } from './progress.ts';
import { leaseMs, takeTurn } from './take-turn.ts';
import { isOverridden, owesReply, readUnanswered } from './unanswered.ts';

/** What one look found and did. `progress` is as it is stored then. */
interface Look {
  readonly outcome: Outcome;
  readonly progress: Progress;
}

/** With less than this left of an invocation no further turn is begun, milliseconds. */
const shortestTurnMs = 15_000;

/**
 * Answers what waits in a thread, in as many turns as it takes. The thread is the mailbox: in which order deliveries come,
 * and how often, makes no difference.
 *
 * @throws {BotError} if the bot gave no reply: nothing was committed, the thread is released, and its messages wait
 */
export async function answerThread(
  dependencies: ResponderDependencies,
  assignment: Assignment,
): Promise<Outcome> {
  const { chat, log } = dependencies;
  const { threadId, requestId, deadline } = assignment;
  for (let turns = 1; ; turns += 1) {
    const { outcome, progress } = await lookOnce(dependencies, assignment);
    log('thread.looked', { threadId, outcome, turns });
    if (turns === 1 && outcome === 'nothingToAnswer' && progress.requestId === requestId) {
      // Lambda tries this invocation again: it committed a reply, and may have died before anyone saw it.
      await deliverNewestReply(dependencies, threadId);
    }
    if (!mustLookAgain(outcome) || deadline - chat.now() < shortestTurnMs) return outcome;
    if (!owesReply(await readThread(chat, threadId), progress, chat.now())) return outcome;
  }
}

const nobody: Progress = progressOf(undefined);

async function lookOnce(dependencies: ResponderDependencies, assignment: Assignment): Promise<Look> {
  const { states } = dependencies;
  let lock: LockedState;
  try {
    lock = await states.getOrCreateAndLock(assignment.threadId, {}, leaseMs);
  } catch (error) {
    if (error instanceof StateLockedError) return { outcome: 'held', progress: nobody };
    throw error;
  }
  try {
    const look = await answerOnce(dependencies, assignment, lock);
    if (look.outcome !== 'replied') await states.unlock(lock);
    return look;
  } catch (error) {
    await release(dependencies, lock);
    const progress = progressOf(lock.state);
    if (error instanceof StateLockLostError) return { outcome: 'lockLost', progress };
    if (error instanceof TakenOverError) return { outcome: 'takenOver', progress };
    throw error;
  }
}

/** The lease ends by itself where releasing it fails; what went wrong before is what matters. */
async function release({ states, log }: ResponderDependencies, lock: LockedState): Promise<void> {
  try {
    await states.unlock(lock);
  } catch (error) {
    log('unlock.failed', { error: error instanceof Error ? error.name : typeof error });
  }
}

async function answerOnce(
  dependencies: ResponderDependencies,
  { threadId, requestId, deadline }: Assignment,
  lock: LockedState,
): Promise<Look> {
  const { chat } = dependencies;
  const before = progressOf(lock.state);
  const head = await readThread(chat, threadId);
  if (!owesReply(head, before, chat.now())) {
    await settleIfAnswered(chat, head, before);
    return { outcome: 'nothingToAnswer', progress: before };
  }
  const [overridden, unanswered] = await Promise.all([
    isOverridden(chat, head),
    readUnanswered(chat, head, before),
  ]);
  if (overridden) return { outcome: 'overridden', progress: before };
  if (unanswered === undefined) return { outcome: 'nothingToAnswer', progress: before };
  const replyId = chat.newId();
  const turn = { threadId, messages: unanswered.messages, state: before.bot };
  const reply = await takeTurn(dependencies, { turn, lock, head, replyId, deadline });
  const progress = {
    lastSeq: unanswered.throughSeq,
    threadCreatedAt: head.createdAt,
    requestId,
    bot: reply.state ?? before.bot,
  };
  const outcome = await commitReply(dependencies, { reply, replyId, lock, head, progress });
  return { outcome, progress: outcome === 'replied' ? progress : before };
}

/** The bot answered, asked for a human, and got the thread back unanswered: nobody waits for it any more. */
async function settleIfAnswered(
  chat: ChatContext,
  head: ThreadHead | null,
  progress: Progress,
): Promise<void> {
  if (head === null || head.awaitingReplySince === undefined) return;
  if (ownerAt(head, chat.now()).type !== 'bot') return;
  await settleThread(chat, { threadId: head.threadId, throughSeq: answeredThrough(head, progress) });
}

async function deliverNewestReply(
  { chat, deliverer }: ResponderDependencies,
  threadId: string,
): Promise<void> {
  const [head, page] = await Promise.all([
    readThread(chat, threadId),
    queryMessages(chat, { threadId, limit: 1 }),
  ]);
  const newest = page.outcome === 'page' ? page.messages[0] : undefined;
  if (head === null || newest?.messageType !== 'bot') return;
  await deliver(deliverer, { userIds: userIdsOf(head), frame: messageFrame(newest) });
}
