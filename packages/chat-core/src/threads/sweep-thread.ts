import type { ChatContext } from '../context/chat-context.ts';
import { currentHead } from './change-owner.ts';
import { changeThread } from './change-thread.ts';
import { ownerAt } from './ownership.ts';
import type { ThreadHead } from './thread-head.ts';
import { decideSweep, isForPeople, isQuestionOver, waitingAfter, waitingAt } from './waiting.ts';

/** What a sweep found out about a thread and did with it. */
export type SweptThread =
  /** Nothing is to be done now. */
  | { readonly outcome: 'left' }
  /** The bot is to be asked again: the caller publishes the thread. */
  | { readonly outcome: 'asked'; readonly head: ThreadHead }
  /** The bot has failed too often: people are to be told. */
  | { readonly outcome: 'parked'; readonly head: ThreadHead }
  /** An operator's lease had run out: the thread is the bot's again, which is to be asked if a customer waits. */
  | { readonly outcome: 'handedBack'; readonly head: ThreadHead }
  /** An operator's lease had run out, and the customer still waits for a person: the thread is in the queue again. People are to be told. */
  | { readonly outcome: 'requeued'; readonly head: ThreadHead };

const left = { outcome: 'left' } as const;

/**
 * The thread as {@link sweepThread} would leave it to people: the caller alerts them before. A thread that was left to them is in no
 * list that sweeps go through, so an alert that was lost after that would come no more.
 *
 * @returns `undefined` for a thread that it would not leave to people
 */
export function leftToPeople(read: ThreadHead, overridden: boolean, now: number): ThreadHead | undefined {
  const next = decideRescue(read, overridden, now);
  const kind = next?.waiting?.kind;
  return kind === 'failed' || kind === 'queue' ? next : undefined;
}

/**
 * Decides about one thread that has waited for long, and counts what it does in the thread's head: however often sweeps
 * overlap or are repeated, the bot is asked a bounded number of times.
 *
 * @param read the head as the caller has just read it
 * @param overridden a human has taken one of the customers over (`isHumanOverride`): the bot is not asked, and no try
 * counts
 */
export async function sweepThread(
  context: ChatContext,
  read: ThreadHead,
  overridden: boolean,
): Promise<SweptThread> {
  const changed = await changeThread(
    context,
    read.threadId,
    (head) => (head === null ? left : (decideRescue(head, overridden, context.now()) ?? left)),
    read,
  );
  if ('outcome' in changed) return changed;
  const { head, before } = changed;
  if (before.owner.type === 'operator')
    return { outcome: head.owner.type === 'queue' ? 'requeued' : 'handedBack', head };
  if (overridden) return left;
  return { outcome: head.waiting?.kind === 'failed' ? 'parked' : 'asked', head };
}

/**
 * While a customer is taken over by a plain `isHumanOverride`, a sweep looks at the thread this often, milliseconds.
 */
const overriddenPauseMs = 5 * 60_000;

/** The head once a sweep has dealt with it; `undefined` where nothing is to be done now. */
export function decideRescue(head: ThreadHead, overridden: boolean, now: number): ThreadHead | undefined {
  if (head.owner.type === 'operator') {
    return ownerAt(head, now).type === 'operator' ? undefined : currentHead(head, now);
  }
  if (head.waiting === undefined) return undefined;
  const decision = decideSweep(head.waiting, now);
  if (decision.type === 'leave') return undefined;
  const postponed = { ...head.waiting, retryAt: now + overriddenPauseMs };
  return { ...head, waiting: overridden ? postponed : decision.waiting };
}

/** `settled`: nothing waits for an answer any more. `waiting`: something does. */
export type SettleResult = 'settled' | 'waiting';

/**
 * Says that nothing waits up to a message, though no answer was written. A message that came in since still waits: both
 * writes are conditioned on the head's version.
 *
 * @param throughSeq the newest user message (`seq`) that has been dealt with
 */
export async function settleThread(
  context: ChatContext,
  { threadId, throughSeq }: { readonly threadId: string; readonly throughSeq: number },
  read?: ThreadHead | null,
): Promise<SettleResult> {
  const settlement = { throughSeq, life: read?.createdAt };
  const changed = await changeThread<SettleRefusal>(
    context,
    threadId,
    (head) => decideSettle(head, settlement, context.now()),
    read,
  );
  return 'outcome' in changed ? changed.outcome : 'settled';
}

interface SettleRefusal {
  readonly outcome: SettleResult;
}

/** The head once nothing waits in it up to a message. @param life the one that the message belongs to. @default any */
export function decideSettle(
  head: ThreadHead | null,
  { throughSeq, life }: { readonly throughSeq: number; readonly life?: number | undefined },
  now: number,
): ThreadHead | SettleRefusal {
  if (head === null || head.waiting === undefined) return { outcome: 'settled' };
  const isAnotherLife = life !== undefined && head.createdAt !== life;
  const isOpen = isForPeople(head) || throughSeq < head.lastUserSeq || isAnotherLife;
  return isOpen ? { outcome: 'waiting' } : withoutWait(currentHead(head, now), head.lastUserSeq, now);
}

/** The head when what users have written up to a message needs no answer any more, nor does a question that has ended. */
function withoutWait(head: ThreadHead, answeredSeq: number, now: number): ThreadHead {
  const { waiting: _, question, ...kept } = head;
  const open = isQuestionOver(head, now) || question === undefined ? {} : { question };
  const after = { ...kept, ...open, answeredSeq };
  const waiting = waitingAfter(head, after, now);
  return waiting === undefined ? after : { ...after, waiting };
}

export type CancelResult =
  | { readonly outcome: 'cancelled'; readonly head: ThreadHead }
  | { readonly outcome: 'noReply' };

/**
 * Cancels the reply that a bot is writing: what it would have answered counts as answered, so its commit is refused.
 * Nothing of it is stored once this has returned. What came in after it began is answered.
 *
 * @param answersThrough the newest message (`seq`) that the reply answers. @default everything that is stored by then
 */
export async function cancelReply(
  context: ChatContext,
  threadId: string,
  read?: ThreadHead | null,
  answersThrough?: number,
): Promise<CancelResult> {
  const decide = (head: ThreadHead | null) => decideCancel(head, context.now(), answersThrough);
  const changed = await changeThread(context, threadId, decide, read);
  return 'outcome' in changed ? changed : { outcome: 'cancelled', head: changed.head };
}

/** The head once the reply that its bot owes is not wanted any more. */
export function decideCancel(
  head: ThreadHead | null,
  now: number,
  answersThrough: number = Number.POSITIVE_INFINITY,
): ThreadHead | { readonly outcome: 'noReply' } {
  const current = head && currentHead(head, now);
  if (current === null || waitingAt(current, now)?.kind !== 'bot') return { outcome: 'noReply' };
  const answeredSeq = Math.min(answersThrough, current.lastUserSeq);
  // A reply to a question that has ended may answer no message. Any other that answers nothing open is over.
  if (answeredSeq <= current.answeredSeq && !isQuestionOver(current, now)) return { outcome: 'noReply' };
  return withoutWait(current, Math.max(answeredSeq, current.answeredSeq), now);
}
