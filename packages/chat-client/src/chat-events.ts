import type { ServerFrame } from '@switchboard/protocol';
import type { ConnectionStatus } from './connection/connection.ts';
import type { OutgoingMessage } from './outbox/outgoing-message.ts';
import type { ChatMessage } from './snapshot.ts';
import type { Gap } from './thread/timeline.ts';

/** The events of a thread by name. The snapshot is the current state; an event says that something has happened. */
export interface ThreadEvents {
  /** A new message has arrived, live or fetched because it was missed. Pages of older history cause no event. */
  message: ChatMessage;
  /** A message of this client is stored and published. */
  ack: { readonly message: ChatMessage; readonly outgoing: OutgoingMessage };
  /** A message of this client is given up: it stays among the outgoing ones until it is retried or discarded. */
  failed: OutgoingMessage;
  /** Messages are missing between two that arrived. They are being fetched. */
  gap: Gap;
}

/** The events of a session by name. */
export interface SessionEvents {
  connection: ConnectionStatus;
  /** The server has refused something. */
  error: ServerFrame<'error'>;
  /** Every valid frame of every thread, before the client processes it. */
  frame: ServerFrame;
  /** The service limits this action for a while. Waiting frames are sent again automatically. */
  limited: { readonly action: string; readonly retryAfterMs: number };
}

/** The events of a client of one thread by name. */
export type ChatEvents = ThreadEvents & SessionEvents;
