import type { Channel } from '../channels/channel.ts';

/** Someone who may read and write a thread, and to whose devices its messages go. Bots are not listed. */
export interface Participant {
  readonly userId: string;
  readonly role: 'customer' | 'operator';
}

/** Who answers in a thread. */
export type Owner =
  | { readonly type: 'bot' }
  /** Nobody answers until an operator claims the thread. */
  | { readonly type: 'queue' }
  /**
   * An operator. When the lease runs out (`leaseUntil`, epoch milliseconds), the thread is the bot's again, or in the queue again if its
   * customer still waits for a person (`queuedSince`).
   */
  | { readonly type: 'operator'; readonly userId: string; readonly leaseUntil: number };

/** Says that a customer waits for an answer. */
export interface Waiting {
  /**
   * Who owes the answer: the bot; any operator (`queue`); the operator who owns the thread; or nobody, because the bot
   * has failed too often (`failed`). Each kind is a partition of the index `awaiting`.
   */
  readonly kind: 'bot' | 'queue' | 'operator' | 'failed';
  /**
   * Since when, epoch milliseconds: since the first open message, or since the last answer or change of owner after it.
   */
  readonly since: number;
  /** How often the sweeper has asked the bot again. */
  readonly attempts: number;
  /**
   * The sweeper leaves the thread alone until then, epoch milliseconds. @default as soon as it has waited long enough
   */
  readonly retryAt?: number;
}

/** A question of the bot's. The bot is asked when it ends, although nobody has written. */
export interface OpenQuestion {
  readonly id: string;
  /** Who is to answer. */
  readonly of: 'customer' | 'operator';
  /** When it ends without an answer, or when it was answered, epoch milliseconds. */
  readonly until: number;
  /** It has been answered; other answers come too late, whatever their clocks say. @default false */
  readonly isAnswered?: boolean;
  /** What the answer says. @default nothing: there is none */
  readonly isApproved?: boolean;
  /** What operators are shown of a question to them. @default it is asked of the customer */
  readonly shown?: {
    readonly text: string;
    /** Since when it waits, epoch milliseconds. */
    readonly since: number;
    /** The reply that asks it. */
    readonly replyId: string;
  };
}

/**
 * The one item that a thread's writers agree on. Every write that a decision could be based on raises `version`, and
 * every decision is written on the condition that `version` is as it was read. Read positions alone are no part of
 * that.
 */
export interface ThreadHead {
  readonly threadId: string;
  readonly channel: Channel;
  /** 1, 2, 3, ...: rises with every write, read positions aside. */
  readonly version: number;
  /** The number of the newest message. */
  readonly seq: number;
  /** The timestamp of the newest message, epoch milliseconds. */
  readonly lastTimestamp: number;
  /** The number of the newest message of a user; 0 if there is none. */
  readonly lastUserSeq: number;
  /** Every message of a user up to this number has been answered, or needs no answer any more. */
  readonly answeredSeq: number;
  readonly participants: readonly Participant[];
  readonly owner: Owner;
  /** Rises with every change of owner, so that a writer who has read an earlier owner cannot commit. */
  readonly ownerEpoch: number;
  /** Absent while nobody waits for an answer. */
  readonly waiting?: Waiting;
  /**
   * Since when the customer has waited for a person, epoch milliseconds: an operator has claimed the thread from the queue, or after the bot
   * had failed, and has not written yet. Back in the queue, the customer has the old place. @default the customer does not, or `waiting` says it
   */
  readonly queuedSince?: number;
  /** A question that the bot has asked and that waits for an answer. Absent if there is none. */
  readonly question?: OpenQuestion;
  /** An operator ended the conversation then, epoch milliseconds; the customer's next message opens it again. */
  readonly closedAt?: number;
  /** When customers' messages will have used up their limit, epoch milliseconds; see `spend-rate.ts`. */
  readonly rateUsedUntil?: number;
  /** Since when the channel has not taken all messages, epoch milliseconds; only where the channel is pushed to. */
  readonly undeliveredSince?: number;
  /** The timestamp of the newest message that the channel has taken, epoch milliseconds. @default 0 */
  readonly deliveredTimestamp?: number;
  /** The message of which the channel has taken some parts and not yet all, with the channel's own ids of them, which have no blanks. */
  readonly underWay?: { readonly seq: number; readonly shownAs: readonly string[] };
  /** Until when the user's list of threads names this one, epoch seconds. */
  readonly listedUntil: number;
  /** The number up to which each user has read. */
  readonly readPositions: Readonly<Record<string, number>>;
  /** Epoch milliseconds. A thread that expired and began again is another life of it, with another `createdAt`. */
  readonly createdAt: number;
  /** Epoch seconds. */
  readonly expiresAt: number;
}
