import type { Message, ServerFrame } from '@switchboard/protocol';
import type { ConnectionStatus } from './connection/connection.ts';
import type { OutgoingMessage } from './outbox/outgoing-message.ts';
import type { StreamingReply } from './thread/streaming-reply.ts';
import type { ToolCall } from './thread/tool-calls.ts';
import type { Typists } from './thread/typing.ts';

/** A message that the server has stored. */
export type ChatMessage = Message;

/** Who answers in the thread: the bot, an operator, or nobody until an operator takes it from the queue. */
export type Owner = ServerFrame<'takeover'>['owner'];

/** Who owes the customer an answer: the bot, a person, a person because the bot has failed, or nobody. */
export type Waiting = ServerFrame<'waiting'>['waiting'];

/** A change of the owner, a closing or a reopening of the thread, seen while this client was connected. */
export interface OwnerChange {
  readonly owner: Owner;
  /** The operator, where the owner is one. */
  readonly operatorId: string | undefined;
  /** Rises with every change. */
  readonly ownerEpoch: number;
  readonly closed: boolean;
  /** When this client learned of it, by this machine's clock, in epoch milliseconds. */
  readonly at: number;
  /** The `seq` of the newest message that was shown then; 0 for none. */
  readonly afterSeq: number;
}

/** How a person is shown, as far as they have set it. */
export interface Person {
  readonly name?: string | undefined;
  readonly picture?: string | undefined;
}

/** Everything that a page shows of a thread. A new object after every change, and never changed itself. */
export interface ChatSnapshot {
  readonly threadId: string;
  /** The user of this client, once the credential has named it. */
  readonly userId: string | undefined;
  readonly connection: ConnectionStatus;
  /** Stored messages, by `seq`, each once. */
  readonly messages: readonly ChatMessage[];
  /** Messages on their way, in the order in which they were written. */
  readonly outgoing: readonly OutgoingMessage[];
  /** When the service takes messages of this user again, in epoch milliseconds. Messages written before wait. */
  readonly limitedUntil: number | undefined;
  /** Replies that are being written. */
  readonly replies: readonly StreamingReply[];
  /** Tools that the bot has called for the reply that it is writing, oldest first. The message takes their place. */
  readonly tools: readonly ToolCall[];
  /** Who is typing, apart from this user. */
  readonly typists: Typists;
  /** Up to which `seq` each user has read. */
  readonly reads: ReadonlyMap<string, number>;
  /** Who answers; `undefined` until the server has said it, and in a thread that nobody has written in. */
  readonly owner: Owner | undefined;
  /** The operator, where the owner is one. */
  readonly operatorId: string | undefined;
  /** How people are shown, by user id: operators, and for operators the customer. */
  readonly people: ReadonlyMap<string, Person>;
  /** Rises with every change of owner; -1 while none is known. */
  readonly ownerEpoch: number;
  /** An operator has ended the conversation. The customer's next message opens it again. */
  readonly closed: boolean;
  /** Changes of owner that this client has seen, oldest first: what has happened to the conversation. */
  readonly ownerChanges: readonly OwnerChange[];
  /** Who owes the answer, if it takes longer than usual or comes from a person instead of the bot. */
  readonly waiting: Waiting;
  /** Since when the customer waits, in epoch milliseconds, where the server has said it. */
  readonly waitingSince: number | undefined;
  /** The newest message (`seq`) to which the server has said that no answer is coming any more: it was read back as settled, or its reply was cancelled. 0 for none. */
  readonly settledThrough: number;
  readonly history: HistoryStatus;
}

export interface HistoryStatus {
  /** Whether the newest page has been received: an empty thread is empty only then. */
  readonly loaded: boolean;
  readonly loadingOlder: boolean;
  /** Whether there are older messages than those in the snapshot. */
  readonly hasOlder: boolean;
  /** Why the thread cannot be read, for example because it belongs to others. */
  readonly refusal?: { readonly code: string; readonly message: string };
}

export const initialSnapshot = (threadId: string): ChatSnapshot => ({
  threadId,
  userId: undefined,
  connection: { state: 'closed' },
  messages: [],
  outgoing: [],
  limitedUntil: undefined,
  replies: [],
  tools: [],
  typists: new Map(),
  reads: new Map(),
  owner: undefined,
  operatorId: undefined,
  people: new Map(),
  ownerEpoch: -1,
  closed: false,
  ownerChanges: [],
  waiting: 'none',
  waitingSince: undefined,
  settledThrough: 0,
  history: { loaded: false, loadingOlder: false, hasOlder: false },
});
