/** How a thread's participants are reached. */
export type Channel = 'web' | 'telegram';

/** Someone who may read and write a thread, and to whose devices its messages go. Bots are not listed. */
export interface Participant {
  readonly userId: string;
  readonly role: 'customer' | 'operator';
}

/** Who answers in a thread. */
export type Owner =
  | { readonly type: 'bot' }
  /** The bot handed over: nobody answers until an operator claims the thread. */
  | { readonly type: 'queue' }
  /** An operator. When the lease runs out (`leaseUntil`, epoch milliseconds), the thread is the bot's again. */
  | { readonly type: 'operator'; readonly userId: string; readonly leaseUntil: number };

/** The one item that a thread's writers agree on. */
export interface ThreadHead {
  readonly threadId: string;
  readonly channel: Channel;
  /** The number of the newest message. */
  readonly seq: number;
  /** The timestamp of the newest message, epoch milliseconds. */
  readonly lastTimestamp: number;
  /** The number of the newest message of a user; 0 if there is none. */
  readonly lastUserSeq: number;
  readonly participants: readonly Participant[];
  readonly owner: Owner;
  /** Rises with every change of owner, so that whoever read an earlier owner cannot commit. */
  readonly ownerEpoch: number;
  /** When the oldest message of a user that nobody has answered was written, epoch milliseconds. */
  readonly awaitingReplySince?: number;
  /** The number up to which each user has read. */
  readonly readPositions: Readonly<Record<string, number>>;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Epoch seconds. */
  readonly expiresAt: number;
}
