import { DataCoreError } from '../../shared/errors/data-core-error.ts';

/** The lease ran out and someone else took the lock, or it was released: the work that it guarded may have run twice. */
export class LockLostError extends DataCoreError {
  override readonly name = 'LockLostError';
  readonly code = 'lock.lost';
  readonly key: string;
  readonly fence: number;

  constructor(key: string, fence: number, options?: ErrorOptions) {
    super(`The lock "${key}" with fence ${fence} is no longer held.`, options);
    this.key = key;
    this.fence = fence;
  }
}

/** Someone else held the lock for as long as the caller was ready to wait. Nothing was done. */
export class LockHeldError extends DataCoreError {
  override readonly name = 'LockHeldError';
  readonly code = 'lock.held';
  readonly key: string;
  /** How long was waited, in milliseconds. */
  readonly waitedMs: number;

  constructor(key: string, waitedMs: number) {
    super(`The lock "${key}" was held by someone else for the ${Math.round(waitedMs)} ms that were waited.`);
    this.key = key;
    this.waitedMs = waitedMs;
  }
}
