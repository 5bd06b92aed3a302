import type { Attachment, Message, MessageChange, Notice } from '@switchboard/protocol';
import type { Channel } from '../channels/channel.ts';
import type { UserConnection } from '../connections/connection.ts';
import type { TransactItem } from '../context/commit.ts';
import type { StoredMessage } from '../messages/stored-message.ts';
import type { OpenQuestion, Owner, ThreadHead } from '../threads/thread-head.ts';

/** Who writes a message. */
export type Author =
  /** A customer. The first one to write opens the thread. */
  | { readonly type: 'user'; readonly userId: string }
  /** An operator. A thread that no operator holds becomes the operator's in the same transaction. */
  | { readonly type: 'operator'; readonly userId: string }
  /**
   * A bot, refused while a human owns the thread or has taken a participant over. It opens a thread only where it says
   * which customer the thread is for (`opensFor`).
   */
  | { readonly type: 'bot'; readonly name: string; readonly opensFor?: string };

export interface AppendRequest {
  readonly threadId: string;
  readonly author: Author;
  readonly text: string;
  /** @default {} */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** With it, the message is stored once per author and content, however often it is sent. */
  readonly clientMessageId?: string;
  /** The id that the message gets. @default context.newId() */
  readonly messageId?: string;
  /** The `replyId` of the chunks that this message takes the place of. */
  readonly replyId?: string;
  /** The channel of a thread that this message opens. @default 'web' */
  readonly channel?: Channel;
  /** The message (`seq`) of this thread that this one replies to. */
  readonly replyTo?: number;
  /** Files of the author's that belong to the message. A file is sent once. */
  readonly attachments?: readonly Attachment[];
  /**
   * The message changes another one of its author: it is a `system` message, and neither answers anything, nor asks for
   * an answer, nor changes who owns the thread. `change-message.ts` writes the target in the same transaction.
   */
  readonly change?: MessageChange;
  /**
   * What the text says, for clients that say it in their reader's language. A message that tells of the queue (`queued`) is a `system` message that
   * changes nothing else. It is refused (`owned`) once the thread does not wait in the queue any more.
   */
  readonly notice?: Notice;
  /**
   * The message answers the bot's question with this id. The first answer counts, whoever deals with the message, and the bot is
   * asked next. An operator's is a `system` message that changes no owner, and is refused (`answered`) where no such question waits
   * for an operator. A customer's is an ordinary message; where the thread has several, the bot looks itself who was asked.
   */
  readonly answersQuestion?: { readonly id: string; readonly isApproved: boolean };
  /** The author has read everything up to this message (`seq`). */
  readonly read?: number;
  /**
   * The newest user message (`seq`) that this one answers. A bot's message without it answers nothing.
   *
   * @default for operators, the newest when the message was first tried
   */
  readonly answersThrough?: number;
  /**
   * For a bot's turn: this message is the one reply to what it answers. It is refused (`answered`) where that has been
   * answered or cancelled, and where the owner has changed since the bot read this `ownerEpoch`.
   */
  readonly turn?: {
    readonly ownerEpoch: number;
    /** The head's `answeredSeq` as the bot read it. */
    readonly answeredUntil: number;
    /** Refuses the reply (`outdated`) where a user has written more than it answers. @default false */
    readonly onlyIfNewest?: boolean;
    /** What the reply asks. @default what waits goes on waiting */
    readonly question?: OpenQuestion | undefined;
    /** The question of which the bot has learnt the outcome. It no longer waits. @default none */
    readonly settles?: string | undefined;
    /** Refuses the reply (`answered`) where that question does not wait any more: nothing else was to be answered. @default false */
    readonly onlySettles?: boolean;
  };
  /** For bots: puts the thread into the operators' queue in the same transaction. @default false */
  readonly handOver?: boolean;
  /** More writes of the same transaction, for example the state of the bot. They must not touch the head. */
  readonly extraWrites?: readonly TransactItem[];
  /** For operators: how long the thread stays theirs from now on, milliseconds. @default 30 minutes */
  readonly leaseMs?: number;
  /** The author's connection as the caller has just read it: says how many threads the author has opened lately. */
  readonly connection?: Pick<UserConnection, 'userId' | 'threadsUsedUntil'>;
  /** The head as the caller has just read it: `null` if there is none. @default it is read */
  readonly head?: ThreadHead | null;
  /**
   * When it was known last that the thread may be opened for its customer, epoch milliseconds: it is not if the customer was erased since.
   *
   * @default when the message is first tried
   */
  readonly lookedAt?: number;
}

export type AppendResult =
  | { readonly outcome: 'stored'; readonly message: StoredMessage; readonly head: ThreadHead }
  /** The author has already stored this message; `readMessage` reads it. */
  | { readonly outcome: 'duplicate'; readonly message: StoredMarker; readonly head: ThreadHead | null }
  /** The author has used the clientMessageId for another text or other metadata. */
  | { readonly outcome: 'idReused' }
  | AppendRefusal
  /** One of the files is not there any more, is not the author's, was sent with another message, or would expire before this one. */
  | { readonly outcome: 'noAttachment' }
  /** A bot wrote to a thread one of whose customers a human has taken over (`isHumanOverride`). */
  | { readonly outcome: 'overridden'; readonly userId: string }
  /** The condition of one of `extraWrites` failed: nothing was stored. */
  | { readonly outcome: 'extraWriteRefused'; readonly index: number };

/** The thread does not take the message as it is now. Nothing was stored. */
export type AppendRefusal =
  /** The user is no customer of the thread. */
  | { readonly outcome: 'notParticipant' }
  /**
   * A bot wrote to a thread that a human owns or whose owner has changed; an operator, to one that another operator
   * owns.
   */
  | { readonly outcome: 'owned'; readonly owner: Owner; readonly ownerEpoch: number }
  /** An operator's answer to a question that does not wait for one. What a bot's turn replies to has been answered, has been cancelled, or has expired with its life of the thread. */
  | { readonly outcome: 'answered' }
  /** A user has written more than a bot's turn replies to, and the bot wants to answer all of it at once. */
  | { readonly outcome: 'outdated' }
  /** An operator, or a bot that opens none, wrote to a thread that does not exist. */
  | { readonly outcome: 'noThread' }
  /** The customer has written too much. */
  | { readonly outcome: 'limited'; readonly retryAfterMs: number };

/** What is known of a message by its clientMessageId. */
export type StoredMarker = Pick<Message, 'messageId' | 'threadId' | 'seq' | 'timestamp'> & {
  readonly clientMessageId: string;
};
