import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Message } from '@switchboard/protocol';
import type { Channel, Owner, ThreadHead } from '../threads/thread-head.ts';
import type { StoredMessage } from './stored-message.ts';

/** One write of a transaction, in the document client's shape. */
export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** Who writes a message. */
export type Author =
  /** A customer. The first one to write makes the thread. */
  | { readonly type: 'user'; readonly userId: string }
  | { readonly type: 'operator'; readonly userId: string }
  /**
   * A bot, refused while a human owns the thread or has taken a participant over. It makes a thread only where it says
   * which customer the thread is for (`opensFor`).
   */
  | { readonly type: 'bot'; readonly name: string; readonly opensFor?: string };

export interface AppendRequest {
  readonly threadId: string;
  readonly author: Author;
  readonly text: string;
  /** @default {} */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** With it, the message is stored once however often it is sent. */
  readonly clientMessageId?: string;
  /** The id that the message gets. @default context.newId() */
  readonly messageId?: string;
  /** The `replyId` of the chunks that this message takes the place of. */
  readonly replyId?: string;
  /** The channel of a thread that this message makes. @default 'web' */
  readonly channel?: Channel;
  /** For bots and operators: the newest user message (`seq`) that this one answers. @default the newest in `head` */
  readonly answersThrough?: number;
  /** For bots: the `ownerEpoch` that the bot saw when it began. The commit is refused if the owner has changed since. */
  readonly ownerEpoch?: number;
  /** For bots: gives the thread to the operators' queue in the same transaction. @default false */
  readonly handOver?: boolean;
  /** More writes of the same transaction, for example the state of the bot. They must not touch the head. */
  readonly extraWrites?: readonly TransactItem[];
  /** For operators: how long the thread stays theirs from now on, milliseconds. @default 30 minutes */
  readonly leaseMs?: number;
  /** The head as the caller has just read it: `null` if there is none. @default it is read */
  readonly head?: ThreadHead | null;
}

export type AppendResult =
  | { readonly outcome: 'stored'; readonly message: StoredMessage; readonly head: ThreadHead }
  /** The clientMessageId was stored before; the message itself is read with `readMessage`. */
  | { readonly outcome: 'duplicate'; readonly message: StoredMarker; readonly head: ThreadHead | null }
  /** The user is no customer of the thread. */
  | { readonly outcome: 'notParticipant' }
  /**
   * A bot wrote to a thread that a human owns, or whose owner has changed since the bot began; or an operator wrote to
   * a thread without a claim to it.
   */
  | { readonly outcome: 'owned'; readonly owner: Owner; readonly ownerEpoch: number }
  /** A bot wrote to a thread one of whose customers a human has taken over (`isHumanOverride`). */
  | { readonly outcome: 'overridden'; readonly userId: string }
  /** An operator, or a bot that opens none, wrote to a thread that does not exist. */
  | { readonly outcome: 'noThread' }
  /** The condition of one of `extraWrites` failed: nothing was stored. */
  | { readonly outcome: 'extraWriteRefused'; readonly index: number };

/** What is known of a message by its clientMessageId. */
export type StoredMarker = Pick<Message, 'messageId' | 'threadId' | 'seq' | 'timestamp'> & {
  readonly clientMessageId: string;
};
