import { DataCoreError } from '../../shared/errors/data-core-error.ts';

/** The counter would leave the whole numbers that JavaScript holds exactly, up to 2^53 - 1. It was not changed. */
export class CounterRangeError extends DataCoreError {
  override readonly name = 'CounterRangeError';
  readonly code = 'counter.range';
  readonly key: string;
  /** The count as it is. */
  readonly count: number;
  readonly by: number;

  constructor(key: string, count: number, by: number) {
    super(`The counter "${key}" is ${count}: changed by ${by} it would not be exact any more.`);
    this.key = key;
    this.count = count;
    this.by = by;
  }
}
