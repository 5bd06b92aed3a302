import { expiryOf } from '../context/item-expiry.ts';
import { leaseUntil } from '../threads/lease.ts';
import { customersOf, isOwnedBy, ownerAt } from '../threads/ownership.ts';
import type { Owner, ThreadHead } from '../threads/thread-head.ts';
import type { AppendRequest, AppendResult, Author } from './append-request.ts';
import type { StoredMessage } from './stored-message.ts';

/** A message that may be written, and the head that is to be when it is. */
export interface PlannedAppend {
  readonly message: StoredMessage;
  readonly nextHead: ThreadHead;
}

export type Refusal = Extract<AppendResult, { outcome: 'notParticipant' | 'owned' | 'noThread' }>;

export interface AppendFacts {
  readonly request: AppendRequest;
  readonly head: ThreadHead | null;
  readonly messageId: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** @default 90 */
  readonly retentionDays?: number | undefined;
}

/** Whether the author may write, and if so what: the message and the thread's next head. */
export function decideAppend(facts: AppendFacts): PlannedAppend | Refusal {
  const refusal = refusalOf(facts);
  if (refusal !== undefined) return refusal;
  const message = nextMessage(facts);
  return { message, nextHead: nextHead(facts, message) };
}

function refusalOf({ request, head, now }: AppendFacts): Refusal | undefined {
  const { author } = request;
  if (head === null) return firstCustomer(author) === undefined ? { outcome: 'noThread' } : undefined;
  const owned = { outcome: 'owned', owner: ownerAt(head, now), ownerEpoch: head.ownerEpoch } as const;
  switch (author.type) {
    case 'user':
      return customersOf(head).includes(author.userId) ? undefined : { outcome: 'notParticipant' };
    case 'operator':
      return isOwnedBy(head, author.userId, now) ? undefined : owned;
    case 'bot':
      return owned.owner.type === 'bot' && (request.ownerEpoch ?? head.ownerEpoch) === head.ownerEpoch
        ? undefined
        : owned;
  }
}

function nextMessage({ request, head, messageId, now, retentionDays }: AppendFacts): StoredMessage {
  const { threadId, author, text, metadata = {}, clientMessageId, replyId } = request;
  return {
    messageId,
    threadId,
    seq: (head?.seq ?? 0) + 1,
    // The clocks of two writers differ; the order of a thread does not.
    timestamp: Math.max(now, (head?.lastTimestamp ?? 0) + 1),
    messageType: author.type,
    text,
    sender: author.type === 'bot' ? author.name : author.userId,
    status: 'sent',
    metadata: { ...metadata },
    ...(clientMessageId === undefined ? {} : { clientMessageId }),
    ...(replyId === undefined ? {} : { replyId }),
    expiresAt: expiryOf(now, retentionDays),
  };
}

function nextHead({ request, head, now }: AppendFacts, message: StoredMessage): ThreadHead {
  const current = head ?? newThread(request, now);
  const { awaitingReplySince: _, ...rest } = current;
  const awaiting = awaitingAfter(request, current, message);
  return {
    ...rest,
    ...(awaiting === undefined ? {} : { awaitingReplySince: awaiting }),
    ...ownershipAfter(request, current, now),
    seq: message.seq,
    lastTimestamp: message.timestamp,
    lastUserSeq: request.author.type === 'user' ? message.seq : current.lastUserSeq,
    // A head lives at least as long as its newest message.
    expiresAt: Math.max(current.expiresAt, message.expiresAt),
  };
}

/** The customer of a thread that the author's message would make. */
function firstCustomer(author: Author): string | undefined {
  if (author.type === 'user') return author.userId;
  return author.type === 'bot' ? author.opensFor : undefined;
}

function newThread({ threadId, author, channel = 'web' }: AppendRequest, now: number): ThreadHead {
  const userId = firstCustomer(author);
  return {
    threadId,
    channel,
    seq: 0,
    lastTimestamp: 0,
    lastUserSeq: 0,
    participants: userId === undefined ? [] : [{ userId, role: 'customer' }],
    owner: { type: 'bot' },
    ownerEpoch: 1,
    readPositions: {},
    createdAt: now,
    expiresAt: 0,
  };
}

/** Since when the thread waits for an answer: a reply ends that only if it answers the newest message of a user. */
function awaitingAfter(request: AppendRequest, head: ThreadHead, message: StoredMessage): number | undefined {
  const { author, handOver, answersThrough = head.lastUserSeq } = request;
  const since = head.awaitingReplySince;
  if (author.type === 'user' || handOver) return since ?? message.timestamp;
  return answersThrough >= head.lastUserSeq ? undefined : since;
}

function ownershipAfter(
  { author, handOver, leaseMs }: AppendRequest,
  { owner, ownerEpoch }: ThreadHead,
  now: number,
): { owner: Owner; ownerEpoch: number } {
  if (author.type === 'operator') {
    return {
      owner: { type: 'operator', userId: author.userId, leaseUntil: leaseUntil(now, leaseMs) },
      ownerEpoch,
    };
  }
  if (author.type === 'bot' && handOver) return { owner: { type: 'queue' }, ownerEpoch: ownerEpoch + 1 };
  return { owner, ownerEpoch };
}
