import type { ClientFrame, ServerFrame } from '@switchboard/protocol';
import type { Cancel, Clock } from '../clock.ts';
import type { Backoff } from '../connection/backoff.ts';
import type { ConnectionStatus } from '../connection/connection.ts';
import type { Requests } from '../requests/requests.ts';

/** What a thread gets from the session whose connection it shares with others. */
export interface Wire {
  readonly clock: Clock;
  readonly random: () => number;
  readonly newId: () => string;
  readonly backoff: Backoff;
  /** A frame that is not answered within this time is sent again, in milliseconds. */
  readonly answerTimeoutMs: number;
  readonly requests: Requests;
  /** @returns false while there is no connection */
  readonly send: (frame: ClientFrame) => boolean;
  /** Makes sure that the connection still lives. */
  readonly probe: () => void;
  readonly attach: (endpoint: Endpoint) => Cancel;
}

/** A thread at its end of the wire. */
export interface Endpoint {
  readonly threadId: string;
  readonly onStatus: (status: ConnectionStatus) => void;
  readonly onUser: (userId: string | undefined) => void;
  /** A frame about this thread, or about nothing in particular. */
  readonly onFrame: (frame: Exclude<ServerFrame, { event: 'error' }>) => void;
  /** An error that answers a message, perhaps one of this thread. */
  readonly onMessageError: (error: ServerFrame<'error'>) => void;
  /** The service has failed without saying at what. */
  readonly onGatewayFailure: () => void;
  /** Bytes of the message that was sent and is not answered; 0 for none. */
  readonly inFlightBytes: () => number;
  /** The connection was closed because the message that was sent is too large. */
  readonly onTooLarge: () => void;
  /** Nobody looks any more. */
  readonly tellRead: () => void;
}
