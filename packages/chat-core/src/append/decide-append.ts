import { expiryOf } from '../context/item-expiry.ts';
import type { StoredMessage } from '../messages/stored-message.ts';
import { currentHead, headToWrite } from '../threads/change-owner.ts';
import { markUndelivered } from '../threads/head-item.ts';
import {
  botMayWrite,
  customersOf,
  operatorLeaseMs,
  ownerAt,
  readThrough,
  withOperator,
} from '../threads/ownership.ts';
import { spendRate } from '../threads/spend-rate.ts';
import type { OpenQuestion, ThreadHead } from '../threads/thread-head.ts';
import { isQuestionOver, waitingAfter } from '../threads/waiting.ts';
import type { AppendRefusal, AppendRequest, Author } from './append-request.ts';

/** A message that may be written, and the head that is to be when it is. */
export interface PlannedAppend {
  readonly message: StoredMessage;
  readonly nextHead: ThreadHead;
  /** What the author's connection is to say when the message opens a thread; absent where nothing is counted. */
  readonly threadsUsedUntil?: number;
}

export interface AppendFacts {
  readonly request: AppendRequest;
  readonly head: ThreadHead | null;
  /** The life (`createdAt`) that the thread had when the message was first tried. @default there was no thread */
  readonly life?: number | undefined;
  readonly messageId: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** @default 90 */
  readonly retentionDays?: number | undefined;
  /** The limit on the messages of customers in this thread. @default no limit */
  readonly messagesPerMinute?: number | undefined;
  /** The limit on the threads that one customer begins. @default no limit */
  readonly threadsPerHour?: number | undefined;
}

/** Whether the author may write, and if so what: the message and the thread's next head. */
export function decideAppend(facts: AppendFacts): PlannedAppend | AppendRefusal {
  const refusal = refusalOf(facts);
  if (refusal !== undefined) return refusal;
  const before = headBefore(facts);
  const opening = openingOf(facts);
  if (opening !== undefined && 'retryAfterMs' in opening) return { outcome: 'limited', ...opening };
  const message = nextMessage(facts, before);
  const rate = rateAfter(facts, before);
  if ('retryAfterMs' in rate) return { outcome: 'limited', ...rate };
  return {
    message,
    nextHead: { ...nextHead(facts, before, message), ...rate },
    ...(opening === undefined ? {} : { threadsUsedUntil: opening.usedUntil }),
  };
}

/** An operator who writes in a thread takes it over, from the queue as well. */
function headBefore({ request, head, now }: AppendFacts): ThreadHead {
  if (head === null) return newThread(request, now);
  return request.author.type === 'operator' && !isAside(request)
    ? currentHead(head, now)
    : headToWrite(head, now);
}

function refusalOf({ request, head, life, now }: AppendFacts): AppendRefusal | undefined {
  const { author, turn } = request;
  if (head === null && isAside(request)) return { outcome: 'noThread' };
  if (head === null) return firstCustomer(author) === undefined ? { outcome: 'noThread' } : undefined;
  const owner = ownerAt(head, now);
  const owned = { outcome: 'owned', owner, ownerEpoch: head.ownerEpoch } as const;
  switch (author.type) {
    case 'user':
      return customersOf(head).includes(author.userId) ? undefined : { outcome: 'notParticipant' };
    case 'operator':
      if (request.answersQuestion !== undefined)
        return isAskedOf('operator', head, request.answersQuestion.id, now)
          ? undefined
          : { outcome: 'answered' };
      if (isAside(request)) return undefined;
      return owner.type === 'operator' && owner.userId !== author.userId ? owned : undefined;
    case 'bot':
      if (tellsOfQueue(request.notice)) return owner.type === 'queue' ? undefined : owned;
      // Whether a human has taken a customer over is a condition of the transaction itself.
      if (!botMayWrite(head, false, now)) return owned;
      if (turn === undefined) return undefined;
      if (turn.ownerEpoch !== head.ownerEpoch) return owned;
      if (turn.answeredUntil < head.answeredSeq || life !== head.createdAt) return { outcome: 'answered' };
      if (turn.onlySettles && head.question?.id !== turn.settles) return { outcome: 'answered' };
      return turn.onlyIfNewest && head.lastUserSeq > (request.answersThrough ?? 0)
        ? { outcome: 'outdated' }
        : undefined;
  }
}

function nextMessage(
  { request, messageId, now, retentionDays }: AppendFacts,
  before: ThreadHead,
): StoredMessage {
  const {
    threadId,
    author,
    text,
    metadata = {},
    clientMessageId,
    replyId,
    replyTo,
    change,
    notice,
    attachments,
  } = request;
  return {
    messageId,
    threadId,
    seq: before.seq + 1,
    // The clocks of two writers differ; the order of a thread does not.
    timestamp: Math.max(now, before.lastTimestamp + 1),
    messageType: isAside(request) ? 'system' : author.type,
    text,
    sender: author.type === 'bot' ? author.name : author.userId,
    status: 'sent',
    metadata: { ...metadata },
    ...(clientMessageId === undefined ? {} : { clientMessageId }),
    ...(replyId === undefined ? {} : { replyId }),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(change === undefined ? {} : { change }),
    ...(notice === undefined ? {} : { notice }),
    ...(attachments === undefined ? {} : { attachments: [...attachments] }),
    expiresAt: expiryOf(now, retentionDays),
  };
}

function nextHead(facts: AppendFacts, before: ThreadHead, message: StoredMessage): ThreadHead {
  const { request, now } = facts;
  if (isAside(request)) return headAfterAside(request, before, message);
  const { author } = request;
  const { waiting: _, closedAt, question: __, queuedSince, ...kept } = before;
  const isUser = author.type === 'user';
  const ownership = ownershipAfter(request, before, now);
  const question = questionAfter(request, before, message.timestamp);
  // A closed conversation is opened again by its customer and by a change of owner, but not by a bot's post.
  const staysClosed = !isUser && ownership.owner.type === 'bot';
  const after: ThreadHead = {
    ...kept,
    ...ownership,
    ...(question === undefined ? {} : { question }),
    ...(staysClosed && closedAt !== undefined ? { closedAt } : {}),
    ...(author.type !== 'operator' && queuedSince !== undefined ? { queuedSince } : {}),
    seq: message.seq,
    lastTimestamp: message.timestamp,
    lastUserSeq: isUser ? message.seq : before.lastUserSeq,
    answeredSeq: Math.max(before.answeredSeq, answeredBy(request, before)),
    readPositions: readAfter(request, before),
    // A head lives at least as long as its newest message.
    expiresAt: Math.max(before.expiresAt, message.expiresAt),
  };
  const waiting = waitingAfter(before, after, message.timestamp);
  const next = waiting === undefined ? after : { ...after, waiting };
  return isUser ? next : markUndelivered(next, message.timestamp);
}

/** Whether a message tells the customer of the queue. */
const tellsOfQueue = (notice: AppendRequest['notice']): boolean => notice?.type === 'queued';

/** Whether a message is said beside the conversation: it neither asks nor answers, and changes no owner. */
const isAside = ({ author, change, notice, answersQuestion }: AppendRequest): boolean =>
  change !== undefined ||
  tellsOfQueue(notice) ||
  (answersQuestion !== undefined && author.type === 'operator');

const isAskedOf = (of: OpenQuestion['of'], head: ThreadHead, id: string, now: number): boolean =>
  head.question?.of === of && head.question.id === id && !isQuestionOver(head, now);

/** What the bot waits with once a message is there. A turn that knew nothing of an answer takes nothing of it away. */
function questionAfter(
  { author, turn, answersQuestion }: AppendRequest,
  before: ThreadHead,
  timestamp: number,
): OpenQuestion | undefined {
  const { question } = before;
  if (turn !== undefined) return turn.question ?? (question?.id === turn.settles ? undefined : question);
  const isAnswered =
    author.type === 'user' &&
    answersQuestion !== undefined &&
    customersOf(before).length === 1 &&
    isAskedOf('customer', before, answersQuestion.id, timestamp);
  return isAnswered && question !== undefined
    ? answered(question, answersQuestion.isApproved, timestamp)
    : question;
}

const answered = (question: OpenQuestion, isApproved: boolean, until: number): OpenQuestion => ({
  ...question,
  until,
  isAnswered: true,
  isApproved,
});

/** The message is numbered, and nothing else happens to the thread. If its author has read everything before it, it counts as read too. */
function headAfterAside(
  { author, notice, answersQuestion }: AppendRequest,
  before: ThreadHead,
  { seq, timestamp, expiresAt }: StoredMessage,
): ThreadHead {
  const userId = author.type === 'bot' ? undefined : author.userId;
  const hasReadAll = userId !== undefined && readThrough(before, userId) === before.seq;
  const after = {
    ...before,
    seq,
    lastTimestamp: timestamp,
    readPositions: hasReadAll ? { ...before.readPositions, [userId]: seq } : before.readPositions,
    expiresAt: Math.max(before.expiresAt, expiresAt),
  };
  if (answersQuestion !== undefined) return withAnswer(after, before, answersQuestion.isApproved, timestamp);
  // A customer changes messages in the channel itself, or on a page.
  return !tellsOfQueue(notice) && author.type === 'user' ? after : markUndelivered(after, timestamp);
}

/** The head once an operator has answered the question: the bot is asked now. */
function withAnswer(
  head: ThreadHead,
  before: ThreadHead,
  isApproved: boolean,
  timestamp: number,
): ThreadHead {
  if (head.question === undefined) return head;
  const { waiting: _, ...kept } = head;
  const after = { ...kept, question: answered(head.question, isApproved, timestamp) };
  const waiting = waitingAfter(before, after, timestamp);
  return waiting === undefined ? after : { ...after, waiting };
}

/** The newest user message that the message answers: no message answers one that comes after it. */
const answeredBy = ({ author, answersThrough = 0 }: AppendRequest, { lastUserSeq }: ThreadHead): number =>
  author.type === 'user' ? 0 : Math.min(answersThrough, lastUserSeq);

/** A position beyond the newest message is of an earlier life of the thread, and says nothing of this one. */
function readAfter(
  { author, read }: AppendRequest,
  { seq, readPositions }: ThreadHead,
): ThreadHead['readPositions'] {
  if (author.type === 'bot' || read === undefined || read > seq) return readPositions;
  const position = Math.max(readPositions[author.userId] ?? 0, read);
  return { ...readPositions, [author.userId]: position };
}

function rateAfter(
  { request, now, messagesPerMinute }: AppendFacts,
  { rateUsedUntil }: ThreadHead,
): { readonly rateUsedUntil?: number } | { readonly retryAfterMs: number } {
  if (request.author.type !== 'user' || messagesPerMinute === undefined) return {};
  const spent = spendRate(rateUsedUntil, { atMost: messagesPerMinute, windowMs: 60_000 }, now);
  return 'retryAfterMs' in spent ? spent : { rateUsedUntil: spent.usedUntil };
}

const hourMs = 60 * 60_000;

/** What a customer who opens a thread has used of the limit of threads; `undefined` where nothing is counted. */
function openingOf({ request, head, now, threadsPerHour }: AppendFacts) {
  const { author, connection } = request;
  if (head !== null || author.type !== 'user' || threadsPerHour === undefined || connection === undefined) {
    return undefined;
  }
  return spendRate(connection.threadsUsedUntil, { atMost: threadsPerHour, windowMs: hourMs }, now);
}

/** The customer of a thread that the author's message would open. */
function firstCustomer(author: Author): string | undefined {
  if (author.type === 'user') return author.userId;
  return author.type === 'bot' ? author.opensFor : undefined;
}

function newThread({ threadId, author, channel = 'web' }: AppendRequest, now: number): ThreadHead {
  const userId = firstCustomer(author);
  return {
    threadId,
    channel,
    version: 1,
    seq: 0,
    lastTimestamp: 0,
    lastUserSeq: 0,
    answeredSeq: 0,
    participants: userId === undefined ? [] : [{ userId, role: 'customer' }],
    owner: { type: 'bot' },
    ownerEpoch: 1,
    listedUntil: 0,
    readPositions: {},
    createdAt: now,
    expiresAt: 0,
  };
}

function ownershipAfter(
  { author, handOver, leaseMs = operatorLeaseMs }: AppendRequest,
  { owner, ownerEpoch, participants }: ThreadHead,
  now: number,
): Pick<ThreadHead, 'owner' | 'ownerEpoch' | 'participants'> {
  if (author.type === 'operator') {
    const { userId } = author;
    const isTheirs = owner.type === 'operator' && owner.userId === userId;
    return {
      owner: { type: 'operator', userId, leaseUntil: now + leaseMs },
      ownerEpoch: isTheirs ? ownerEpoch : ownerEpoch + 1,
      participants: withOperator(participants, userId),
    };
  }
  if (author.type === 'bot' && handOver)
    return { owner: { type: 'queue' }, ownerEpoch: ownerEpoch + 1, participants };
  return { owner, ownerEpoch, participants };
}
