import type { ServerFrame } from '@switchboard/protocol';
import type { ConnectionStatus } from './connection/connection.ts';
import type { OutgoingMessage } from './outbox/outgoing-message.ts';
import type { ChatMessage } from './snapshot.ts';
import type { Gap } from './thread/timeline.ts';

/** What a thread tells, by name. The snapshot says how things stand; an event says that something has happened. */
export interface ThreadEvents {
  /** A message has come that was not known: live, or because it was missed. Pages of older history are not told. */
  message: ChatMessage;
  /** A message of this client is stored and published. */
  ack: { readonly message: ChatMessage; readonly outgoing: OutgoingMessage };
  /** A message of this client is given up: it stays among the outgoing ones until it is retried or discarded. */
  failed: OutgoingMessage;
  /** Messages are missing between two that came. They are being fetched. */
  gap: Gap;
}

/** What a session tells, by name. */
export interface SessionEvents {
  connection: ConnectionStatus;
  /** The server has refused something. */
  error: ServerFrame<'error'>;
  /** Every frame that the protocol knows, of every thread, before anything is made of it. */
  frame: ServerFrame;
  /** The service takes no more of this action for a while. What is waiting is sent again by itself. */
  limited: { readonly action: string; readonly retryAfterMs: number };
}

/** What a client of one thread tells, by name. */
export type ChatEvents = ThreadEvents & SessionEvents;
