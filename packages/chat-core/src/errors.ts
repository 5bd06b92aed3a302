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
