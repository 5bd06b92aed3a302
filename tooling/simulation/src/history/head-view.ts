import { sayQuestion, type View } from '@switchboard/specification';
import type { Item } from './journal.ts';

/** A thread's head as the table has it, as far as it is looked at. */
interface HeadItem {
  readonly threadId: string;
  readonly channel: string;
  readonly seq: number;
  readonly lastUserSeq: number;
  readonly answeredSeq: number;
  readonly participants: readonly { readonly userId: string; readonly role: string }[];
  readonly owner:
    | { readonly type: 'bot' | 'queue' }
    | { readonly type: 'operator'; readonly userId: string; readonly leaseUntil: number };
  readonly ownerEpoch: number;
  /** The partition of the index of those who wait: the kind of waiting, and a shard. */
  readonly queue?: string;
  readonly attempts?: number;
  readonly question?: {
    readonly id: string;
    readonly of: 'customer' | 'operator';
    /** Epoch milliseconds. */
    readonly until: number;
    readonly isAnswered?: boolean;
  };
  readonly closedAt?: number;
  readonly undeliveredSince?: number;
  readonly deliveredTimestamp?: number;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Epoch seconds. */
  readonly expiresAt: number;
}

export const headOf = (item: Item): HeadItem => item as unknown as HeadItem;

/** What a thread waits for, as the service stores it. */
export type WaitingKind = 'bot' | 'queue' | 'operator' | 'failed';

export const waitingKindOf = ({ queue }: HeadItem): WaitingKind | undefined =>
  queue?.slice(0, queue.lastIndexOf('#')) as WaitingKind | undefined;

const waits = { bot: 'bot', queue: 'human', operator: 'human', failed: 'failed' } as const;

/** A head in the specification's words. @param delivered the number up to which the channel has taken everything */
export function viewOf(item: Item, delivered: number): View {
  const head = headOf(item);
  const kind = waitingKindOf(head);
  const { question } = head;
  const isForQuestion = kind === 'bot' && question !== undefined && head.lastUserSeq <= head.answeredSeq;
  return {
    number: head.seq,
    newestOfCustomers: head.lastUserSeq,
    dealtThrough: head.answeredSeq,
    owner: head.owner.type === 'operator' ? `operator:${head.owner.userId}` : head.owner.type,
    ownerChanges: head.ownerEpoch,
    waits: isForQuestion ? 'question' : kind === undefined ? 'nobody' : waits[kind],
    asked: head.attempts ?? 0,
    closed: head.closedAt !== undefined,
    question:
      question === undefined ? '' : sayQuestion(question.id, question.of, question.isAnswered === true),
    customers: head.participants.filter(({ role }) => role === 'customer').map(({ userId }) => userId),
    delivered,
    isMarkedUndelivered: head.undeliveredSince !== undefined,
  };
}
