/** A message that was written here and that the server has not acknowledged. */
export interface OutgoingMessage {
  /** Made here, and the same for every attempt: the server stores a message once for each. */
  readonly clientMessageId: string;
  readonly text: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** When it was written, by this machine's clock, in epoch milliseconds. */
  readonly createdAt: number;
  /** `failed`: the server said that it will not take it. It stays until it is retried or discarded. */
  readonly status: 'sending' | 'failed';
  /** Why it failed, in the server's words. */
  readonly error?: { readonly code: string; readonly message: string };
}
