import { DataCoreError } from '../../shared/errors/data-core-error.ts';

/** The key holds a counter, which a value would destroy. Nothing was written. */
export class KeyHoldsCounterError extends DataCoreError {
  override readonly name = 'KeyHoldsCounterError';
  readonly code = 'key.holdsCounter';
  readonly key: string;

  constructor(key: string, options?: ErrorOptions) {
    super(`The key "${key}" holds a counter: a value cannot be stored under it.`, options);
    this.key = key;
  }
}

/** The key holds a value, which cannot be counted up. Nothing was written. */
export class KeyHoldsValueError extends DataCoreError {
  override readonly name = 'KeyHoldsValueError';
  readonly code = 'key.holdsValue';
  readonly key: string;

  constructor(key: string, options?: ErrorOptions) {
    super(`The key "${key}" holds a value: it cannot be counted.`, options);
    this.key = key;
  }
}
