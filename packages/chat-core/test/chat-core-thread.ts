import type { Action, Decision, Implementation, Refusal, View, Waits } from '@switchboard/specification';
import type { AppendRequest } from '../src/append/append-request.ts';
import { decideAppend } from '../src/append/decide-append.ts';
import { decideOwner } from '../src/threads/change-owner.ts';
import { customersOf, owesReply } from '../src/threads/ownership.ts';
import { decideCancel, decideRescue, decideSettle } from '../src/threads/sweep-thread.ts';
import type { ThreadHead, Waiting } from '../src/threads/thread-head.ts';

type Of<Type extends Action['type']> = Extract<Action, { readonly type: Type }>;

/** What chat-core decides, by itself: these can be replaced to see that a wrong one is noticed. */
export const decisions = { decideAppend, decideOwner, decideRescue, decideSettle, decideCancel };

export type Decisions = typeof decisions;

const threadId = 't';

/** chat-core's decisions as an implementation of the specification. */
export function chatCoreThread(by: Decisions = decisions): Implementation<ThreadHead> {
  function append(
    read: ThreadHead | null,
    request: Omit<AppendRequest, 'threadId'>,
    basis: ThreadHead | null,
    now: number,
  ): Decision<ThreadHead> {
    const facts = {
      request: { threadId, ...request },
      head: read,
      life: basis?.createdAt,
      messageId: 'm',
      now,
    };
    const decision = by.decideAppend(facts);
    return 'outcome' in decision ? refused(decision.outcome) : next(read, decision.nextHead);
  }

  return {
    decide(read, action, basis, now) {
      switch (action.type) {
        case 'write':
          return append(read, requestOf(action), basis, now);
        case 'reply':
          return append(read, replyOf(action, basis), basis, now);
        case 'claim':
        case 'release':
        case 'requeue':
        case 'close':
        case 'transfer':
          return changed(read, by.decideOwner(read, action.operator, action, now));
        case 'cancel':
          return changed(read, by.decideCancel(read, now, action.through));
        case 'settle': {
          const settlement = { throughSeq: action.through, life: basis?.createdAt };
          return changed(read, by.decideSettle(read, settlement, now));
        }
        case 'sweep': {
          const rescued = read === null ? undefined : by.decideRescue(read, action.isOverridden, now);
          return rescued === undefined ? refused('nothing') : next(read, rescued);
        }
        case 'join':
          return read === null
            ? refused('noThread')
            : next(read, {
                ...read,
                participants: [...read.participants, { userId: action.user, role: 'customer' }],
              });
        default:
          throw new TypeError(`chat-core decides nothing about "${action.type}"`);
      }
    },
    owesReply: (read, isOverridden, now) => owesReply(read, isOverridden, now),
    // The condition of the head's write.
    isAsRead: (read, stored) => read?.version === stored?.version && read?.createdAt === stored?.createdAt,
    view: (head) => (head === null ? null : viewOf(head)),
  };
}

function requestOf({
  author,
  id,
  content,
  answersThrough,
  opensFor,
}: Of<'write'>): Omit<AppendRequest, 'threadId'> {
  const { kind, name } = author;
  const opens = opensFor === undefined ? {} : { opensFor };
  return {
    author:
      kind === 'bot'
        ? { type: kind, name, ...opens }
        : { type: kind === 'customer' ? 'user' : kind, userId: name },
    text: content,
    ...(id === undefined ? {} : { clientMessageId: id }),
    ...(answersThrough === undefined ? {} : { answersThrough }),
  };
}

/** The responder takes what its turn is based on from the head that it has read. */
const replyOf = (
  { name, content, answersThrough, handOver, onlyIfNewest }: Of<'reply'>,
  basis: ThreadHead | null,
): Omit<AppendRequest, 'threadId'> => ({
  author: { type: 'bot', name },
  text: content,
  answersThrough,
  handOver,
  turn: { ownerEpoch: basis?.ownerEpoch ?? 0, answeredUntil: basis?.answeredSeq ?? 0, onlyIfNewest },
});

/** Every write of a head raises its version. */
const next = (read: ThreadHead | null, head: ThreadHead): Decision<ThreadHead> => ({
  type: 'next',
  head: { ...head, version: (read?.version ?? 0) + 1 },
});

const changed = (
  read: ThreadHead | null,
  decision: ThreadHead | { readonly outcome: string },
): Decision<ThreadHead> => ('outcome' in decision ? refused(decision.outcome) : next(read, decision));

/** chat-core's outcomes that the specification calls otherwise. */
const names: Readonly<Record<string, Refusal>> = {
  noReply: 'nothing',
  settled: 'nothing',
  waiting: 'nothing',
};

const refused = (outcome: string): Decision<ThreadHead> => ({
  type: 'refused',
  why: names[outcome] ?? (outcome as Refusal),
});

const kinds: Readonly<Record<Waiting['kind'], Waits>> = {
  bot: 'bot',
  queue: 'human',
  operator: 'human',
  failed: 'failed',
};

function viewOf(head: ThreadHead): View {
  const { owner, waiting, deliveredTimestamp = 0 } = head;
  return {
    number: head.seq,
    newestOfCustomers: head.lastUserSeq,
    dealtThrough: head.answeredSeq,
    owner: owner.type === 'operator' ? `operator:${owner.userId}` : owner.type,
    ownerChanges: head.ownerEpoch,
    waits: waiting === undefined ? 'nobody' : kinds[waiting.kind],
    asked: waiting?.attempts ?? 0,
    closed: head.closedAt !== undefined,
    question: '',
    customers: customersOf(head),
    // The explored threads are delivered whole or not at all.
    delivered: deliveredTimestamp >= head.lastTimestamp ? head.seq : 0,
    isMarkedUndelivered: head.undeliveredSince !== undefined,
  };
}
