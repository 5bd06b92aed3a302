import {
  type AppendResult,
  announceFrame,
  announceMessage,
  announceQueue,
  appendMessage,
  type KnownConnections,
  type ThreadHead,
  type TransactItem,
  writeSummary,
} from '@switchboard/chat-core';
import {
  alertOfQuestion,
  approvalMetadata,
  openQuestionOf,
  type PendingApproval,
  pendingOf,
  readStored,
  toStored,
} from '#approval';
import type { Reply } from '../bot/reply-draft.ts';
import type { ResponderDependencies } from './dependencies.ts';
import { botStateOf, writesOfState } from './held-state.ts';
import type { HeldTurn } from './held-turn.ts';
import type { Outcome } from './outcome.ts';

export interface Commit {
  readonly reply: Reply;
  readonly held: HeldTurn;
  /** The newest user message (`seq`) that the reply answers. */
  readonly throughSeq: number;
}

type Stored = Extract<AppendResult, { outcome: 'stored' }>;

/** How a reply was committed. */
export interface Committed {
  readonly outcome: Outcome;
  /** The transaction saved the bot's state, and so released the lock. */
  readonly unlocked: boolean;
}

/**
 * Commits a reply: the message, the thread's head and, where it changed, the bot's state in one transaction. The
 * devices see it after that. Whatever else happens to the thread, one reply is committed to the same messages: the head
 * says which have been answered.
 *
 * @throws {BotError} if the bot keeps what cannot be stored
 */
export async function commitReply(dependencies: ResponderDependencies, commit: Commit): Promise<Committed> {
  const { chat, states, bot, botName } = dependencies;
  const { reply, held, throughSeq } = commit;
  const { head } = held.look;
  const { kept } = readStored(botStateOf(held.state, head));
  const asked = reply.approval && pendingOf(reply.approval, held.turn.customerId, chat.now());
  const pending = asked ?? held.pending;
  const stored = toStored({ kept: reply.state ?? kept, pending });
  const stateWrites = writesOfState(states, held.state, stored, head);
  const result = await appendMessage(chat, {
    threadId: head.threadId,
    author: { type: 'bot', name: botName },
    text: reply.text,
    metadata: metadataOf(reply, asked),
    ...(reply.notice && { notice: reply.notice }),
    replyId: held.replyId,
    answersThrough: throughSeq,
    turn: {
      ownerEpoch: head.ownerEpoch,
      answeredUntil: head.answeredSeq,
      ...(bot.overlap === 'restart' ? { onlyIfNewest: true } : {}),
      question: asked && openQuestionOf(asked, { replyId: held.replyId, since: chat.now() }),
      settles: held.turn.approval?.id,
      onlySettles: held.turn.messages.length === 0,
    },
    handOver: reply.handOver !== undefined,
    extraWrites: [...stateWrites, ...summaryWrites(dependencies, commit)],
    head,
  });
  if (result.outcome === 'stored') {
    // An earlier try of the same turn may have asked operators something and died before it alerted them.
    const before = isAskedBy(result.head, held.replyId) ? null : head;
    await announceReply(dependencies, before, result, held.look.known);
  }
  return {
    outcome: outcomeOf(result),
    unlocked: result.outcome === 'stored' && stateWrites.length > 0,
  };
}

function metadataOf({ quickReplies }: Reply, asked: PendingApproval | undefined) {
  const offered = quickReplies.length > 0 ? { quickReplies } : {};
  if (asked === undefined) return offered;
  if (asked.askedOf === undefined) return { ...offered, ...approvalMetadata(asked) };
  const answers = [{ text: asked.approve }, { text: asked.deny }];
  return { quickReplies: answers, ...approvalMetadata(asked) };
}

function summaryWrites(
  { chat, botName }: ResponderDependencies,
  { reply, held }: Commit,
): readonly TransactItem[] {
  if (reply.handOver === undefined) return [];
  const { summary, reason } = reply.handOver;
  const text = [summary, reason].filter((part) => part !== undefined).join('\n');
  return [writeSummary(chat, held.look.head, { text, author: botName })];
}

function outcomeOf({ outcome }: AppendResult): Outcome {
  switch (outcome) {
    case 'stored':
    case 'duplicate':
      return 'replied';
    case 'owned':
      return 'takenOver';
    case 'overridden':
      return 'overridden';
    case 'answered':
      return 'answered';
    case 'outdated':
      return 'restarted';
    case 'extraWriteRefused':
      return 'lockLost';
    case 'noThread':
    case 'notParticipant':
    case 'noAttachment':
    case 'idReused':
    case 'limited':
      return 'nothingToAnswer';
  }
}

/** Whether this invocation, or an earlier try of it, asked the thread's question. @param requestId the beginning of its replies' ids */
export const isAskedBy = ({ question }: Pick<ThreadHead, 'question'>, requestId: string): boolean =>
  question?.shown?.replyId.startsWith(requestId) === true;

/**
 * Brings a stored reply to everyone in the thread, a hand-over to them and to the operators, and a question to the operators.
 *
 * @param before the thread as it was; `null` where that is not known
 * @param known connections that the caller has read anyway. @default they are read
 */
export async function announceReply(
  { chat, announcer }: ResponderDependencies,
  before: ThreadHead | null,
  { message, head }: Pick<Stored, 'message' | 'head'>,
  known?: KnownConnections,
): Promise<void> {
  const announcement = { head, ...(known === undefined ? {} : { known }) };
  await announceMessage(chat, announcer, message, announcement);
  if (head.owner.type === 'queue') {
    const { threadId, ownerEpoch } = head;
    const frame = { event: 'takeover', threadId, owner: 'queue', ownerEpoch } as const;
    await announceFrame(chat, announcer, frame, announcement);
  }
  await Promise.all([
    alertOfQuestion(chat, announcer, before, head),
    announceQueue(chat, announcer, before, head),
  ]);
}
