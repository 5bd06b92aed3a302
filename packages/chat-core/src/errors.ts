import { DataCoreError } from '@switchboard/data-core';

/**
 * So many write to the thread at once, or DynamoDB is so busy, that a write found no place within its tries or its
 * deadline. Nothing was stored: the same request may be sent again.
 */
export class ThreadBusyError extends DataCoreError {
  readonly code = 'thread.busy';
  readonly threadId: string;
  readonly tries: number;

  constructor(threadId: string, tries: number, options?: ErrorOptions) {
    super(`The thread was written to by others at each of ${tries} tries.`, options);
    this.threadId = threadId;
    this.tries = tries;
  }
}

/** Other transactions used the same items at each of several tries. Nothing was stored; the same request may be sent again. */
export class ItemsBusyError extends DataCoreError {
  readonly code = 'items.busy';
  readonly tries: number;

  constructor(tries: number) {
    super(`Other transactions were at the same items at each of ${tries} tries.`);
    this.tries = tries;
  }
}
