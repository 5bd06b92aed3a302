import type { Message } from '@switchboard/protocol';
import type { ConnectionStatus } from './connection/connection.ts';
import type { OutgoingMessage } from './outbox/outgoing-message.ts';
import type { StreamingReply } from './thread/streaming-reply.ts';
import type { Typists } from './thread/typing.ts';

/** A message that the server has stored. */
export type ChatMessage = Message;

/** Who answers in the thread. */
export type Owner = 'bot' | 'operator' | 'queue';

/** Everything that a page shows of a thread. A new object after every change, and never changed itself. */
export interface ChatSnapshot {
  readonly threadId: string;
  /** Who this client is, as soon as the credential has said it. */
  readonly userId: string | undefined;
  readonly connection: ConnectionStatus;
  /** Stored messages, by `seq`, each once. */
  readonly messages: readonly ChatMessage[];
  /** Messages on their way, in the order in which they were written. */
  readonly outgoing: readonly OutgoingMessage[];
  /** Replies that are being written. */
  readonly replies: readonly StreamingReply[];
  /** Who is typing, apart from this user. */
  readonly typists: Typists;
  /** Up to which `seq` each user has read. */
  readonly reads: ReadonlyMap<string, number>;
  /** Who answers, once the server has told of a change. */
  readonly owner: Owner | undefined;
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
  replies: [],
  typists: new Map(),
  reads: new Map(),
  owner: undefined,
  history: { loaded: false, loadingOlder: false, hasOlder: false },
});
