import type { ClientAction, ClientFrame, ServerFrame } from '@switchboard/protocol';
import type { Clock } from '../clock.ts';
import type { Backoff } from '../connection/backoff.ts';
import type { ChatClientError } from '../errors.ts';
import type { Vocabulary } from '../session/vocabulary.ts';

/** A frame that is answered by another frame. */
export interface Request {
  readonly frame: ClientFrame;
  readonly isAnswer: (frame: ServerFrame) => boolean;
  readonly onAnswer: (frame: ServerFrame) => void;
  /** The server has refused it, no answer came in time, or the client was closed. */
  readonly onFailure: (error: ChatClientError) => void;
  /** How long to try, in milliseconds; waiting for a connection counts. @default as long as it takes */
  readonly deadlineMs?: number;
}

export interface RequestsOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly backoff: Backoff;
  /** A request that is not answered within this time is sent again, in milliseconds. */
  readonly timeoutMs: number;
  /** Says why a frame cannot be sent. */
  readonly vocabulary: Pick<Vocabulary, 'refusalOf'>;
  /** @returns false while there is no connection */
  readonly send: (frame: ClientFrame) => boolean;
  /** The service accepts no requests of this user for a while. */
  readonly onLimited: (action: ClientAction, retryAfterMs: number) => void;
}
