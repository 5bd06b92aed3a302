import { DataCoreError } from '@switchboard/data-core';

/**
 * So many write to the thread at once, or DynamoDB is so busy, that a message found no place within its tries.
 * Nothing was stored: the same request may be sent again.
 */
export class ThreadBusyError extends DataCoreError {
  readonly code = 'thread.busy';
  readonly threadId: string;
  readonly tries: number;

  constructor(threadId: string, tries: number, options?: ErrorOptions) {
    super(`The thread found no place for the message within ${tries} tries.`, options);
    this.threadId = threadId;
    this.tries = tries;
  }
}

/** DynamoDB left keys of a batch unread at every try: the table is throttled. Nothing is known about those items. */
export class UnreadKeysError extends DataCoreError {
  readonly code = 'batch.unread';
  /** The keys by table. */
  readonly keys: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

  constructor(keys: UnreadKeysError['keys']) {
    const count = Object.values(keys).flat().length;
    super(`DynamoDB left ${count} keys unread (${Object.keys(keys).join(', ')}).`);
    this.keys = keys;
  }
}
