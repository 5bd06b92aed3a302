import type { ServerFrame } from '@switchboard/protocol';
import type { ConnectionStatus } from './connection/connection.ts';
import type { OutgoingMessage } from './outbox/outgoing-message.ts';
import type { ChatMessage } from './snapshot.ts';
import type { Gap } from './thread/timeline.ts';

/** What a client tells, by name. The snapshot says how things stand; an event says that something has happened. */
export interface ChatEvents {
  /** A message has come that was not known: live, or because it was missed. Pages of older history are not told. */
  message: ChatMessage;
  /** A message of this client is stored and published. */
  ack: { readonly message: ChatMessage; readonly outgoing: OutgoingMessage };
  /** The server will not take a message of this client. */
  failed: OutgoingMessage;
  /** Messages are missing between two that came. They are being fetched. */
  gap: Gap;
  /** The server has refused something. */
  error: ServerFrame<'error'>;
  connection: ConnectionStatus;
}
