import {
  type ChatContext,
  customersOf,
  readThread,
  settleThread,
  type ThreadHead,
} from '@switchboard/chat-core';
import {
  type Item,
  type LockedState,
  parseState,
  type ReadState,
  StateLockedError,
  stateKey,
} from '@switchboard/data-core';
import { readStored, settleApproval } from '#approval';
import type { Turn } from '../bot/bot.ts';
import { BotError } from '../bot/bot-error.ts';
import { announceReply, commitReply, isAskedBy } from './commit-reply.ts';
import type { Assignment, ResponderDependencies } from './dependencies.ts';
import { ReplyUnwantedError } from './errors.ts';
import { findReply } from './find-reply.ts';
import { botStateOf, emptyStateExpiry } from './held-state.ts';
import { hasSaidNothing, mustLookAgain, type Outcome } from './outcome.ts';
import { leaseMs, takeTurn } from './take-turn.ts';
import { findUnanswered, lookAt, owes, readCustomer, readHistory, type ThreadLook } from './thread-look.ts';

/** With less than this left of an invocation no further turn is begun, milliseconds. */
const shortestTurnMs = 15_000;

/**
 * Answers what waits in a thread, in as many turns as it takes. The thread is the mailbox: in which order deliveries
 * come, and how often, makes no difference. A bot that gives no reply leaves the thread waiting: the sweeper asks
 * again, a bounded number of times.
 */
export async function answerThread(
  dependencies: ResponderDependencies,
  assignment: Assignment,
): Promise<Outcome> {
  const { chat, bot, log } = dependencies;
  const { threadId, requestId, customerId, deadline } = assignment;
  for (let turns = 1; ; turns += 1) {
    const replyId = turns === 1 ? requestId : `${requestId}.${turns}`;
    const outcome = await lookOnce(dependencies, { ...assignment, replyId });
    log('thread.looked', { threadId, outcome, turns });
    if (turns === 1 && hasSaidNothing(outcome)) await deliverAgain(dependencies, assignment);
    if (!mustLookAgain(outcome) || deadline - chat.now() < shortestTurnMs) return outcome;
    // A bot that answers at once holds nothing: a message that came meanwhile has an invocation of its own that was not
    // refused.
    if (bot.answersAtOnce && outcome === 'replied') return outcome;
    if (!owes(await lookAt(chat, threadId, customerId), chat.now())) return outcome;
  }
}

type Look = Assignment & { readonly replyId: string };

async function lookOnce(dependencies: ResponderDependencies, look: Look): Promise<Outcome> {
  const { chat, states, bot, log } = dependencies;
  let lock: LockedState | undefined;
  try {
    if (!bot.answersAtOnce) {
      const expiresAt = emptyStateExpiry(chat.now());
      lock = await states.lockState({ senderId: look.threadId, leaseMs, expiresAt });
    }
    const { outcome, unlocked } = await answerOnce(dependencies, look, lock);
    if (lock !== undefined && !unlocked) await states.unlock(lock);
    return outcome;
  } catch (error) {
    if (error instanceof StateLockedError) return 'held';
    if (lock !== undefined) await release(dependencies, lock);
    if (error instanceof ReplyUnwantedError) return error.outcome;
    if (!(error instanceof BotError)) throw error;
    log('bot.failed', { threadId: look.threadId, code: error.code }, error);
    return 'failed';
  }
}

/** The lease ends by itself where releasing it fails; what went wrong before is what matters. */
async function release({ states, log }: ResponderDependencies, lock: LockedState): Promise<void> {
  try {
    await states.unlock(lock);
  } catch (error) {
    log('unlock.failed', {}, error);
  }
}

interface Answered {
  readonly outcome: Outcome;
  readonly unlocked: boolean;
}

async function answerOnce(
  dependencies: ResponderDependencies,
  { threadId, customerId, deadline, replyId }: Look,
  lock: LockedState | undefined,
): Promise<Answered> {
  const { chat, linkFile, states, statesTable } = dependencies;
  const beside = { tableName: statesTable, key: stateKey(threadId) };
  const look = await lookAt(chat, threadId, customerId, lock === undefined ? beside : undefined);
  if (look.overridden) return { outcome: 'overridden', unlocked: false };
  if (!isOwed(look, chat.now())) {
    // If the thread is gone, for example erased with its customer, the bot keeps nothing of it, not even its lock.
    const isGone = look.head === null && lock !== undefined;
    return { outcome: 'nothingToAnswer', unlocked: isGone && (await states.deleteState(lock)) };
  }
  const { head } = look;
  const unanswered = await findUnanswered(chat, head, linkFile);
  if (unanswered === undefined) {
    await settle(chat, head);
    return { outcome: 'nothingToAnswer', unlocked: false };
  }
  const state = lock ?? (await stateBeside(dependencies, head, look.beside));
  const { kept, pending } = readStored(botStateOf(state, head));
  const approval = pending && settleApproval(pending, head, unanswered.messages, chat.now());
  if (unanswered.messages.length === 0 && approval === undefined) {
    await settle(chat, head);
    return { outcome: 'nothingToAnswer', unlocked: false };
  }
  const customer = unanswered.messages.at(-1)?.userId ?? customersOf(head)[0] ?? '';
  const turn: Turn = {
    threadId,
    begunAt: head.createdAt,
    channel: head.channel,
    customerId: customer,
    messages: unanswered.messages,
    // A copy, which the bot may change.
    state: structuredClone(kept),
    ...(approval !== undefined && { approval }),
    history: (limit?: number) => readHistory(chat, threadId, linkFile, limit),
    customer: () => readCustomer(chat, customer),
  };
  const held = { turn, state, pending: approval ? undefined : pending, look, replyId, deadline };
  const reply = await takeTurn(dependencies, held);
  return commitReply(dependencies, { reply, held, throughSeq: unanswered.throughSeq });
}

/** The bot's state as it was read with the thread; one request more where it is too large for one item. */
async function stateBeside(
  { chat, states }: ResponderDependencies,
  { threadId, createdAt }: ThreadHead,
  item: Item | undefined,
): Promise<ReadState> {
  const { bodyKey, lockedUntil: _, ...parsed } = parseState(item, chat.now(), createdAt);
  if (bodyKey !== undefined) return states.readState(threadId);
  return { senderId: threadId, ...parsed };
}

/** Whether an answer is owed, told so that the head is known to be there. */
const isOwed = (look: ThreadLook, now: number): look is ThreadLook & { readonly head: ThreadHead } =>
  owes(look, now);

/** What waited has expired: nobody waits for it any more. */
async function settle(chat: ChatContext, head: ThreadHead): Promise<void> {
  await settleThread(chat, { threadId: head.threadId, throughSeq: head.lastUserSeq }, head);
}

/** Lambda may try this invocation again after it committed a reply and died before anyone saw it. */
async function deliverAgain(dependencies: ResponderDependencies, assignment: Assignment): Promise<void> {
  const { chat } = dependencies;
  const { threadId, requestId } = assignment;
  const reply = await findReply(chat, assignment);
  if (reply === undefined) return;
  const head = await readThread(chat, threadId);
  if (head === null) return;
  // The first try may not have announced a hand-over either. Only the invocation that asked a question alerts operators of it.
  const isOthers = head.question !== undefined && !isAskedBy(head, requestId);
  const before = isOthers && head.owner.type === 'bot' ? head : null;
  await announceReply(dependencies, before, { message: reply, head });
}
