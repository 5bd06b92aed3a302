import { DataCoreError } from '../../shared/errors/data-core-error.ts';

/** Another caller is running the action, and did not finish within the waiting time. This call did not run it. */
export class DoOnceInProgressError extends DataCoreError {
  override readonly name = 'DoOnceInProgressError';
  readonly code = 'doOnce.inProgress';
  readonly userId: string;
  readonly key: string;

  constructor(userId: string, key: string) {
    super(`"${key}" of "${userId}" is being done by someone else.`);
    this.userId = userId;
    this.key = key;
  }
}

/**
 * The action ran, but its lease had run out and someone else has begun again: this process stood still for longer than the lease.
 * The action may have run twice, one after the other; the result of this run was not stored.
 */
export class DoOnceLeaseLostError extends DataCoreError {
  override readonly name = 'DoOnceLeaseLostError';
  readonly code = 'doOnce.leaseLost';
  readonly userId: string;
  readonly key: string;

  constructor(userId: string, key: string) {
    super(`The lease on "${key}" of "${userId}" ran out while it was being done.`);
    this.userId = userId;
    this.key = key;
  }
}
