import { DataCoreError } from '../../shared/errors/data-core-error.ts';
import type { StoredKey } from './compound-key.ts';

/** Others kept changing a set between its read and its write. Nothing was written: it may be tried again. */
export class SetContentionError extends DataCoreError {
  override readonly name = 'SetContentionError';
  readonly code = 'set.contention';
  readonly key: StoredKey;
  readonly attempts: number;

  constructor(key: StoredKey, attempts: number) {
    super(
      `The set "${key.sortKey}" of "${key.partitionKey}" was changed by others at each of ${attempts} attempts.`,
    );
    this.key = key;
    this.attempts = attempts;
  }
}

/** The key holds a value that is neither a set nor a list. Nothing was written. */
export class NotASetError extends DataCoreError {
  override readonly name = 'NotASetError';
  readonly code = 'set.notASet';
  readonly key: Partial<StoredKey>;

  constructor({ partitionKey, sortKey }: Partial<StoredKey>) {
    super(`The key "${sortKey}" of "${partitionKey}" holds a value that is neither a set nor a list.`);
    this.key = { ...(partitionKey && { partitionKey }), ...(sortKey && { sortKey }) };
  }
}
