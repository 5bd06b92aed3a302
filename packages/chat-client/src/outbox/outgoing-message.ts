import type { Attachment } from '@switchboard/protocol';
import { isTemporary } from '../temporary.ts';

/** A message that was written here and that the server has not acknowledged. */
export interface OutgoingMessage {
  /** Made here, and the same for every attempt: the server stores a message once for each. */
  readonly clientMessageId: string;
  readonly text: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Files that were uploaded for it. */
  readonly attachments?: readonly Attachment[];
  /** The `seq` of the message that it replies to. */
  readonly replyTo?: number;
  /** The newest `seq` that the operator who wrote it had seen. */
  readonly answersThrough?: number;
  /** When it was written, by this machine's clock, in epoch milliseconds. */
  readonly createdAt: number;
  /** `failed`: it is given up. It stays until it is retried or discarded. */
  readonly status: 'sending' | 'failed';
  /** Why it failed: a code of the protocol, and a sentence for a developer. */
  readonly error?: { readonly code: string; readonly message: string };
}

/** Whether sending a failed message again may succeed. Otherwise it has to be written again. */
export const canRetry = ({ error }: OutgoingMessage): boolean =>
  error !== undefined && isTemporary(error.code);

/** Whether a message should outlive the page. One that no server would take should not come back with every reload. */
export const isKept = ({ error }: OutgoingMessage): boolean => !error?.code.startsWith('frame.');
